/** Failures of IndexedDB that pass: a full disk, a connection that the system closed in the background. */

/** Names of such errors, as Dexie and browsers give them. */
const PASSING = new Set([
  "QuotaExceededError",
  "DatabaseClosedError",
  "OpenFailedError",
  "AbortError",
  "UnknownError",
  "InvalidStateError",
  "TimeoutError",
  "TransactionInactiveError",
]);

/** Tells them from bugs of ours. */
export function isStoreFailure(error: unknown): boolean {
  return PASSING.has(nameOf(error)) || isQuotaFailure(error);
}

/** Tells whether the device is full: Dexie wraps the cause in an AbortError. */
export function isQuotaFailure(error: unknown): boolean {
  if (nameOf(error) === "QuotaExceededError") return true;
  const inner =
    typeof error === "object" && error !== null && "inner" in error ? error.inner : undefined;
  return inner !== undefined && inner !== null && isQuotaFailure(inner);
}

function nameOf(error: unknown): string {
  return typeof error === "object" && error !== null && "name" in error ? String(error.name) : "";
}
