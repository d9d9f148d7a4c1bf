/** The world of one run. */
import type { SeededRandom } from "@tomoshibi/shared/testing/seeded-random.ts";
import type { Actions } from "./actions.ts";
import type { Ledger } from "./ledger.ts";
import type { Mallory } from "./mallory.ts";
import { Crash, type Person } from "./person.ts";
import type { Town } from "./town.ts";
import type { VirtualRelay } from "./virtual-relay.ts";
import type { Weather } from "./weather.ts";

/** Where the relays are: the town's, and the laptop in the shelter, which knows nothing when the simulation begins. */
export const RELAY_URLS = ["http://town.example", "http://shelter.example"] as const;

/** A relay, and what lies between it and everybody. */
export interface RelaySite {
  readonly name: string;
  readonly relay: VirtualRelay;
  readonly weather: Weather;
  /** It lied: it has to be replaced before anything can be expected of it. */
  hasLied: boolean;
  /** It lost what it had taken: wiped, or set back. */
  hasLost: boolean;
}

/** The world of one run; happenings change it. */
export interface World {
  readonly town: Town;
  readonly random: SeededRandom;
  readonly people: readonly Person[];
  readonly sites: readonly RelaySite[];
  readonly ledger: Ledger;
  readonly actions: Actions;
  readonly mallory: Mallory;
  readonly note: (what: string) => void;
  nowMs: number;
}

/** Runs something on a device, which may go off in it. */
export async function onDevice(
  world: World,
  person: Person,
  work: () => Promise<void>,
): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof Crash)) throw error;
  }
  if (!person.isOff()) return;
  world.note(`${person.citizen.name} went off`);
  await person.restart();
}
