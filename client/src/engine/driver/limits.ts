/** The driver's numbers: how patient, how frugal, and where it stops. */

/** First wait after a contact failed; doubles with each further failure. */
export const BACK_OFF_MS_FIRST = 2_000;
/** Longest wait between two tries while offline. */
export const BACK_OFF_MS_MAX = 600_000;
/** Part of a wait that chance decides, so that a town does not come back in step. */
export const JITTER = 0.5;
/** How long a read waits for news. */
export const LONG_POLL_MS = 25_000;
/** The same when the streams do not fit one read and are asked for in turn. */
export const SHORT_POLL_MS = 2_000;
/** Reads in a row that came back at once with nothing; then the driver rests. */
export const QUIET_ROUNDS_MAX = 3;
/** Reads in a row that moved an offset but brought no new entry; then the driver rests. */
export const DRY_ROUNDS_MAX = 200;
/** The rest after too many rounds without news. */
export const QUIET_REST_MS = 60_000;
/** Reads in a contact after which a relay that does not come to an end is refilled all the same. */
export const READS_BEFORE_REFILL = 40;
/** Reads in a row that failed, after which a relay that takes bundles is refilled without being read. */
export const READS_FAILED_MAX = 3;
/** Bundles in a row; then it reads first. */
export const PUSHES_MAX = 40;
/** When to offer again what a relay answered `later`: it admits one entry of a member in 5 s. [REL4] */
export const LATER_MS = 10_000;
/** Officers' receipts are written at most this often. [DEL1] */
export const RECEIPT_MS = 5_000;
/** When to try again to seal intents after the store failed. */
export const SEAL_RETRY_MS = 15_000;
/** Requests that one refused bundle may be split into, looking for the item the relay does not like. */
export const SPLIT_REQUESTS_MAX = 40;

/** The wait after so many failures in a row, before chance shortens it. */
export function backOffMs(failures: number): number {
  return Math.min(BACK_OFF_MS_MAX, BACK_OFF_MS_FIRST * 2 ** Math.min(failures - 1, 20));
}
