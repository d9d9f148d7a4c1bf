/**
 * Keys coming in by the mailbox, and going out to others' mailboxes. [KEY2] HPKE is asynchronous: never in a transaction.
 *
 * Loaded when there is mail, as HPKE is; nothing else may import this file but by `import()`.
 */
import type { DeviceId, EntryId } from "@tomoshibi/shared/base/ids.ts";
import { HpkeNotLoaded } from "@tomoshibi/shared/crypto/wrap.ts";
import type { EpochKey } from "@tomoshibi/shared/entry/entry.ts";
import { recoverEpoch } from "@tomoshibi/shared/keys/begin-epoch.ts";
import { openDeviceCopy } from "@tomoshibi/shared/keys/copies.ts";
import type { StreamName } from "@tomoshibi/shared/entry/stream-name.ts";
import { copiesToOpen, missingKeys } from "@tomoshibi/shared/keys/keyring.ts";
import {
  type EpochMark,
  WRAPPED_KEYS_MAX,
  keysToWrap,
  unwrapKeys,
  wrapKeys,
  wrappedMarks,
} from "@tomoshibi/shared/keys/mailbox.ts";
import { rootKeysOf } from "@tomoshibi/shared/membership/device-keys.ts";
import { isOfficersReplica } from "../views/desk-replica.ts";
import { createBatch, sealInto } from "./batch.ts";
import { type Engine, commitBatch } from "./engine.ts";
import { openGroupLists, wrapGroupLists } from "./group-lists.ts";
import { type Memory, ownStanding } from "./memory.ts";
import { takeKeys } from "./take-keys.ts";
import type { Turns } from "./turns.ts";

export { areListsDue } from "./held-lists.ts";

/** Most mailboxes filled in one turn: wrapping and signing cost some 10 ms each, and a check-in may be waiting. */
export const MAILBOXES_A_TURN = 32;

/**
 * Opens what lies in this device's mailbox and was not opened in this start; adds the keys and judges again what waited for
 * them. What names an epoch not known yet, or cannot be opened while the library is not loaded, is tried again later.
 */
export async function openMailbox(
  engine: Engine,
  memory: Memory,
  opened: Set<EntryId>,
): Promise<number> {
  const { identity, authority } = memory;
  if (identity === undefined || authority === undefined) return 0;
  const found: EpochKey[] = [];
  const done: EntryId[] = [];
  for (const { stream, record } of memory.records.wrapped) {
    if (stream !== `mailbox/${identity.device}` || opened.has(record.entryId)) continue;
    const keys = await ifLoaded(unwrapKeys(authority, identity, record.content.wrapped));
    if (keys === NOT_LOADED) break;
    if (keys === undefined || keys.isComplete) done.push(record.entryId);
    if (keys !== undefined) found.push(...keys.keys);
  }
  const added = found.length === 0 ? 0 : await takeKeys(engine, memory, createBatch(), found);
  // Once the store has them: what failed, or was overtaken by another tab, is opened again.
  for (const id of done) opened.add(id);
  return added;
}

/** Most epochs recovered in one turn: each costs some 10 ms, and a check-in may be waiting. */
const RECOVERED_A_TURN = 32;

/** A device that holds the root seed opens the keys it lacks by itself. Answers how many were new. [KEY4] */
export async function recoverKeys(engine: Engine, memory: Memory): Promise<number> {
  const { identity, authority, keyring } = memory;
  const standing = ownStanding(memory);
  if (identity?.rootSeed === undefined || authority === undefined || standing === undefined)
    return 0;
  const missing = missingKeys(authority, keyring, standing);
  if (missing.length === 0) return 0;
  const { sealSeed } = rootKeysOf(identity.rootSeed);
  const found: EpochKey[] = [];
  for (const epoch of missing) {
    const key = await ifLoaded(recoverEpoch(identity.association, epoch, sealSeed));
    if (key === NOT_LOADED) break;
    if (key !== undefined) found.push(key);
    if (found.length >= RECOVERED_A_TURN) break;
  }
  return found.length === 0 ? 0 : takeKeys(engine, memory, createBatch(), found);
}

