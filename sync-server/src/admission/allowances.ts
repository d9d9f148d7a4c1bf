/**
 * Token buckets: how much somebody may still do now. In memory only: a restart is generous, never strict. [REL4]
 */
import type { Clock } from "@tomoshibi/shared/ports/clock.ts";
import { type Allowance, BUCKETS_MAX, STRANGER_BUCKETS_MAX } from "./limits.ts";

/** Buckets by name. */
export interface Allowances {
  /** Takes one, and its bytes, from a bucket. Shape: false when either is spent; then nothing was taken. */
  take(name: string, allowance: Allowance, byteCount?: number): boolean;
  /** Gives back what was taken for something that turned out to be nothing new. */
  giveBack(name: string, allowance: Allowance, byteCount?: number): void;
}

interface Bucket {
  tokens: number;
  bytes: number;
  atMs: number;
}

const DAY_MS = 24 * 60 * 60_000;

/** Makes an empty set of buckets; each is full when it is first named. */
export function createAllowances(deps: { readonly clock: Clock }): Allowances {
  const known = new Map<string, Bucket>();
  const strangers = new Map<string, Bucket>();
  const refilled = (name: string, allowance: Allowance): Bucket => {
    const { burst, refillMs, bytesPerDay = Number.MAX_SAFE_INTEGER, isForStrangers } = allowance;
    const buckets = isForStrangers ? strangers : known;
    const nowMs = deps.clock.nowMs();
    const bucket = buckets.get(name) ?? { tokens: burst, bytes: bytesPerDay, atMs: nowMs };
    // A clock that was set back must not take tokens away.
    const waitedMs = Math.max(0, nowMs - bucket.atMs);
    bucket.tokens = Math.min(burst, bucket.tokens + waitedMs / refillMs);
    bucket.bytes = Math.min(bytesPerDay, bucket.bytes + (waitedMs * bytesPerDay) / DAY_MS);
    bucket.atMs = nowMs;
    buckets.delete(name);
    buckets.set(name, bucket);
    forgetOldest(buckets, isForStrangers ? STRANGER_BUCKETS_MAX : BUCKETS_MAX);
    return bucket;
  };
  return {
    take(name, allowance, byteCount = 0) {
      const bucket = refilled(name, allowance);
      if (bucket.tokens < 1 || bucket.bytes < byteCount) return false;
      bucket.tokens -= 1;
      bucket.bytes -= byteCount;
      return true;
    },
    giveBack(name, allowance, byteCount = 0) {
      // What is too much is cut off when the bucket is next filled.
      const bucket = refilled(name, allowance);
      bucket.tokens += 1;
      bucket.bytes += byteCount;
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
