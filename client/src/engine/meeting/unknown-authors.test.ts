/** Files and codes full of entries by authors that nobody here knows. */
import { beforeEach, expect, test } from "vitest";
import type { DeviceId, EntryId } from "@tomoshibi/shared/base/ids.ts";
import { sha256 } from "@tomoshibi/shared/crypto/hash.ts";
import { encodeEntry } from "@tomoshibi/shared/entry/entry.ts";
import type { StreamName } from "@tomoshibi/shared/entry/stream-name.ts";
import { encodeBundle } from "@tomoshibi/shared/relay-api/bundle.ts";
import { readEntry } from "@tomoshibi/shared/sync/apply.ts";
import {
  type AssociationWorld,
  addDevice,
  createWorld,
  joinHousehold,
  writeEntry,
} from "@tomoshibi/shared/testing/association-world.ts";
import { type TestReplica, installReplica } from "../replica/testing/replica-world.ts";
import { OWN_HOUSEHOLD_SHARE, UNKNOWN_KEPT_MAX } from "./unknown-authors.ts";
import { takeIn } from "./take-in.ts";

const OWN = "household/5";

let world: AssociationWorld;
let desk: TestReplica;

beforeEach(async () => {
  world = await createWorld();
  desk = await installReplica(world, addDevice(world, { role: "officer", household: 5, group: 1 }));
});

/** What anybody can write without a certificate: the form of an entry, and noise. */
function madeUp(seq: number, boxBytes: number): Uint8Array {
  const box = new Uint8Array(boxBytes).fill(seq % 251);
  return encodeEntry({
    ...{ version: 1, author: "ee".repeat(8) as DeviceId, seq, prev: new Uint8Array(8), epoch: 1 },
    ...{ box, boxHash: sha256(box), signature: new Uint8Array(64).fill(1) },
  });
}

async function bring(stream: StreamName, entries: readonly Uint8Array[]) {
  const { association, statements, founder } = world;
  const taken = await takeIn(
    desk,
    encodeBundle({
      ...{ association, sender: founder.keys.device },
      statements: statements.map(({ bytes }) => bytes),
      streams: [{ stream, entries }],
    }),
  );
  if (!taken.ok || taken.value.type !== "taken") throw new Error("a file that can be read");
  return taken.value;
}

const kept = () => desk.database.entries.where("state").equals("kept").toArray();

test("[MEET2] [REL4] what unknown authors bring is kept up to a bound, told beyond it, and nothing that was kept is dropped", async () => {
  const room = UNKNOWN_KEPT_MAX * (1 - OWN_HOUSEHOLD_SHARE);
  const small = Array.from({ length: room }, (_, seq) => madeUp(seq + 1, 60));
  expect(await bring("safety", small)).toMatchObject({ kept: room, leftBehind: 0 });
  const before = (await kept()).map(({ entryId }) => entryId);
  const more = [madeUp(room + 1, 60), madeUp(room + 2, 60)];
  expect(await bring("safety", more)).toMatchObject({ kept: 0, leftBehind: 2 });
  expect(await bring("safety", small.slice(0, 3))).toMatchObject({ leftBehind: 0 });
  expect((await kept()).map(({ entryId }) => entryId)).toEqual(before);
  // The own household has room that nobody else's takes.
  expect(await bring(OWN, [madeUp(1, 60)])).toMatchObject({ kept: 1, leftBehind: 0 });
  // Who is known, or comes with a certificate, is not one of them.
  const neighbour = await joinHousehold(world, 12, 3);
  const report = writeEntry(world, neighbour, "safety", new Uint8Array(40).fill(7));
  expect(await bring("safety", [report.bytes])).toMatchObject({ leftBehind: 0 });
  expect(await desk.database.entries.get(report.entryId)).toBeDefined();
});

test("[MEET2] [REL4] of what unknown authors bring the small comes first: a check-in is small", async () => {
  const large = Array.from({ length: 40 }, (_, seq) => madeUp(seq + 1, 60_000));
  const checkIn = madeUp(100, 60);
  const taken = await bring("safety", [...large, checkIn]);
  expect(taken.leftBehind).toBeGreaterThan(0);
  const place = { association: world.association, stream: "safety" } as const;
  const id = readEntry(place, checkIn)?.entryId as EntryId;
  expect(await desk.database.entries.get(id)).toMatchObject({ reason: "unknownAuthor" });
});
