/**
 * What the relay counts while it works, in its own words; prometheus.ts gives them to operators.
 *
 * Nothing counted here names an association, a device or a stream: a line in a graph must not tell who was awake. [REL8]
 */
import type { BundleAnswer } from "@tomoshibi/shared/relay-api/bundle.ts";

/** An answered request. `route` is the pattern, never the address. */
export interface MeasuredRequest {
  readonly method: string;
  readonly route: string;
  readonly status: number;
  readonly ms: number;
}

/** An answered transaction: what it added, and how long its sender waited for the disk. */
export interface MeasuredCommit {
  readonly outcome: "committed" | "busy" | "full" | "unavailable";
  readonly messageCount: number;
  readonly byteCount: number;
  readonly ms: number;
}

/** Takes notes; never throws, never waits. */
export interface Meter {
  requestStarted(): void;
  requestEnded(request: MeasuredRequest): void;
  admitted(answer: BundleAnswer): void;
  committed(commit: MeasuredCommit): void;
  readWaits(isWaiting: boolean): void;
}

/** Takes no notes: for relays without METRICS_PORT, and for tests. */
export const noMeter: Meter = {
  requestStarted: () => undefined,
  requestEnded: () => undefined,
  admitted: () => undefined,
  committed: () => undefined,
  readWaits: () => undefined,
};
