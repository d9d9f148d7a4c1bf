import { expect, test } from "vitest";
import type { Form } from "../records/form-wire.ts";
import { type SuggestedFrom, personNamed, suggestHouseholds } from "./suggest-households.ts";

const household = (number: number, name: string, changes: Partial<SuggestedFrom> = {}) => ({
  ...{ number, group: 3, name, kana: "", phone: "", persons: [] },
  ...changes,
});

const ROSTER: readonly SuggestedFrom[] = [
  household(1, "金沢 太郎", { kana: "かなざわ たろう", phone: "076-222-1111" }),
  household(2, "金沢 次郎", { group: 4, persons: ["次郎", "金沢 花子"] }),
  household(3, "髙﨑 さくら"),
  household(4, "石川 一郎"),
  household(5, "石川 一郎", { group: 5, phone: "090-1234-5678" }),
];

const typed = (changes: Partial<Form>): Form => ({
  ...{ kind: "form", atSeconds: 0, group: "", household: "", person: "", status: "safe" },
  ...{ people: 0, comment: "", phone: "" },
  ...changes,
});

const numbers = (changes: Partial<Form>) => {
  const { households, isClear } = suggestHouseholds(typed(changes), ROSTER);
  return [households.map(({ number }) => number), isClear];
};

test("[FORM3] a whole name stands out, however it was typed", () => {
  expect(numbers({ household: "金沢太郎" })).toEqual([[1], true]);
  expect(numbers({ household: "カナザワ　タロウ" })).toEqual([[1], true]);
  expect(numbers({ household: "高崎さくら" })).toEqual([[3], true]);
  expect(numbers({ household: "金沢花子" })).toEqual([[2], true]);
});

test("[FORM3] a family name alone proposes, and decides nothing", () => {
  expect(numbers({ household: "金沢" })).toEqual([[1, 2], false]);
  expect(numbers({ household: "金沢", group: "４班" })).toEqual([[2, 1], false]);
});

test("[FORM3] of two with one name the group or the telephone tells, else nobody is chosen", () => {
  expect(numbers({ household: "石川一郎" })).toEqual([[4, 5], false]);
  expect(numbers({ household: "石川一郎", group: "5" })).toEqual([[5, 4], true]);
  expect(numbers({ household: "石川一郎", phone: "09012345678" })).toEqual([[5, 4], true]);
});

test("[FORM3] a name nobody has, and a group alone, propose nobody", () => {
  expect(numbers({ household: "架空 太郎" })).toEqual([[], false]);
  expect(numbers({ household: "架空 太郎", group: "3" })).toEqual([[], false]);
  expect(numbers({})).toEqual([[], false]);
});

test("[FORM3] the person meant is found by the given name, if it is one person's", () => {
  expect(personNamed("花子", ["次郎", "金沢 花子"])).toBe(2);
  expect(personNamed("郎", ["太郎", "次郎"])).toBeUndefined();
  expect(personNamed("", ["太郎"])).toBeUndefined();
});
