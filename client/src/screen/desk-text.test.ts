import { expect, test } from "vitest";
import { deskText, isForMessages } from "./desk-text.ts";

test("[STR] officers are led to their desk, leaders to their group, residents to neither", () => {
  expect(deskText({ isOfficer: true, roles: ["groupLeader", "officer"] })).toBe("toDesk");
  expect(deskText({ isOfficer: false, roles: ["groupLeader", "member"] })).toBe("toGroup");
  expect(deskText({ isOfficer: false, roles: ["member"] })).toBeUndefined();
});

test("[STR] what a group says among itself is not for a shelter's laptop, and for every other device", () => {
  expect(isForMessages({ roles: ["desk", "member"] })).toBe(false);
  expect(isForMessages({ roles: ["member"] })).toBe(true);
});
