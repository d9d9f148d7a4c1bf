/** A courier comes to a relay that has nothing yet: the driver's own work, and the relay's own admission. [MEET3] [REL1] */
import { expect, test } from "vitest";
import { ok } from "@tomoshibi/shared/base/result.ts";
import { bytesToHex } from "@tomoshibi/shared/base/bytes.ts";
import { encodePayload } from "@tomoshibi/shared/records/payload.ts";
import { readEntry } from "@tomoshibi/shared/sync/apply.ts";
import { createSeededRandom } from "@tomoshibi/shared/testing/seeded-random.ts";
import {
  createWorld,
  joinHousehold,
  writeEntry,
} from "@tomoshibi/shared/testing/association-world.ts";
import { createWorkContext, doWork } from "../../client/src/engine/driver/work.ts";
import { carry, handInCarried } from "../../client/src/engine/meeting/couriers.ts";
import { installReplica, INCIDENT } from "../../client/src/engine/replica/testing/replica-world.ts";
import { createRelayTransport } from "../../client/src/engine/transports/relay.ts";
import { createTestRelay } from "../../sync-server/src/testing/relay-fixture.ts";

test("[MEET3] at an empty relay what a courier brings stands in its stream when the contact is over", async () => {
  const world = await createWorld();
  const author = await joinHousehold(world, 12, 3);
  const courier = await installReplica(world, await joinHousehold(world, 13, 3));
  const items = Array.from({ length: 5 }, (_, index) => {
    const { bytes } = writeEntry(
      world,
      author,
      "safety",
      encodePayload({
        ...{ kind: "report", incident: INCIDENT, atSeconds: 1_775_001_600 + index, supersedes: [] },
        subjects: [{ subject: "self", status: "help" }],
        ...{ by: "self", means: "app", comment: "", place: undefined, household: 0 },
        aboutSeconds: undefined,
      }),
    );
    const named = readEntry({ association: world.association, stream: "safety" }, bytes);
    if (named === undefined) throw new Error("Broken invariant: what was written is an entry");
    return { ...named, stream: "safety" as const, bytes };
  });
  await carry(courier, items);
  const relay = await createTestRelay();
  const transport = createRelayTransport(
    {
      fetch: async (url, init) => relay.app.request(url.replace("http://relay.example", ""), init),
      random: createSeededRandom(9),
    },
    "http://relay.example",
  );
  const relayKey = bytesToHex(relay.relayKey);
  const signal = new AbortController().signal;
  const context = createWorkContext({
    ...{ replica: courier.replica, transport, nowMs: courier.clock.nowMs, chance: () => 0 },
    ...{ setTimer: () => () => undefined, isStoreFailure: () => false },
    ...{ reopenStore: async () => undefined, onRelayKey: async () => undefined },
    ...{ onConnection: () => undefined, onBroken: () => undefined, onDueChanged: () => undefined },
    ...{ isOfficer: async () => false, oweCards: async () => undefined },
    handInCards: () => handInCarried(courier, transport, relayKey),
    finishJoining: async () => ok(true),
  });
  const work = (what: "probe" | "push" | "read") =>
    doWork(context, what, { relayKey, isAside: false }, signal);
  await work("probe");
  for (const _round of [1, 2]) {
    for (;;) {
      const event = await work("push");
      if (event.type !== "pushed" || event.outcome === "nothingDue" || event.outcome === "stuck")
        break;
    }
    for (let reads = 0; reads < 4; reads += 1) {
      const event = await work("read");
      if (event.type === "wasRead" && event.outcome.owesRefill) break;
      if (event.type === "wasRead" && context.reading.hasReadAll) break;
    }
  }
  const lengths = Object.fromEntries(
    await Promise.all(
      (["membership", "safety", "intake"] as const).map(async (stream) => {
        const head = await relay.storage.head({ association: world.association, stream });
        return [stream, head.ok ? (head.value?.liveCount ?? 0) : -1];
      }),
    ),
  );
  relay.stop();
  expect(lengths).toMatchObject({ safety: 6, intake: 0 });
});
