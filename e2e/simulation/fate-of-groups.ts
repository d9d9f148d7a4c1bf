/** What people of a group say to one another. [STR3] */
import { pick } from "./chance.ts";
import { type Happening, one, tapOn } from "./happening.ts";
import type { World } from "./world.ts";

/** Lists what can happen in groups. */
export function ofGroups(world: World): readonly Happening[] {
  const { random, people, town } = world;
  let words = 0;
  return [
    {
      weight: 9,
      name: "something is said to a group",
      run: () =>
        tapOn(world, one(world, people), async (person) => {
          // Seldom a form that was open while the household moved asks for another group: that is refused, and told.
          const isElsewhere = random.int(1, 12) === 1;
          return {
            type: "writeGroupMessage",
            group: (isElsewhere ? pick(random, town.groups) : undefined) ?? person.citizen.group,
            name: person.citizen.name,
            text: `g${(words += 1)}`,
            atMs: person.nowMs(),
          };
        }),
    },
  ];
}
