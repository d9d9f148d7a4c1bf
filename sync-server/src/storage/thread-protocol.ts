/**
 * What the relay's main thread and the thread of its embedded database say to each other. [REL3]
 *
 * Everything here survives a structured clone: plain objects, bytes, maps.
 */
import { nameOfCause } from "../logging/log.ts";
import type { OpenStorageError } from "./pglite.ts";
import type { Storage, StorageError, StreamChange } from "./storage.ts";

/** The parts of the port that are asked across; `subscribe` stays where its callbacks are. */
export type Method = Exclude<keyof Storage, "subscribe">;

/** What a thread is started with. */
export interface ThreadStart {
  readonly dataDir: string;
  readonly nowMs: number;
}

/** One call of the port. `nowMs` is the caller's clock: the thread has none of its own. */
export interface Call {
  readonly id: number;
  readonly nowMs: number;
  readonly method: Method;
  readonly args: readonly unknown[];
}

/** What the thread tells. `broken` means that the call threw: a broken invariant, never an expected failure. */
export type Report =
  | { readonly type: "opened"; readonly failure: OpenStorageError | undefined }
  | { readonly type: "answer"; readonly id: number; readonly value: unknown }
  | { readonly type: "broken"; readonly id: number; readonly cause: CarriedCause }
  | { readonly type: "changes"; readonly changes: readonly StreamChange[] };

/** An exception's name, words and code: what of it can be cloned, whatever class it is of. */
export interface CarriedCause {
  readonly name: string;
  readonly message: string;
  readonly code: string | undefined;
}

/** Packs an exception for the way. */
export function carryCause(cause: unknown): CarriedCause {
  const { error, code } = nameOfCause(cause);
  return { name: error, message: cause instanceof Error ? cause.message : String(cause), code };
}

/** Makes an exception again. */
export function toCause({ name, message, code }: CarriedCause): Error {
  return Object.assign(new Error(message), { name, ...(code !== undefined && { code }) });
}

/** A failure whose cause can be cloned. */
export function carryError<Failure extends StorageError | OpenStorageError>(
  error: Failure,
): Failure {
  return "cause" in error ? { ...error, cause: carryCause(error.cause) } : error;
}

/** The failure as its maker gave it. */
export function toError<Failure extends StorageError | OpenStorageError>(error: Failure): Failure {
  return "cause" in error ? { ...error, cause: toCause(error.cause as CarriedCause) } : error;
}
