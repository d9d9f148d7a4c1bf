/** The world of one run. */
import type { SeededRandom } from "@tomoshibi/shared/testing/seeded-random.ts";
import type { Actions } from "./actions.ts";
import type { Ledger } from "./ledger.ts";
import type { Mallory } from "./mallory.ts";
import { Crash, type Person } from "./person.ts";
import type { Town } from "./town.ts";
import type { VirtualRelay } from "./virtual-relay.ts";
import type { Weather } from "./weather.ts";

/** The world of one run; happenings change it. */
export interface World {
  readonly town: Town;
  readonly random: SeededRandom;
  readonly people: readonly Person[];
  readonly relay: VirtualRelay;
  readonly weather: Weather;
  readonly ledger: Ledger;
  readonly actions: Actions;
  readonly mallory: Mallory;
  readonly note: (what: string) => void;
  nowMs: number;
  /** The relay lied: it has to be replaced before anything can be expected of it. */
  hasRelayLied: boolean;
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
