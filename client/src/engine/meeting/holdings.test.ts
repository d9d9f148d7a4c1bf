/** What may be given to whom in a meeting, and in which order. */
import { beforeAll, expect, test } from "vitest";
import type { StreamName } from "@tomoshibi/shared/entry/stream-name.ts";
import type { Authority } from "@tomoshibi/shared/membership/authority.ts";
import {
  type AssociationWorld,
  type WorldDevice,
  addDevice,
  createWorld,
  joinHousehold,
  revokeIn,
} from "@tomoshibi/shared/testing/association-world.ts";
import {
  type TestReplica,
  installReplica,
  openIncident,
  tap,
} from "../replica/testing/replica-world.ts";
import { type Offered, readHeld, readOffered } from "./holdings.ts";
import { packFile } from "./pack-file.ts";
import { takeIn } from "./take-in.ts";

const AT = 1_775_001_600_000;
const HELP = [{ subject: "self", status: "help" }] as const;

let world: AssociationWorld;
let officer: WorldDevice;
let inGroup3: WorldDevice;
let inGroup4: WorldDevice;
let courier: WorldDevice;
let neighbour: WorldDevice;

beforeAll(async () => {
  world = await createWorld();
  officer = addDevice(world, { role: "officer", household: 5, group: 1 });
  inGroup3 = await joinHousehold(world, 12, 3);
  inGroup4 = await joinHousehold(world, 20, 4);
  courier = await joinHousehold(world, 13, 3);
  neighbour = await joinHousehold(world, 14, 4);
});

async function reported(device: WorldDevice, isHelp: boolean): Promise<TestReplica> {
  const phone = await installReplica(world, device);
  await phone.run(openIncident(AT));
  await phone.run(tap(AT, isHelp ? { subjects: HELP } : {}));
  return phone;
}

async function give(from: TestReplica, to: TestReplica): Promise<void> {
  const file = await packFile(from);
  if (!file.ok) throw new Error(file.error.type);
  expect(await takeIn(to, file.value)).toMatchObject({ ok: true });
}

async function offeredTo(from: TestReplica, to: WorldDevice): Promise<readonly Offered[]> {
  const authority = from.replica.authority as Authority;
  const offered = await readOffered(from, authority, to.keys.device);
  return [...offered.values()].flat().toSorted((left, right) => left.urgency - right.urgency);
}

test("[MEET3] of what is carried the other's own group comes first, after the own calls for help", async () => {
  const phone = await reported(courier, true);
  for (const other of [inGroup3, inGroup4]) await give(await reported(other, false), phone);
  const authorsOf = (items: readonly Offered[]) => [
    ...new Set(items.filter(({ stream }) => stream === "safety").map(({ author }) => author)),
  ];
  const own = courier.keys.device;
  expect(authorsOf(await offeredTo(phone, neighbour))).toEqual([
    ...[own, inGroup4.keys.device, inGroup3.keys.device],
  ]);
  const [first] = await offeredTo(phone, officer);
  expect(first).toMatchObject({ author: own, isReport: true, isToCarry: false });
});

test("[MEET1] [MEET3] all that is held is known as held, and what others read alone is to be carried", async () => {
  const phone = await reported(inGroup3, true);
  const held = await readHeld(phone);
  const items = await offeredTo(phone, neighbour);
  for (const { stream, entryId } of items)
    expect(held.get(stream)?.map((item) => item.entryId)).toContain(entryId);
  const toCarry = new Set(items.filter(({ isToCarry }) => isToCarry).map(({ stream }) => stream));
  expect([...toCarry].toSorted()).toEqual(["household/12", "safety"] satisfies StreamName[]);
});

test("[MEET2] nothing is offered to whom nobody certified", async () => {
  const phone = await reported(inGroup3, true);
  const elsewhere = await createWorld(9);
  expect(await offeredTo(phone, elsewhere.founder)).toEqual([]);
});

test("[MEET2] [MEM5] nothing is offered to a device that was stopped", async () => {
  const stopped = await joinHousehold(world, 15, 3);
  expect(await offeredTo(await reported(inGroup3, true), stopped)).not.toEqual([]);
  revokeIn(world, stopped);
  expect(await offeredTo(await reported(inGroup3, true), stopped)).toEqual([]);
});
