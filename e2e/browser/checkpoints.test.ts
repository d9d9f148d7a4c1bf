/** 未検証: a new officer's phone on a link that brings only what is small shows the counts that the officer's device summed up. [DOC4] */
import { type IncomingMessage, type ServerResponse, createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { createReplica } from "@tomoshibi/client/engine/replica/create-replica.ts";
import { loadAutomerge } from "@tomoshibi/client/engine/replica/testing/replica-world.ts";
import { decodeDigest, encodeDigest } from "@tomoshibi/shared/checkpoints/digest.ts";
import { sealEntry } from "@tomoshibi/shared/entry/entry.ts";
import { writeKey } from "@tomoshibi/shared/keys/keyring.ts";
import { decodePayload, encodePayload } from "@tomoshibi/shared/records/payload.ts";
import { encodeBundle } from "@tomoshibi/shared/relay-api/bundle.ts";
import { bundlesPath } from "@tomoshibi/shared/relay-api/paths.ts";
import { createSeededRandom } from "@tomoshibi/shared/testing/seeded-random.ts";
import {
  INCIDENT,
  cardFor,
  foundedOfficer,
  incidentOn,
  joined,
  openIncident,
  tap,
} from "../node-replica/neighbourhood.ts";
import { type NodeDevice, RELAY_URL, type RelayHouse } from "../node-replica/node-device.ts";
import { expectNoAxeViolations } from "./support/axe.ts";
import { eventually } from "./support/eventually.ts";
import { expectCount, expectNotToSee, expectToSee, joinByCode, press } from "./support/people.ts";
import { createStage } from "./support/stage.ts";

const stage = createStage();
/** Each opens the question and answers it: the least that is summed up. */
const NEIGHBOURS = 8;
const OFFICER = "山吹 みのり";

test("[DOC4] the counts show before any report has come, marked 未検証; then the board has its own; a wrong sum is named", async () => {
  const relay = await stage.relay();
  const house = houseAt(relay.url);
  const founder = await foundedOfficer(house);
  const neighbours: NodeDevice[] = [];
  for (let at = 1; at <= NEIGHBOURS; at += 1) {
    const name = `試験 ${at}`;
    neighbours.push(await joined(house, await cardFor(founder, name), name));
  }
  const link = await slowLink(relay.port);
  const { page } = await stage.device(OFFICER, "phone");
  await joinByCode(page, link.url, await cardFor(founder, OFFICER), OFFICER);
  await appoint(founder, OFFICER);
  await page.goto(`${link.url}/desk`);
  await expectToSee(page, "いまは安否確認はありません");

  // The link goes; meanwhile the ground shakes, and everybody answers.
  link.brings("nothing");
  await openIncident(founder);
  for (const [at, neighbour] of neighbours.entries()) {
    await incidentOn(neighbour);
    await neighbour.submit({ type: "markIncidentRead", incident: INCIDENT, atMs: Date.now() });
    const status = at === 0 ? "help" : "safe";
    await neighbour.submit({ ...tap("だいじょうぶ"), subjects: [{ subject: "all", status }] });
  }
  await eventually("the officer's device summed up", () => holdsCheckpoint(founder));

  link.brings("one read");
  await page.reload();
  await expectToSee(page, `未検証：応答 8／合計 10・支援希望 1`);
  await expectNoAxeViolations(page);
  await shoot(page, "desk");
  await page.getByRole("link").filter({ hasText: "未検証：応答 8" }).click();
  await expectToSee(
    page,
    "まだたしかめていません。報告がみんな届いたら、この端末で数えなおします。",
  );
  const summed = page.getByLabel("ほかの役員の端末がまとめた数（未検証）").first();
  await summed.getByText("未検証", { exact: true }).waitFor();
  await expectNoAxeViolations(page);
  await shoot(page, "unverified");

  link.brings("everything");
  await expectNotToSee(page, /^まだたしかめていません/);
  await expectCount(page, "応答", 8);
  await expectNotToSee(page, "未検証");

  await lie(founder, relay.url);
  await expectToSee(page, "まとめた数がちがいます");
  await expectToSee(page, /^石川 花 の端末が.*にまとめた数は、/);
  await expectCount(page, "支援希望", 1);
  await expectNoAxeViolations(page);
  await shoot(page, "differs");
  // On paper stands what this device counted.
  await press(page, "一覧を印刷する");
  await expectToSee(page, /^支援希望 1・/);
  await expectNotToSee(page, "まとめた数がちがいます");
}, 240_000);

/** The relay as devices in Node reach it, under the name that they know. */
function houseAt(url: string): Pick<RelayHouse, "fetch"> {
  return { fetch: (asked, init) => fetch(asked.replace(RELAY_URL, url), init) };
}

/** Confirms the phone and makes it an officer's; waits until it has what it needs for that. */
async function appoint(founder: NodeDevice, name: string): Promise<void> {
  const { device } = await eventually("the phone has joined", () =>
    founder.database.devices.filter((row) => row.name === name).first(),
  );
  await founder.submit({ type: "confirmDevices", devices: [device] });
  await eventually(
    "the phone is confirmed",
    async () => (await founder.database.devices.get(device))?.isConfirmed === true,
  );
  expect(await founder.engine.appoint({ device, role: "officer" })).toMatchObject({ ok: true });
}

async function holdsCheckpoint({ database }: NodeDevice): Promise<boolean> {
  const own = await database.entries.where("kind").equals("checkpoint").first();
  const delivery = own && (await database.outbox.get(own.entryId));
  return delivery?.state === "relayed";
}

/** The officer's device claims that nobody asked for help, about the very set that it summed up. */
async function lie(officer: NodeDevice, relayUrl: string): Promise<void> {
  officer.stop();
  const { database } = officer;
  const replica = await createReplica({
    ...{ database, clock: { nowMs: () => Date.now() }, random: createSeededRandom(7) },
    loadDocuments: loadAutomerge,
  });
  const { identity, authority, keyring } = replica;
  const last = await database.entries.where("kind").equals("checkpoint").first();
  const said = last?.payload && decodePayload(last.payload);
  const digest = said && said.kind === "checkpoint" ? decodeDigest(said.digest) : undefined;
  if (!identity || !authority || !last || !digest || said?.kind !== "checkpoint")
    throw new Error("Broken invariant: the officer's device summed up");
  const incidents = digest.incidents.map((incident) => ({
    ...incident,
    total: incident.total.map((one) => ({ ...one, state: "safe" as const, needsCheck: false })),
  }));
  const wrong = { ...said, digest: encodeDigest({ ...digest, incidents }) };
  const stream = "checkpoints" as const;
  const { association, device } = identity;
  const sealed = sealEntry(
    { association, stream },
    identity,
    { seq: last.seq, entryId: last.entryId },
    writeKey(keyring, authority, "officers"),
    encodePayload(wrong),
  );
  const streams = [{ stream, entries: [sealed.bytes] }];
  const body = encodeBundle({ association, sender: device, statements: [], streams });
  const answer = await fetch(relayUrl + bundlesPath(association), {
    ...{ method: "POST", body: body.slice(), headers: { "content-type": "application/cbor" } },
  });
  expect(answer.status).toBe(200);
}

type Brings = "everything" | "nothing" | "one read";

/** A link to the relay, on an address of its own. */
async function slowLink(port: number): Promise<{ url: string; brings(what: Brings): void }> {
  let mode: Brings = "everything";
  let isRead = false;
  const held: (() => void)[] = [];
  const forward = async (asked: IncomingMessage, answer: ServerResponse, body: Uint8Array) => {
    const headers = new Headers();
    for (const name of ["content-type", "if-none-match"])
      if (typeof asked.headers[name] === "string") headers.set(name, asked.headers[name]);
    const isPost = asked.method === "POST" || asked.method === "PUT";
    const got = await fetch(`http://localhost:${port}${asked.url ?? "/"}`, {
      ...{ method: asked.method ?? "GET", headers },
      ...(isPost && { body: body.slice() }),
    });
    if (isReading(asked) && got.ok) isRead = true;
    for (const [name, value] of got.headers)
      if (!["content-encoding", "content-length", "transfer-encoding"].includes(name))
        answer.setHeader(name, value);
    answer.writeHead(got.status).end(Buffer.from(await got.arrayBuffer()));
  };
  const server = createServer((asked, answer) => {
    const parts: Buffer[] = [];
    asked.on("data", (part: Buffer) => parts.push(part));
    asked.on("end", () => {
      const go = () =>
        void forward(asked, answer, Buffer.concat(parts)).catch(() => answer.destroy());
      if (mode === "nothing") asked.socket.destroy();
      else if (mode === "one read" && isRead && isReading(asked)) held.push(go);
      else go();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "localhost", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return {
    url: `http://localhost:${(server.address() as AddressInfo).port}`,
    brings(what) {
      mode = what;
      isRead = false;
      if (what === "nothing") server.closeAllConnections();
      if (what === "everything") for (const go of held.splice(0)) go();
    },
  };
}

function isReading({ url = "" }: IncomingMessage): boolean {
  return url.includes("/v1/reads/");
}

/** A picture to look at, where SHOTS_DIR says. */
async function shoot(page: import("playwright-core").Page, name: string): Promise<void> {
  const folder = process.env["SHOTS_DIR"];
  if (folder !== undefined)
    await page.screenshot({ path: `${folder}/checkpoint-${name}.png`, fullPage: true });
}
