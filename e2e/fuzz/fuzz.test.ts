import { describe, expect, test } from "vitest";
import { fuzz } from "./fuzz.ts";
import { randomOf } from "./target.ts";
import { createTargets } from "./targets.ts";

const targets = await createTargets();

/** Inputs of a decoder; `npm run fuzz` tries as many as one likes. */
const RUNS = 1_500;

describe("input from outside", () => {
  test.each(targets)("[G15] mutated, harms nothing: $name", async (target) => {
    const { findings } = await fuzz([target], { seed: 1, runs: RUNS });
    expect(findings).toEqual([]);
  });

  test.each(targets)("[G16] follows from its seed: $name", (target) => {
    const [first, second] = [1, 2].map(() => inputsOf(target.name, 5));
    expect(first).toEqual(second);
  });
});

function inputsOf(name: string, count: number): readonly Uint8Array[] {
  const target = targets.find((each) => each.name === name);
  return Array.from(
    { length: count },
    (_, run) => target?.generate(randomOf(9, name, run), []) ?? new Uint8Array(),
  );
}
