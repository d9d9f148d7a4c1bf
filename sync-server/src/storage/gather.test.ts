import { expect, test } from "vitest";
import { GATHERED_MAX, gather } from "./gather.ts";

test("[REL3] what is asked at the same time is asked together, and each hears its own answer", async () => {
  const asked: number[] = [];
  const double = gather(async (questions: readonly number[]) => {
    asked.push(questions.length);
    return questions.map((question) => question * 2);
  });
  const count = GATHERED_MAX + 10;
  const answers = await Promise.all(Array.from({ length: count }, (_, index) => double(index)));
  expect(answers).toEqual(Array.from({ length: count }, (_, index) => index * 2));
  expect(asked).toEqual([GATHERED_MAX, 10]);
  expect(await double(4)).toBe(8);
});

test("[REL3] a query that fails fails for who asked with it, and for nobody after", async () => {
  let isDown = true;
  const ask = gather(async (questions: readonly number[]) => {
    if (isDown) throw new Error("down");
    return questions;
  });
  const outcomes = await Promise.allSettled([ask(1), ask(2)]);
  expect(outcomes.map(({ status }) => status)).toEqual(["rejected", "rejected"]);
  isDown = false;
  expect(await ask(3)).toBe(3);
});
