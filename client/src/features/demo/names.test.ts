import { expect, test } from "vitest";
import { DEMO_GROUPS, DEMO_HOUSEHOLDS, demoFounder, demoHouseholds } from "./names.ts";

test("the demo has 256 households in twenty groups, all with names and readings", () => {
  const households = demoHouseholds();
  expect(households).toHaveLength(DEMO_HOUSEHOLDS - 1);
  const sizes = new Map<number, number>();
  for (const { group } of households) sizes.set(group, (sizes.get(group) ?? 0) + 1);
  expect(sizes.size).toBe(DEMO_GROUPS);
  // The founder is the missing one of the first group.
  expect([...sizes.values()].every((size) => size === 12 || size === 13)).toBe(true);
  for (const { name, kana } of households) {
    expect(name).toMatch(/^\S+ \S+$/);
    expect(kana).toMatch(/^[\u3041-\u309fー]+ [\u3041-\u309fー]+$/);
  }
});

test("nobody in the demo has the name of another, and every start gives the same people", () => {
  const names = [demoFounder().text, ...demoHouseholds().map(({ name }) => name)];
  expect(new Set(names).size).toBe(DEMO_HOUSEHOLDS);
  expect(demoHouseholds()).toEqual(demoHouseholds());
});
