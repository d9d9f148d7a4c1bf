/** Who is told the highest seq of a device. */
import { beforeEach, expect, test } from "vitest";
import { type SealedEntry, encodeEntry } from "@tomoshibi/shared/entry/entry.ts";
import { createDeviceKeys } from "@tomoshibi/shared/membership/device-keys.ts";
import {
  type AssociationWorld,
  type WorldDevice,
  createWorld,
  joinHousehold,
  writeEntry,
} from "@tomoshibi/shared/testing/association-world.ts";
import {
  type Handed,
  type TestRelay,
  createTestRelay,
  handIn,
  verdictsOf,
} from "../testing/relay-fixture.ts";

let relay: TestRelay;
let world: AssociationWorld;
let resident: WorldDevice;

beforeEach(async () => {
  relay = await createTestRelay();
  world = await createWorld();
  resident = await joinHousehold(world, 2, 1);
  const { statements } = world;
  const streams = (["safety", "household/2"] as const).map((stream) => ({
    stream,
    entries: [write(resident, stream), write(resident, stream), write(resident, stream)],
  }));
  await handIn(relay, world, resident.keys, { statements, streams });
});

function write(device: WorldDevice, stream: "safety" | "household/2" = "safety"): SealedEntry {
  return writeEntry(world, device, stream, new Uint8Array(8));
}

test("[REL2] naming another's device as the sender tells nothing of it", async () => {
  const { entry } = write(resident);
  const forged = encodeEntry({ ...entry, signature: new Uint8Array(64).fill(7) });
  const cases: Handed[] = [
    {},
    // Everybody can read the statements, and so repeat them.
    { statements: world.statements },
    { streams: [{ stream: "safety", entries: [write(world.founder)] }] },
    { streams: [{ stream: "safety", entries: [forged] }] },
  ];
  for (const handed of cases) {
    const answer = await handIn(relay, world, resident.keys, handed);
    expect(answer.highest).toEqual([]);
  }
  const stranger = { ...resident, keys: createDeviceKeys(world), heads: new Map() };
  const impostor = { ...stranger, keys: { ...stranger.keys, device: resident.keys.device } };
  const answer = await handIn(relay, world, impostor.keys, {
    streams: [{ stream: "safety", entries: [write(impostor), write(stranger)] }],
  });
  expect(answer.highest).toEqual([]);
});

test("[REL2] [ENT6] a device set back by a backup learns its chains with the next entry it signs, also when an answer was lost", async () => {
  const restored: WorldDevice = { ...resident, heads: new Map() };
  const streams = [
    {
      stream: "safety" as const,
      entries: [writeEntry(world, restored, "safety", new Uint8Array(9))],
    },
  ];
  for (const verdict of ["accepted", "known"]) {
    const answer = await handIn(relay, world, restored.keys, { streams });
    expect(verdictsOf(answer.entries)).toEqual([verdict]);
    expect(answer.highest).toEqual([
      { stream: "household/2", seq: 3 },
      { stream: "safety", seq: 3 },
    ]);
  }
});
