import { expect, test } from "vitest";
import { saidOf } from "./said-of.ts";

test("the answer of one person is said to be of that person only; among others it is one of several", () => {
  expect(saidOf("self", [{ subject: "self" }])).toBe("selfOnly");
  expect(saidOf("self", [{ subject: "self" }, { subject: 2 }])).toBe("self");
  expect(saidOf("all", [{ subject: "all" }])).toBe("all");
  expect(saidOf(2, [{ subject: 2 }])).toBe("person");
});
