/** Neighbours for the demo: whole replicas in Node that answer through a real relay, which afterwards knows nothing. */
import { appendFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { filesIn, findSecrets } from "../demo/blindness.ts";
import { type RunDemo, runDemo, searchRelay } from "../demo/demo.ts";
import { createDevice } from "../demo/device.ts";
import { eventually } from "./support/eventually.ts";
import { type RelayUnderTest, startRelay } from "./support/relay.ts";

const PROPORTIONS = { safe: 4, contact: 1, help: 0, read: 1, unread: 2 };
let relay: RelayUnderTest | undefined;
afterAll(() => relay?.dispose());

test("[REL8] neighbours answer in the demo's proportions, and no name, comment or place is found at the relay", async () => {
  relay = await startRelay({ env: { LOG_LEVEL: "debug", DATABASE_URL: "" } });
  const settings = { proportions: PROPORTIONS, seconds: 3, isDrill: true };
  const quiet = { joined: () => undefined, ready: () => undefined, counts: () => undefined };
  const demo = await runDemo(relay, settings, quiet);
  expect(demo.counts).toMatchObject({ answered: 5, ...PROPORTIONS, total: 8, noApp: 0 });
  await visitOfficersBoard(relay, demo);
  const { association } = (await demo.town.officer.database.profile.get("me")) ?? {};
  demo.stop();
  await relay.stop();
  expect(searchRelay(relay, demo)).toEqual([]);
  // The search does find what is there: the association's id, which the relay knows, and a word put there on purpose.
  expect(findSecrets(filesIn(relay.dataDir), [association ?? ""])).not.toEqual([]);
  const planted = String(demo.secrets[0]);
  appendFileSync(join(relay.dataDir, "planted"), Buffer.from(`x${planted}`, "utf16le"));
  expect(searchRelay(relay, demo).map(({ secret }) => secret)).toContain(planted);
});

/** Somebody who joins by the officer's own card sees the board. */
async function visitOfficersBoard({ url }: RelayUnderTest, { town, incident }: RunDemo) {
  const visitor = createDevice({ relayUrl: url, fetch });
  await visitor.wake();
  const codeOrQr = town.neighbours[0]?.card.code ?? "";
  const input = { codeOrQr, group: 1, representative: "", purposeVersion: 1 };
  expect(await visitor.engine().join(input)).toMatchObject({ ok: true });
  await eventually("the visitor sees the board", async () => {
    const counts = await visitor.database.boardCounts.get([incident, 0]);
    return counts?.counts.answered === 5;
  });
  visitor.sleep();
}
