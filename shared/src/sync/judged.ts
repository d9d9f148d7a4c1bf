/**
 * What has to be judged again: verdicts depend on the standings of an entry's author and on the keys held, so that only what
 * one of the two changed for can have another. See apply.ts.
 */
import { equalBytes } from "../base/bytes.ts";
import type { DeviceId } from "../base/ids.ts";
import { type Audience, type StreamName, sealedFor } from "../entry/stream-name.ts";
import type { Keyring } from "../keys/keyring.ts";
import { type Authority, standingsOf } from "../membership/authority.ts";
import type { Standing } from "../membership/standing.ts";
import type { KeptReason } from "./apply.ts";

/** What held entries were judged with. */
export interface JudgedWith {
  readonly authority: Authority | undefined;
  readonly keyring: Keyring;
}

/** What changed between two judgements. */
export interface Change {
  /** Authors whose standing is another: their entries are judged again. */
  readonly authors: ReadonlySet<DeviceId>;
  /** Audiences with a key that was not held. */
  readonly audiences: ReadonlySet<Audience>;
}

/** Compares two judgements' grounds. Cost: O(devices + keys). */
export function changeBetween(before: JudgedWith, after: JudgedWith): Change {
  const authors = authorsBetween(before.authority, after.authority);
  const audiences = new Set<Audience>();
  for (const [epoch, key] of after.keyring.keys) {
    const held = before.keyring.keys.get(epoch);
    const isNew = held === undefined || (held.secret === undefined && key.secret !== undefined);
    if (isNew) audiences.add(key.audience);
  }
  return { authors, audiences };
}

function authorsBetween(
  before: Authority | undefined,
  after: Authority | undefined,
): ReadonlySet<DeviceId> {
  const authors = new Set<DeviceId>();
  // A new key alone leaves the authority what it was.
  if (before === after) return authors;
  const devices = new Set([
    ...(before?.standings.keys() ?? []),
    ...(after?.standings.keys() ?? []),
  ]);
  for (const device of devices) {
    const left = before === undefined ? [] : standingsOf(before, device);
    const right = after === undefined ? [] : standingsOf(after, device);
    if (!isEach(left, right, isSameStanding)) authors.add(device);
  }
  return authors;
}

/**
 * Tells whether a kept entry may have another verdict after a change. What was opened but not understood waits for an update of
 * the app, a husk for its box.
 */
export function mayBeJudgedOtherwise(
  { authors, audiences }: Change,
  kept: {
    readonly author: DeviceId;
    readonly stream: StreamName;
    readonly reason: KeptReason | undefined;
  },
): boolean {
  if (authors.has(kept.author)) return true;
  const audience = sealedFor(kept.stream);
  return kept.reason === "noKey" && audience !== undefined && audiences.has(audience);
}

function isSameStanding(left: Standing, right: Standing): boolean {
  if (left === right) return true;
  return (
    equalBytes(left.signKey, right.signKey) &&
    equalBytes(left.sealKey, right.sealKey) &&
    left.household === right.household &&
    left.group === right.group &&
    left.isConfirmed === right.isConfirmed &&
    left.invitedBy === right.invitedBy &&
    isSameSet(left.roles, right.roles) &&
    isEach(left.groupsLed, right.groupsLed, Object.is) &&
    isEach(left.flags, right.flags, Object.is) &&
    isSameBound(left.revoked, right.revoked) &&
    isSameOffice(left.former, right.former)
  );
}

function isSameOffice(left: Standing["former"], right: Standing["former"]): boolean {
  if (left === undefined || right === undefined) return left === right;
  return (
    isSameSet(left.roles, right.roles) &&
    isEach(left.groupsLed, right.groupsLed, Object.is) &&
    isSameBound(left.bounds, right.bounds)
  );
}

function isSameBound(left: Standing["revoked"], right: Standing["revoked"]): boolean {
  if (left === undefined || right === undefined) return left === right;
  if (left.size !== right.size) return false;
  return [...left].every(([stream, { seq, head }]) => {
    const other = right.get(stream);
    return other?.seq === seq && equalBytes(other.head, head);
  });
}

function isSameSet<Item>(left: ReadonlySet<Item>, right: ReadonlySet<Item>): boolean {
  return left.size === right.size && [...left].every((item) => right.has(item));
}

function isEach<Item>(
  left: readonly Item[],
  right: readonly Item[],
  isSame: (left: Item, right: Item) => boolean,
): boolean {
  return (
    left.length === right.length &&
    left.every((item, index) => {
      const other = right[index];
      return other !== undefined && isSame(item, other);
    })
  );
}
