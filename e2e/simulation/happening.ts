/** What happenings have in common: somebody taps, somebody has a contact. */
import type { IntentId } from "@tomoshibi/client/engine/commands.ts";
import { pick } from "./chance.ts";
import { typedAs } from "./ledger.ts";
import type { Person } from "./person.ts";
import { type World, onDevice } from "./world.ts";

/** Something that can happen. */
export interface Happening {
  readonly weight: number;
  /** For planted faults that show by nothing else. */
  readonly name?: string;
  run(): Promise<void>;
}

/** Somebody has a contact with a relay within reach. */
export async function contact(world: World, person: Person): Promise<void> {
  await onDevice(world, person, async () => {
    const place = pick(world.random, person.reach) ?? 0;
    const { newEntries } = await person.contact(place);
    world.note(`${person.citizen.name} has a contact at ${"AB"[place]}: ${newEntries} new`);
  });
  await world.ledger.look(person);
}

/** Somebody taps; seldom the engine gets to seal it at once without a network. */
export async function tapOn(
  world: World,
  person: Person,
  choose: (person: Person) => Promise<Parameters<Person["tap"]>[0] | undefined>,
  id?: IntentId,
): Promise<void> {
  await onDevice(world, person, async () => {
    const command = await choose(person);
    if (command === undefined) return;
    if (command.type === "writeGroupMessage")
      world.ledger.typed.add(typedAs(person.citizen.name, command));
    world.ledger.documents.typed(command);
    const intent = await person.tap(command, id);
    world.ledger.told(person, intent);
    const word = command.type === "reportSafety" ? ` ${command.comment}` : "";
    world.note(`${person.citizen.name} taps ${command.type}${word}`);
    if (world.random.int(1, 3) === 1) await person.replica.drainIntents();
    await person.replica.idle();
  });
  await world.ledger.lookAtEntries(person);
}

/** One of some, of which there are any. */
export function one<Item>(world: World, items: readonly Item[]): Item {
  return items[world.random.int(0, Math.max(0, items.length - 1))] as Item;
}
