import { expect, test } from "vitest";
import { groupProblem } from "./group-problem.ts";

test("a typed group is the card's, however it is written", () => {
  for (const text of ["3", "３班", " 3 はん", "第3班", "三班", "3組"])
    expect(groupProblem(text, 3)).toBeUndefined();
});

test("who holds a neighbour's card, or types nothing, is told", () => {
  expect(groupProblem("2", 3)).toBe("groupOther");
  expect(groupProblem("33", 3)).toBe("groupOther");
  expect(groupProblem("さん", 3)).toBe("groupMissing");
  expect(groupProblem("", 3)).toBe("groupMissing");
});
