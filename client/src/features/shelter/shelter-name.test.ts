import { expect, test } from "vitest";
import { plainName, readShelterName, SHELTER_NAME_MAX, writeShelterName } from "./shelter-name.ts";

function createStorage() {
  const kept = new Map<string, string>();
  return {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
  };
}

test("a desk is asked once for its shelter's name, and keeps it by replica", () => {
  const storage = createStorage();
  expect(readShelterName(storage, "main")).toBeUndefined();
  expect(writeShelterName(storage, "main", "")).toBe(true);
  // Who wants none is not asked again.
  expect(readShelterName(storage, "main")).toBe("");
  writeShelterName(storage, "main", "額小学校");
  expect(readShelterName(storage, "main")).toBe("額小学校");
  expect(readShelterName(storage, "demo")).toBeUndefined();
});

test("where the browser keeps nothing, that is known, and the name holds until the page is closed: a desk that hid itself shows it again", () => {
  const closed = {
    getItem: () => {
      throw new Error("closed");
    },
    setItem: () => {
      throw new Error("closed");
    },
  };
  for (const [replica, storage] of [
    ["closed", closed],
    ["none", undefined],
  ] as const) {
    expect(readShelterName(storage, replica)).toBeUndefined();
    expect(writeShelterName(storage, replica, "額小学校")).toBe(false);
    expect(readShelterName(storage, replica)).toBe("額小学校");
  }
  // Full, it kept the name before; and once there is room, the next stays.
  const storage = createStorage();
  writeShelterName(storage, "main", "額小学校");
  writeShelterName({ ...storage, setItem: closed.setItem }, "main", "四十万小学校");
  expect(readShelterName(storage, "main")).toBe("四十万小学校");
  expect(writeShelterName(storage, "main", "")).toBe(true);
  expect(readShelterName(storage, "main")).toBe("");
});

test("a name is one line, and what is too long to have been typed here is none", () => {
  expect(plainName(" 額小学校\n 体育館　")).toBe("額小学校 体育館");
  const storage = createStorage();
  writeShelterName(storage, "main", "あ".repeat(SHELTER_NAME_MAX + 1));
  expect(readShelterName(storage, "main")).toBeUndefined();
});
