import { expect, test } from "vitest";
import { confirmDevice } from "@tomoshibi/shared/membership/issue.ts";
import { createWorld, joinHousehold } from "@tomoshibi/shared/testing/association-world.ts";
import { createManualClock } from "@tomoshibi/shared/testing/manual-clock.ts";
import { type TestReplica, createMemoryRelay, installReplica } from "./testing/replica-world.ts";
import { meetingAt } from "./testing/roster-town.ts";

const YEARS_MS = 5 * 365 * 86_400_000;

/** Two telephones of household 12, the first with a clock that is years ahead, and the officers' desk. */
async function family(options: { readonly isFirstConfirmed?: boolean } = {}) {
  const world = await createWorld();
  const relay = createMemoryRelay();
  const devices = [await joinHousehold(world, 12, 3), await joinHousehold(world, 12, 3)] as const;
  if (options.isFirstConfirmed === true) {
    const { association, founder } = world;
    world.statements.push(confirmDevice(association, founder.keys, devices[0].keys.device));
  }
  const clock = createManualClock();
  clock.advance(YEARS_MS);
  const ahead = await installReplica(world, devices[0], { clock });
  const sister = await installReplica(world, devices[1]);
  const desk = await installReplica(world, world.founder);
  const meet = meetingAt(relay);
  await meet(ahead, sister, desk);
  return { ahead, sister, desk, meet };
}

const say = (device: TestReplica, ...persons: readonly string[]) =>
  device.run({ type: "setPersons", persons, atMs: device.clock.nowMs() });

const known = async ({ database }: TestReplica) => (await database.households.get(12))?.persons;
const own = async ({ database }: TestReplica) => (await database.profile.get("me"))?.persons;

test("[STR] [MEM7] a family's telephone with a clock years ahead does not have the last word for years", async () => {
  const { ahead, sister, desk, meet } = await family();
  await say(ahead, "花", "太郎");
  await meet(ahead, sister, desk);
  expect(await known(desk)).toEqual(["花", "太郎"]);
  await say(sister, "花", "太郎", "次郎");
  await meet(sister, ahead, desk);
  expect(await known(desk)).toEqual(["花", "太郎", "次郎"]);
  // Nor does the end of consent get lost before a word from the future.
  await sister.run({ type: "withdrawConsent", atMs: sister.clock.nowMs() });
  await meet(sister, desk);
  expect(await known(desk)).toEqual([]);
});

test("[STR] all telephones of a family know the same people, and an emptied list is empty", async () => {
  const { ahead, sister, meet } = await family();
  await say(sister, "花", "太郎");
  await meet(sister, ahead);
  expect(await own(ahead)).toEqual(["花", "太郎"]);
  await say(ahead);
  await meet(ahead, sister);
  for (const device of [ahead, sister]) expect(await own(device)).toEqual([]);
});

test("[MEM7] a telephone that nobody confirmed changes no list of people of a confirmed one, on no telephone of the family", async () => {
  const { ahead, sister, desk, meet } = await family({ isFirstConfirmed: true });
  await say(ahead, "花", "太郎", "次郎");
  await meet(ahead, sister, desk);
  await say(sister, "花");
  await meet(sister, ahead, desk);
  await say(sister);
  await meet(sister, ahead, desk);
  for (const device of [ahead, sister]) expect(await own(device)).toEqual(["花", "太郎", "次郎"]);
  expect(await known(desk)).toEqual(["花", "太郎", "次郎"]);
});
