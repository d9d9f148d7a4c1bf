/** Turns of the event loop. */
import { expect, test } from "vitest";
import { createTurns } from "./turns.ts";

test("[REL2] of requests that come together each gets a turn of the event loop of its own", async () => {
  const takeTurn = createTurns();
  let turn = 0;
  let isOver = false;
  const count = () => {
    turn += 1;
    if (!isOver) setImmediate(count);
  };
  setImmediate(count);
  const taken = await Promise.all(
    Array.from({ length: 20 }, (_, place) => takeTurn().then(() => ({ place, turn }))),
  );
  isOver = true;
  expect(taken.map(({ place }) => place)).toEqual([...taken.keys()]);
  expect(new Set(taken.map((one) => one.turn)).size).toBe(taken.length);
});
