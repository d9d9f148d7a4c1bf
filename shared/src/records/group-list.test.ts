import { expect, test } from "vitest";
import { addDevice, createWorld } from "../testing/association-world.ts";
import { groupListMark, unwrapGroupList, wrapGroupList } from "./group-list.ts";

const rows = [
  {
    household: 12,
    indexInGroup: 1,
    walkingOrder: 1,
    name: "石川 花",
    kana: "いしかわ はな",
    persons: 3,
  },
  { household: 13, indexInGroup: 2, walkingOrder: 2, name: "髙﨑 一郎", kana: "", persons: 0 },
];

test("[STR] a group's list opens for the device it was wrapped for, in its place, and for nobody else", async () => {
  const world = await createWorld(5);
  const plan = { role: "groupLeader", household: 0, group: 3 } as const;
  const [leader, other] = [addDevice(world, plan), addDevice(world, plan)];
  const place = {
    association: world.association,
    device: leader.keys.device,
    ...{ group: 3, atSeconds: 7 },
  };
  const wrapped = await wrapGroupList(world, leader.keys, place, rows);
  expect(await unwrapGroupList(leader.keys.sealSeed, place, wrapped)).toEqual(rows);
  expect(await unwrapGroupList(other.keys.sealSeed, place, wrapped)).toBeUndefined();
  const elsewhere = { ...place, group: 4 };
  expect(await unwrapGroupList(leader.keys.sealSeed, elsewhere, wrapped)).toBeUndefined();
});

test("[STR] a name that begins with U+FEFF spoils no list", async () => {
  const world = await createWorld(5);
  const leader = addDevice(world, { role: "groupLeader", household: 0, group: 3 });
  const { association } = world;
  const place = { association, device: leader.keys.device, group: 3, atSeconds: 7 };
  const pasted = rows.map((row) => ({ ...row, name: `\uFEFF${row.name}` }));
  const wrapped = await wrapGroupList(world, leader.keys, place, pasted);
  expect(await unwrapGroupList(leader.keys.sealSeed, place, wrapped)).toEqual(rows);
});

test("[STR] a list's mark tells officers of a change, and names nothing without their key", () => {
  const secret = new Uint8Array(32).fill(1);
  const mark = groupListMark(secret, rows);
  expect(mark).toHaveLength(8);
  expect(groupListMark(secret, [...rows])).toEqual(mark);
  expect(groupListMark(secret, rows.slice(1))).not.toEqual(mark);
  expect(groupListMark(new Uint8Array(32).fill(2), rows)).not.toEqual(mark);
});
