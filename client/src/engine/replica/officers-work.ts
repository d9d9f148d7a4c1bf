/**
 * What officers' devices alone do, for everybody: receipts, what members see of the counts, what changes of documents stand on,
 * checkpoints, and saying what they miss.
 * Loaded by officers-watch.ts alone.
 */
import type { EntryId } from "@tomoshibi/shared/base/ids.ts";
import { carryAncestors } from "./carry-ancestors.ts";
import { type Verdicts, lookAtCheckpoints, writeCheckpoint } from "./checkpoints.ts";
import type { Engine } from "./engine.ts";
import { writeMemberCounts } from "./member-counts.ts";
import { writeMissed } from "./missing.ts";
import { entriesToCover, writeReceipt } from "./receipts.ts";
import type { Turns } from "./turns.ts";

/** The work of one start. */
export interface OfficersWork {
  /** Shows what others summed up, and what is wrong in it. [DOC4] */
  look(): Promise<void>;
  /** What the next receipt would cover. [DEL1] */
  toReceipt(): readonly EntryId[];
  /** Signs what no receipt lists yet, tells members the counts, and sums up, as far as each is worth it. [DEL1] */
  write(): Promise<void>;
  /** Says what this device lacks. Shape: whether something was said. [DEL1] */
  askForMissed(): Promise<boolean>;
}

/** Begins it. */
export function createOfficersWork(engine: Engine, turns: Turns): OfficersWork {
  const verdicts: Verdicts = { given: new Map(), comparing: new Map(), marks: new Map() };
  return {
    look: () => turns.take((memory) => lookAtCheckpoints(engine, memory, verdicts)),
    toReceipt: () => entriesToCover(turns.current()),
    async write() {
      await turns.take(async (memory) => {
        await writeReceipt(engine, memory);
        await writeMemberCounts(engine, memory);
        await carryAncestors(engine, memory);
      });
      await turns.take((memory) => writeCheckpoint(engine, memory, verdicts));
    },
    askForMissed: () => turns.take((memory) => writeMissed(engine, memory)),
  };
}
