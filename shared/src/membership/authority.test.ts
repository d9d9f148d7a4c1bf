import { expect, test } from "vitest";
import { createWorld, joinHousehold, standingIn } from "../testing/association-world.ts";

test("[MEM6] smoke", async () => {
  const world = await createWorld();
  const a = await joinHousehold(world, 12, 3);
  expect(standingIn(world, a)).toMatchObject({ household: 12, group: 3, isConfirmed: false });
});
