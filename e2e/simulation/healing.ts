/** After the disaster: fair weather, everybody in reach of everything, and contacts until nothing is new anywhere. */
import type { Person } from "./person.ts";
import { isRecorderIn } from "./town.ts";
import type { RelaySite, World } from "./world.ts";

/** Most rounds in which everybody has a contact, until nothing is new anywhere. */
const ROUNDS_MAX = 14;
/** Longer than what a replica keeps back of what was answered before (AGAIN_MS). */
const ROUND_MS = 11 * 60_000;

/** Clears the weather, replaces who lied, and remembers what is alive. */
export async function heal(world: World): Promise<void> {
  const { people, sites, ledger } = world;
  for (const { weather, relay, hasLied } of sites) {
    weather.clear();
    if (hasLied) await relay.replace();
  }
  for (const person of people) {
    person.reach = sites.map((_, place) => place);
    if (person.isCrashArmed()) await person.restart();
  }
  await ledger.rememberLiving(world);
}

/** Contacts, round by round, until nothing is new anywhere. Shape: what is wrong when they do not end. */
export async function drain(world: World): Promise<readonly string[]> {
  const settled = new Settled(world);
  for (let round = 1; round <= ROUNDS_MAX; round += 1) {
    world.nowMs += ROUND_MS;
    let news = 0;
    const revisions = revisionsOf(world);
    // Officers, who come first in the town, come last here: what they have to say about it all goes out in the same round.
    for (const person of world.people.toReversed()) {
      for (const [place, site] of world.sites.entries()) {
        if (settled.isSettled(person, site)) continue;
        const contact = await person.contact(place);
        news += contact.newEntries + (contact.isWhole ? 0 : 1);
        settled.note(person, site, contact.newEntries, contact.isWhole);
        // After each, also without news: what an officer applied at one relay may be beyond a bound that it learns of at the
        // next, and who was stopped seals and reads nothing.
        await world.ledger.look(person);
      }
    }
    world.note(`round ${round}: ${news} new`);
    // A relay that moved something on from its intake has news that nobody has read yet.
    if (news === 0 && revisionsOf(world) === revisions && round > 1) return [];
  }
  return [`still news after ${ROUNDS_MAX} rounds of contacts`];
}

function revisionsOf({ sites }: World): string {
  return sites.map(({ relay }) => relay.revision()).join(" ");
}

/**
 * Who need not ask a relay again: one that got all answers, and has learned nothing since, of a relay that has nothing new.
 * Officers always do, for what they write depends on the time as well.
 */
class Settled {
  readonly #learned = new Map<Person, number>();
  readonly #since = new Map<string, { readonly revision: number; readonly learned: number }>();

  constructor(world: World) {
    for (const person of world.people) this.#learned.set(person, 0);
  }

  isSettled(person: Person, site: RelaySite): boolean {
    const since = this.#since.get(nameOf(person, site));
    if (since === undefined || isRecorderIn(person.citizen.station)) return false;
    return since.revision === site.relay.revision() && since.learned === this.#learned.get(person);
  }

  note(person: Person, site: RelaySite, newEntries: number, isWhole: boolean): void {
    const learned = (this.#learned.get(person) ?? 0) + newEntries;
    this.#learned.set(person, learned);
    if (isWhole)
      this.#since.set(nameOf(person, site), { revision: site.relay.revision(), learned });
    else this.#since.delete(nameOf(person, site));
  }
}

function nameOf(person: Person, site: RelaySite): string {
  return `${person.citizen.name} ${site.name}`;
}
