/** Checkpoints, on officers' devices only, by what is loaded for them: a check-in never waits for it. [DOC4] */
import { isOfficersReplica } from "../views/desk-replica.ts";
import type { Engine } from "./engine.ts";
import { ownStanding } from "./memory.ts";
import type { Turns } from "./turns.ts";

/** What may be done about checkpoints. */
export interface CheckpointWatch {
  /** Shows what others summed up, and what is wrong in it. */
  look(): Promise<void>;
  /** Sums up, if that is worth it. */
  write(): Promise<void>;
}

/** Makes it. */
export function createCheckpointWatch(engine: Engine, turns: Turns): CheckpointWatch {
  const verdicts: import("./checkpoints.ts").Verdicts = {
    ...{ given: new Map(), comparing: new Map(), marks: new Map() },
  };

  async function take(work: "lookAtCheckpoints" | "writeCheckpoint"): Promise<void> {
    if (!isOfficersReplica(ownStanding(turns.current()))) return;
    // What cannot be loaded just now comes with the next arrival.
    const tool = await import("./checkpoints.ts").catch(() => undefined);
    await turns.take(async (memory) => tool?.[work](engine, memory, verdicts));
  }
  return { look: () => take("lookAtCheckpoints"), write: () => take("writeCheckpoint") };
}
