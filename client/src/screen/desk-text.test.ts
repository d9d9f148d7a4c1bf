import { expect, test } from "vitest";
import { deskText } from "./desk-text.ts";

test("[STR] officers are led to their desk, leaders to their group, residents to neither", () => {
  expect(deskText({ isOfficer: true, roles: ["groupLeader", "officer"] })).toBe("toDesk");
  expect(deskText({ isOfficer: false, roles: ["groupLeader", "member"] })).toBe("toGroup");
  expect(deskText({ isOfficer: false, roles: ["member"] })).toBeUndefined();
});
