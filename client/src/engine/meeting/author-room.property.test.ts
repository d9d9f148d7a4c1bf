/** How much known authors without an office may bring by hand. */
import fc from "fast-check";
import { beforeAll, expect, test } from "vitest";
import type { DeviceId } from "@tomoshibi/shared/base/ids.ts";
import type { Authority } from "@tomoshibi/shared/membership/authority.ts";
import {
  type AssociationWorld,
  addDevice,
  authorityOf,
  createWorld,
  joinHousehold,
} from "@tomoshibi/shared/testing/association-world.ts";
import {
  AUTHOR_BYTES_MAX,
  HOUSEHOLD_BYTES_MAX,
  RECORDER_BYTES_MAX,
  SURE_BYTES,
  createAuthorRoom,
} from "./author-room.ts";

let world: AssociationWorld;
let authority: Authority;
let family: readonly DeviceId[];
let neighbour: DeviceId;
let desk: DeviceId;

beforeAll(async () => {
  world = await createWorld();
  const devices = [];
  for (let count = 0; count < 7; count += 1) devices.push(await joinHousehold(world, 12, 3));
  family = devices.map(({ keys }) => keys.device);
  neighbour = (await joinHousehold(world, 13, 3)).keys.device;
  desk = addDevice(world, { role: "desk", household: 12, group: 3 }).keys.device;
  authority = authorityOf(world);
});

/** Brings entries one after the other; answers what of each author was taken. */
function bring(items: readonly (readonly [DeviceId, number])[]): ReadonlyMap<DeviceId, number> {
  let room = createAuthorRoom({ authority, identity: undefined }, []);
  const taken = new Map<DeviceId, number>();
  for (const [author, length] of items) {
    if (!room.has(author, length)) continue;
    room.note(author, length);
    taken.set(author, (taken.get(author) ?? 0) + length);
    // It goes on from what was stored.
    room = createAuthorRoom({ authority, identity: undefined }, room.brought());
  }
  return taken;
}

test("[MEET2] [REL4] each author has a bound, and each household, whatever comes in which order", () => {
  const items = fc.array(
    fc.tuple(fc.nat({ max: 6 }), fc.constantFrom(150, 8_000, 65_000, 400_000)),
    { maxLength: 80 },
  );
  fc.assert(
    fc.property(items, (list) => {
      const taken = bring(list.map(([who, size]) => [family[who] ?? neighbour, size] as const));
      let all = 0;
      for (const bytes of taken.values()) {
        expect(bytes).toBeLessThanOrEqual(AUTHOR_BYTES_MAX);
        all += bytes;
      }
      expect(all).toBeLessThanOrEqual(HOUSEHOLD_BYTES_MAX + family.length * SURE_BYTES);
    }),
    { numRuns: 200 },
  );
});

test("[MEET2] [REL4] an honest author's reports find room, whatever its household's other devices and its neighbours wrote", () => {
  const items = fc.array(
    fc.tuple(fc.integer({ min: 1, max: 6 }), fc.constantFrom(8_000, 65_000, 400_000)),
    { maxLength: 60 },
  );
  fc.assert(
    fc.property(items, (list) => {
      const [honest = neighbour] = family;
      const flood = list.map(([who, size]) => [family[who] ?? neighbour, size] as const);
      const reports = Array.from({ length: 100 }, () => [honest, 300] as const);
      expect(bring([...flood, ...reports]).get(honest)).toBe(30_000);
      expect(bring([...flood, [neighbour, 300]]).get(neighbour)).toBe(300);
    }),
    { numRuns: 100 },
  );
});

test("[MEET2] [REL4] who records for others has more, takes none of the household's, and officers have no bound", () => {
  const many = (author: DeviceId, count: number) =>
    Array.from({ length: count }, () => [author, AUTHOR_BYTES_MAX / 2] as const);
  const [one = neighbour] = family;
  const founder = world.founder.keys.device;
  const taken = bring([...many(desk, 40), ...many(one, 40), ...many(founder, 40)]);
  expect(taken.get(desk)).toBe(RECORDER_BYTES_MAX);
  expect(taken.get(one)).toBe(AUTHOR_BYTES_MAX);
  expect(taken.get(founder)).toBe(20 * AUTHOR_BYTES_MAX);
});
