import { expect, test } from "vitest";
import type { ProfileView } from "../../engine/api.ts";
import { PURPOSE_VERSION } from "../../engine/purpose.ts";
import { isPurposeDue, rememberPurpose } from "./purpose-told.ts";

const REPLICA = "main";

const storage = (): Pick<Storage, "getItem" | "setItem"> => {
  const kept = new Map<string, string>();
  return { getItem: (key) => kept.get(key) ?? null, setItem: (key, value) => kept.set(key, value) };
};

const joinedBy = (purposeVersion: number | undefined, more?: Partial<ProfileView>): ProfileView =>
  ({
    purposeVersion,
    isStopped: false,
    hasWithdrawn: false,
    isDemo: false,
    ...more,
  }) as ProfileView;

test("who joined by an earlier text is told once, on each of the device's stores", () => {
  const kept = storage();
  expect(isPurposeDue(kept, REPLICA, joinedBy(PURPOSE_VERSION - 1))).toBe(true);
  rememberPurpose(kept, REPLICA, PURPOSE_VERSION);
  expect(isPurposeDue(kept, REPLICA, joinedBy(PURPOSE_VERSION - 1))).toBe(false);
  expect(isPurposeDue(kept, "second", joinedBy(PURPOSE_VERSION - 1))).toBe(true);
});

test("what was told of an earlier text does not stand for this one", () => {
  const kept = storage();
  rememberPurpose(kept, REPLICA, PURPOSE_VERSION - 1);
  expect(isPurposeDue(kept, REPLICA, joinedBy(PURPOSE_VERSION - 1))).toBe(true);
});

test("nobody is told who agreed to this text, has left, was stopped, or of whom it is not known yet", () => {
  const kept = storage();
  expect(isPurposeDue(kept, REPLICA, joinedBy(PURPOSE_VERSION))).toBe(false);
  expect(isPurposeDue(kept, REPLICA, joinedBy(undefined))).toBe(false);
  expect(isPurposeDue(kept, REPLICA, joinedBy(1, { isStopped: true }))).toBe(false);
  expect(isPurposeDue(kept, REPLICA, joinedBy(1, { hasWithdrawn: true }))).toBe(false);
});

test("a browser that keeps nothing shows it again", () => {
  const closed = {
    getItem: () => {
      throw new Error("closed");
    },
    setItem: () => {
      throw new Error("closed");
    },
  };
  rememberPurpose(closed, REPLICA, PURPOSE_VERSION);
  expect(isPurposeDue(closed, REPLICA, joinedBy(1))).toBe(true);
  expect(isPurposeDue(undefined, REPLICA, joinedBy(1))).toBe(true);
});
