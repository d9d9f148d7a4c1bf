import { toId } from "@tomoshibi/shared/base/ids.ts";
import { expect, test } from "vitest";
import type { DeviceView } from "../../engine/api.ts";
import { byHousehold } from "./by-household.ts";

const device = (id: number, household: number, mark: string, isRevoked = false): DeviceView => ({
  ...{
    household,
    mark,
    name: "",
    typedName: "",
    isRevoked,
    roles: ["member"],
    isConfirmed: true,
    flags: [],
  },
  device: toId("device", new Uint8Array(8).fill(id)),
});

test("devices stand by household in the order of the marks, the stopped last", () => {
  const listed = byHousehold([
    device(1, 11, "2班-10"),
    device(2, 12, "2班-9"),
    device(3, 11, "2班-10", true),
    device(0, 11, "2班-10"),
  ]);
  expect(listed.map(({ mark }) => mark)).toEqual(["2班-9", "2班-10"]);
  expect(listed[1]?.devices.map(({ device: id }) => id.slice(0, 2))).toEqual(["00", "01", "03"]);
});
