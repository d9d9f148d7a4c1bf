import { expect, test } from "vitest";
import { toId } from "@tomoshibi/shared/base/ids.ts";
import type { DeviceView } from "../../engine/api.ts";
import { candidates, endable, endingWithDesk, namedDevices, officeOf } from "./handover-plan.ts";

const device = (number: number, changes: Partial<DeviceView> = {}): DeviceView => ({
  device: toId("device", new Uint8Array(8).fill(number)),
  household: number,
  ...{ mark: `3班-${number}`, name: `石川 ${number}`, typedName: "", roles: ["member"] },
  ...{ isConfirmed: true, isRevoked: false, flags: [] },
  ...changes,
});

const all = [
  device(1, { roles: ["admin", "member"] }),
  device(2, { roles: ["groupLeader", "member"], name: "金沢 太郎" }),
  device(3, { roles: ["officer"], isRevoked: true }),
  device(4, { isConfirmed: false }),
  device(5),
];

test("[KEY3] offices end but the own; stopped and unconfirmed devices take no part", () => {
  const named = namedDevices(all);
  expect(named.map(({ device: { household } }) => household)).toEqual([1, 2, 5]);
  const [own] = all;
  expect(endable(named, own?.device).map(({ device: view }) => view.household)).toEqual([2]);
  expect(all.map(officeOf)).toEqual(["admin", "groupLeader", "officer", undefined, undefined]);
});

test("[KEY3] what ends with a desk is said, an officer's office as a leader's", () => {
  const endings = (...roles: DeviceView["roles"]) => endingWithDesk({ roles });
  expect(endings("desk", "member")).toEqual([]);
  expect(endings("member", "groupLeader", "desk")).toEqual(["groupLeader"]);
  expect(endings("desk", "officer", "admin")).toEqual(["admin", "officer"]);
});

test("[KEY3] who begins is searched for by name or mark, and chosen once", () => {
  const named = namedDevices(all);
  expect(candidates(named, "", new Set())).toEqual([]);
  expect(candidates(named, "金沢", new Set()).map(({ number }) => number)).toEqual([1]);
  const chosen = new Set(all.map(({ device: id }) => id));
  expect(candidates(named, "3班", chosen)).toEqual([]);
});
