/**
 * Token buckets: how much somebody may still do now. In memory only: a restart is generous, never strict. [REL4]
 */
import type { Clock } from "@tomoshibi/shared/ports/clock.ts";
import { type Allowance, BUCKETS_MAX, STRANGER_BUCKETS_MAX } from "./limits.ts";

/** Buckets by name. */
export interface Allowances {
  /** Takes up to `wanted` from a bucket. Shape: how many were granted, 0 to `wanted`. */
  take(name: string, allowance: Allowance, wanted?: number): number;
  /** Gives back what was taken for something that turned out to be nothing new. */
  giveBack(name: string, allowance: Allowance, count: number): void;
}

interface Bucket {
  tokens: number;
  atMs: number;
}

/** Makes an empty set of buckets; each is full when it is first named. */
export function createAllowances(deps: { readonly clock: Clock }): Allowances {
  const known = new Map<string, Bucket>();
  const strangers = new Map<string, Bucket>();
  const refilled = (name: string, { burst, refillMs, isForStrangers }: Allowance): Bucket => {
    const buckets = isForStrangers ? strangers : known;
    const nowMs = deps.clock.nowMs();
    const bucket = buckets.get(name) ?? { tokens: burst, atMs: nowMs };
    // A clock that was set back must not take tokens away.
    const gained = Math.max(0, nowMs - bucket.atMs) / refillMs;
    bucket.tokens = Math.min(burst, bucket.tokens + gained);
    bucket.atMs = nowMs;
    buckets.delete(name);
    buckets.set(name, bucket);
    forgetOldest(buckets, isForStrangers ? STRANGER_BUCKETS_MAX : BUCKETS_MAX);
    return bucket;
  };
  return {
    take(name, allowance, wanted = 1) {
      const bucket = refilled(name, allowance);
      const granted = Math.min(wanted, Math.floor(bucket.tokens));
      bucket.tokens -= granted;
      return granted;
    },
    giveBack(name, allowance, count) {
      const bucket = refilled(name, allowance);
      bucket.tokens = Math.min(allowance.burst, bucket.tokens + count);
    },
  };
}

function forgetOldest(buckets: Map<string, Bucket>, bucketsMax: number): void {
  if (buckets.size <= bucketsMax) return;
  for (const name of buckets.keys()) {
    buckets.delete(name);
    return;
  }
}
