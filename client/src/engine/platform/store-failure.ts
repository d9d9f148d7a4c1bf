/** Failures of the store that pass: a full disk, a connection that the system closed in the background, another tab. */

/** Names of such errors, as Dexie and browsers give them, and of a turn that other tabs overtook too often. */
const PASSING = new Set([
  "QuotaExceededError",
  "DatabaseClosedError",
  "OpenFailedError",
  "AbortError",
  "UnknownError",
  "InvalidStateError",
  "TimeoutError",
  "TransactionInactiveError",
  "PrematureCommitError",
  "OvertakenError",
]);

/** Tells them from bugs of ours. */
export function isStoreFailure(error: unknown): boolean {
  return isOrHolds(error, (name) => PASSING.has(name));
}

/** Tells whether the device is full. */
export function isQuotaFailure(error: unknown): boolean {
  return isOrHolds(error, (name) => name === "QuotaExceededError");
}

/** Dexie wraps the cause: an aborted transaction's in `inner`, those of many writes at once in `failures`. */
function isOrHolds(error: unknown, isSuch: (name: string) => boolean): boolean {
  if (typeof error !== "object" || error === null) return false;
  if (isSuch(nameOf(error))) return true;
  const inner = "inner" in error ? error.inner : undefined;
  const failures = "failures" in error && Array.isArray(error.failures) ? error.failures : [];
  return [inner, ...failures].some((cause) => isOrHolds(cause, isSuch));
}

function nameOf(error: object): string {
  return "name" in error ? String(error.name) : "";
}
