/** Databases with a fault put in on purpose: what proves durability must catch each of them, or it proves nothing. */
import type { SqlDatabase } from "../storage/sql-database.ts";

/** A way to acknowledge what is not on the disk. */
export interface PlantedFault {
  readonly name: string;
  /** A commit is under way for as long as the test runs: closing would wait for it. */
  readonly isBusy?: true;
  plant(honest: SqlDatabase): SqlDatabase;
}

/** The faults. Each keeps every other promise: without a crash nobody notices. */
export const PLANTED_FAULTS: readonly PlantedFault[] = [
  {
    name: "commits are not waited for to be on the disk",
    plant: (honest) => ({
      ...honest,
      transaction: (work) =>
        honest.transaction(async (session) => {
          await session.query("select set_config('synchronous_commit', 'off', true)", []);
          return work(session);
        }),
    }),
  },
  {
    name: "answers are given before the commit",
    isBusy: true,
    plant: (honest) => ({
      ...honest,
      transaction: (work) =>
        new Promise((resolve, reject) => {
          honest
            .transaction(async (session) => {
              const value = await work(session);
              resolve(value);
              // As long as it takes for the crash to come first.
              await new Promise((commit) => setTimeout(commit, COMMIT_AFTER_MS));
              return value;
            })
            .catch(reject);
        }),
    }),
  },
];

/** Longer than any test; nothing waits for it. */
const COMMIT_AFTER_MS = 600_000;
