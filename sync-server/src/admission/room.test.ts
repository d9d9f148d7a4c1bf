/** Who may fill how much of an association's room. */
import { beforeEach, expect, test } from "vitest";
import { encodeCbor } from "@tomoshibi/shared/base/cbor.ts";
import { ok } from "@tomoshibi/shared/base/result.ts";
import type { SealedEntry } from "@tomoshibi/shared/entry/entry.ts";
import { INVITE_DEVICES_MAX } from "@tomoshibi/shared/membership/standing.ts";
import {
  type AssociationWorld,
  type WorldDevice,
  addDevice,
  createWorld,
  joinHousehold,
  standingIn,
  writeEntry,
} from "@tomoshibi/shared/testing/association-world.ts";
import { createManualClock } from "@tomoshibi/shared/testing/manual-clock.ts";
import { createMemoryStorage } from "../storage/memory.ts";
import type { Storage } from "../storage/storage.ts";
import { type TestRelay, createTestRelay, handIn, verdictsOf } from "../testing/relay-fixture.ts";
import {
  ASSOCIATION_BYTES_MAX,
  ASSOCIATION_RESERVE_BYTES,
  FULL_INTAKE_ALLOWANCE,
  INTAKE_MESSAGES_MAX,
  MEMBER_ALLOWANCE,
  MEMBER_ENTRY_BYTES_MAX,
  RESERVE_ENTRY_BYTES_MAX,
} from "./limits.ts";
import { STREAM_CONFIG } from "./plan.ts";

const DAY_MS = 24 * 60 * 60_000;
const LARGE = MEMBER_ENTRY_BYTES_MAX - 500;
const CHECK_IN = 30;

let relay: TestRelay;
let world: AssociationWorld;
let resident: WorldDevice;

beforeEach(async () => {
  world = await createWorld();
  resident = await joinHousehold(world, 2, 1);
});

function write(device: WorldDevice, byteCount: number, count = 1): SealedEntry[] {
  const payload = new Uint8Array(byteCount);
  return Array.from({ length: count }, () => writeEntry(world, device, "safety", payload));
}

async function hand(entries: readonly SealedEntry[]): Promise<string[]> {
  const { statements } = world;
  const streams = [{ stream: "safety" as const, entries }];
  return verdictsOf((await handIn(relay, world, resident.keys, { statements, streams })).entries);
}

/** A relay whose storage says that its associations hold so many bytes. */
async function createFullRelay(storage: Storage, byteCount: number): Promise<void> {
  const usage = { streamCount: 1, messageCount: 1, byteCount };
  relay = await createTestRelay({ storage: { ...storage, usage: async () => ok(usage) } });
}

test("[REL4] an author has only so many bytes a day, and again the next day", async () => {
  relay = await createTestRelay();
  const { burst, refillMs, bytesPerDay = 0 } = MEMBER_ALLOWANCE;
  const verdicts: string[] = [];
  const handed: SealedEntry[] = [];
  for (let sum = 0; sum < bytesPerDay * 1.2; sum += burst * LARGE) {
    const entries = write(resident, LARGE, burst);
    verdicts.push(...(await hand(entries)));
    handed.push(...entries);
    relay.clock.advance(burst * refillMs);
  }
  const accepted = handed.filter((_, index) => verdicts[index] === "accepted");
  const byteCount = accepted.reduce((sum, { bytes }) => sum + bytes.length, 0);
  expect(byteCount).toBeGreaterThan(bytesPerDay * 0.95);
  expect(byteCount).toBeLessThan(bytesPerDay * 1.05);
  expect(new Set(verdicts.slice(accepted.length))).toEqual(new Set(["later"]));
  relay.clock.advance(DAY_MS);
  const rest = handed.slice(accepted.length, accepted.length + burst);
  // What is known costs nothing of the day's bytes.
  expect(new Set(await hand(handed.slice(0, burst)))).toEqual(new Set(["known"]));
  expect(new Set(await hand(rest))).toEqual(new Set(["accepted"]));
});

test("[REL4] the last of the room is for officers and for what is as small as a check-in", async () => {
  const storage = createMemoryStorage({ clock: createManualClock() });
  await createFullRelay(storage, ASSOCIATION_BYTES_MAX - ASSOCIATION_RESERVE_BYTES + 1);
  const [checkIn, large] = [write(resident, CHECK_IN), write(resident, RESERVE_ENTRY_BYTES_MAX)];
  const byOfficer = write(world.founder, RESERVE_ENTRY_BYTES_MAX);
  expect(await hand([...checkIn, ...large, ...byOfficer])).toEqual([
    "accepted",
    "later",
    "accepted",
  ]);
  await createFullRelay(storage, ASSOCIATION_BYTES_MAX + 1);
  expect(await hand([...checkIn, ...write(resident, CHECK_IN)])).toEqual(["known", "later"]);
});

test("[REL4] [MEM6] a full intake still takes a few small reports a day of each device that can be named", async () => {
  relay = await createTestRelay();
  await hand([]);
  const filler = Array.from({ length: INTAKE_MESSAGES_MAX }, (_, index) => ({
    id: null,
    author: null,
    seq: null,
    bytes: encodeCbor([index]),
  }));
  const key = { association: world.association, stream: "intake" };
  await relay.storage.transact([
    { type: "append", key, messages: filler, createWith: STREAM_CONFIG },
  ]);
  const devices = [resident];
  for (let count = 0; count < INVITE_DEVICES_MAX; count += 1) {
    devices.push(await joinHousehold(world, 2, 1));
  }
  const extra = devices.find((device) => standingIn(world, device).flags.includes("overInvited"));
  if (extra === undefined) throw new Error("one device is one too many");
  const stranger = {
    ...addDevice(await createWorld(9), { role: "member", household: 2, group: 1 }),
  };
  const { burst } = FULL_INTAKE_ALLOWANCE;
  const reports = write(extra, CHECK_IN, burst + 1);
  const expected = [...reports.slice(1).map(() => "intake"), "later"];
  expect(await hand([...reports, ...write(stranger, CHECK_IN)])).toEqual([...expected, "later"]);
  // What is there already is not counted again.
  expect(await hand(reports)).toEqual(expected);
  relay.clock.advance(DAY_MS);
  expect(await hand([...reports, ...write(stranger, CHECK_IN)])).toEqual([
    ...reports.map(() => "intake"),
    "later",
  ]);
});
