/**
 * The days before: most devices have met through the relay and hold their keys, a few joined and were never seen again until
 * now. Every seed would have to do it all again; it takes most of the time of a run.
 */
import type { VerifySignature } from "@tomoshibi/shared/crypto/sign.ts";
import { FISCAL_YEAR_2026_MS } from "@tomoshibi/shared/testing/manual-clock.ts";
import { createSeededRandom } from "@tomoshibi/shared/testing/seeded-random.ts";
import { type Person, createPerson } from "./person.ts";
import type { Town } from "./town.ts";
import { createVirtualRelay } from "./virtual-relay.ts";
import { createWeather } from "./weather.ts";
import { RELAY_URLS } from "./world.ts";

/** Of so many devices one was not seen yet. */
const UNSEEN_ONE_IN = 5;
const ROUNDS = 4;

/** Lets the calm days pass. */
export async function passCalmDays(
  town: Town,
  around: {
    readonly verifySignature: VerifySignature;
    readonly loadDocuments: () => Promise<void>;
  },
): Promise<Town> {
  let nowMs = FISCAL_YEAR_2026_MS - 7 * 86_400_000;
  const random = createSeededRandom(1);
  const relay = createVirtualRelay({ ...around, number: 0, clock: { nowMs: () => nowMs } });
  const weather = createWeather({ relay, url: RELAY_URLS[0], random, note: () => undefined });
  const people: Person[] = [];
  const isUnseen = (index: number) => index > UNSEEN_ONE_IN && index % UNSEEN_ONE_IN === 0;
  for (const [index, citizen] of town.citizens.entries()) {
    if (isUnseen(index)) continue;
    const ports = { ...around, nowMs: () => nowMs, createTransports: [weather.createTransport] };
    people.push(await createPerson({ ...ports, random: createSeededRandom(index + 2) }, citizen));
  }
  for (let round = 1; round <= ROUNDS; round += 1) {
    nowMs += 86_400_000;
    for (const person of people) await person.contact(0);
  }
  const images = new Map(people.map(({ citizen, store }) => [citizen.name, store.image()]));
  const citizens = town.citizens.map((citizen) => ({
    ...citizen,
    image: images.get(citizen.name) ?? citizen.image,
  }));
  return { ...town, citizens, journal: relay.journal() };
}
