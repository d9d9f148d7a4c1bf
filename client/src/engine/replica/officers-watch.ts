/** What officers' devices alone do, by what is loaded for it once this device is one: a check-in never waits for it. */
import { isOfficersReplica } from "../views/desk-replica.ts";
import type { Engine } from "./engine.ts";
import { ownStanding } from "./memory.ts";
import type { OfficersWork } from "./officers-work.ts";
import type { Turns } from "./turns.ts";

/** Gives the work, where this is an officer's device; undefined also where it cannot be loaded, so that it is done at the next contact. */
export type OfficersWatch = () => Promise<OfficersWork | undefined>;

/** Makes it; nothing is loaded yet. */
export function createOfficersWatch(engine: Engine, turns: Turns): OfficersWatch {
  let work: OfficersWork | undefined;

  return async function officers() {
    if (!isOfficersReplica(ownStanding(turns.current()))) return undefined;
    if (work === undefined) {
      const loaded = await import("./officers-work.ts").catch(() => undefined);
      work ??= loaded?.createOfficersWork(engine, turns);
    }
    return work;
  };
}