/** Opens the copies of officers' keys that name this device, where no mailbox brought them. Answers how many were new. [KEY2] */
export async function openOwnCopies(engine: Engine, memory: Memory): Promise<number> {
  const { identity, authority, keyring } = memory;
  if (identity === undefined || authority === undefined) return 0;
  const found: EpochKey[] = [];
  for (const epoch of copiesToOpen(authority, keyring, identity.device)) {
    const key = await ifLoaded(openDeviceCopy(identity.association, epoch, identity));
    if (key === NOT_LOADED) break;
    if (key !== undefined) found.push(key);
  }
  return found.length === 0 ? 0 : takeKeys(engine, memory, createBatch(), found);
}

/** Officers' devices: wraps keys and lists, part by part. What does not get less is left for another time. */
export async function wrapInTurns(engine: Engine, turns: Turns): Promise<void> {
  for (const part of [wrapMissingKeys, wrapLists]) {
    for (let left = Number.POSITIVE_INFINITY, now = 0; ; left = now) {
      now = await turns.take((memory) => part(engine, memory));
      if (now === 0 || now >= left) break;
    }
  }
}

/**
 * Officers' devices: wraps the newest keys for devices and cards that were not seen to have them. Answers how many mailboxes
 * are left for another turn: none while the library cannot be loaded, for they wait for the next contact.
 */
async function wrapMissingKeys(engine: Engine, memory: Memory): Promise<number> {
  const { identity, authority, keyring } = memory;
  if (identity === undefined || authority === undefined || !isOfficersReplica(ownStanding(memory)))
    return 0;
  const alreadyWrapped = marksByDevice(memory);
  const due = keysToWrap({ authority, keyring, alreadyWrapped, self: identity.device });
  const wrapped: { stream: StreamName; wrapped: Uint8Array }[] = [];
  for (const { standing, keys } of due.slice(0, MAILBOXES_A_TURN)) {
    for (let start = 0; start < keys.length; start += WRAPPED_KEYS_MAX) {
      const part = keys.slice(start, start + WRAPPED_KEYS_MAX);
      const bytes = await ifLoaded(wrapKeys(engine, identity.association, standing, part));
      if (bytes === NOT_LOADED) return 0;
      wrapped.push({ stream: `mailbox/${standing.device}`, wrapped: bytes });
    }
  }
  if (wrapped.length > 0) {
    const batch = createBatch();
    await commitBatch(engine, memory, batch, async () => {
      const context = { database: engine.database, memory, nowMs: engine.clock.nowMs() };
      for (const { stream, wrapped: bytes } of wrapped) {
        await sealInto(batch, context, stream, { kind: "wrappedKeys", wrapped: bytes });
      }
    });
  }
  return Math.max(0, due.length - MAILBOXES_A_TURN);
}

/**
 * Officers' devices: wraps the lists of households for leaders and desks. Answers how many are left for another turn: none while
 * the library cannot be loaded. [STR]
 */
async function wrapLists(engine: Engine, memory: Memory): Promise<number> {
  const left = await ifLoaded(wrapGroupLists(engine, memory));
  return left === NOT_LOADED ? 0 : left;
}

/** A leader's or a desk's device: opens them. */
export async function openLists(engine: Engine, memory: Memory): Promise<void> {
  await ifLoaded(openGroupLists(engine, memory));
}

const NOT_LOADED = Symbol("HPKE is not loaded");

/** Thrown on, it would take the replica's memory along, and reading with it: that a library is missing just now passes. */
async function ifLoaded<Value>(work: Promise<Value>): Promise<Value | typeof NOT_LOADED> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof HpkeNotLoaded) return NOT_LOADED;
    throw error;
  }
}

function marksByDevice(memory: Memory): ReadonlyMap<DeviceId, ReadonlySet<EpochMark>> {
  const marks = new Map<DeviceId, Set<EpochMark>>();
  for (const { stream, record } of memory.records.wrapped) {
    const device = stream.slice("mailbox/".length) as DeviceId;
    const given = marks.get(device) ?? new Set();
    for (const mark of knownMarks(record.content.wrapped)) given.add(mark);
    marks.set(device, given);
  }
  return marks;
}

/** Asked of every mailbox with every receipt; what a payload says never changes. */
const marksOf = new WeakMap<Uint8Array, readonly EpochMark[]>();

function knownMarks(payload: Uint8Array): readonly EpochMark[] {
  const known = marksOf.get(payload);
  if (known !== undefined) return known;
  const marks = wrappedMarks(payload);
  marksOf.set(payload, marks);
  return marks;
}
