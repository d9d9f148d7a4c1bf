/**
 * The relay's log: JSON lines without anything about a person. [REL8]
 *
 * Invariants: only named fields are logged, never a body, an address, an association's or stream's name, or an error's
 * message, which may quote any of them.
 */
import { type DestinationStream, type Logger, pino } from "pino";

/** Levels of LOG_LEVEL, the quietest first. */
export const LOG_LEVELS = ["silent", "error", "warn", "info", "debug"] as const;
/** How much is logged. info: start and stop; debug: a line a request. */
export type LogLevel = (typeof LOG_LEVELS)[number];

export type { Logger };

/** Opens the log. It goes to standard error; standard output says only where the app is. */
export function createLog(level: LogLevel, destination?: DestinationStream): Logger {
  const options = { level, base: null, timestamp: pino.stdTimeFunctions.isoTime };
  return pino(options, destination ?? pino.destination({ fd: 2, sync: true }));
}

/** Names an exception without its words. */
export function nameOfCause(cause: unknown): { readonly error: string; readonly code?: string } {
  if (!(cause instanceof Error)) return { error: typeof cause };
  const code = "code" in cause && typeof cause.code === "string" ? cause.code : undefined;
  return { error: cause.name, ...(code !== undefined && { code }) };
}
