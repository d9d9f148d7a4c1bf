/** What goes to a relay, and what its answer means. [DEL1] [DEL2] [DEL3] [REL1] */
import { equalBytes } from "@tomoshibi/shared/base/bytes.ts";
import type { EntryId, StatementId } from "@tomoshibi/shared/base/ids.ts";
import type { StreamName } from "@tomoshibi/shared/entry/stream-name.ts";
import type { Bundle, BundleAnswer } from "@tomoshibi/shared/relay-api/bundle.ts";
import {
  BODY_BYTES_MAX,
  BUNDLE_ENTRIES_MAX,
  BUNDLE_STATEMENTS_MAX,
} from "@tomoshibi/shared/relay-api/paths.ts";
import {
  type Delivery,
  NEW_DELIVERY,
  acknowledge,
  cover,
  dueness,
  forget,
} from "@tomoshibi/shared/sync/outbox.ts";
import { CHAIN_JUMP_MAX, createBatch, setDelivery } from "./batch.ts";
import { isMissedByOfficers } from "./covering.ts";
import { cursorKey, unprovenKey } from "./cursors.ts";
import { type Engine, commitBatch } from "./engine.ts";
import { type HeldEntry, type HeldStatement, KEY_VALUES, type Memory } from "./memory.ts";
import { type Refill, isDueAt } from "./owes-refill.ts";
import type { OutgoingScope } from "./replica.ts";

/** Entries that a relay answered but that stay due are offered again after this long: a contact later, not in a loop. */
export const AGAIN_MS = 600_000;
/** The same where the relay said `later`: it admits one entry of a member in 5 s. [REL4] */
export const LATER_MS = 5_000;

/** When a relay last answered about an item, by relay and id; memory of one start only. */
export type Offers = Map<string, Map<string, { readonly atMs: number; readonly waitMs: number }>>;

/** Bytes of a bundle left for its frame and the heads of its items. */
const FRAME_BYTES = 16 * 1024;
/** Bytes of statements in one bundle, so that a report never waits behind a town's certificates. */
const STATEMENT_BYTES_MAX = BODY_BYTES_MAX / 2;
/** What CBOR adds to an item, at most. */
const ITEM_BYTES = 5;

/**
 * Packs what is due at a relay, help first, within the limits of a bundle.
 *
 * Shape: but for the scope "all", of the statements what `refill` says is needed; without it all are.
 */
export async function outgoing(
  engine: Engine,
  memory: Memory,
  offers: Offers,
  asked: {
    readonly relayKey: string;
    readonly scope: OutgoingScope;
    readonly refill: Refill | undefined;
  },
): Promise<Bundle | undefined> {
  const { relayKey, scope, refill } = asked;
  const { identity } = memory;
  if (identity === undefined) return undefined;
  const offered = offersAt(offers, relayKey);
  const nowMs = engine.clock.nowMs();
  const isFresh = (id: string) => {
    const offer = scope === "ownLater" ? undefined : offered.get(id);
    return offer !== undefined && Math.abs(nowMs - offer.atMs) < offer.waitMs;
  };
  const isAsked = ({ entryId }: HeldEntry): boolean => {
    if (scope === "all") return true;
    const { isDelivered, relayedAtMs } = memory.outbox.get(entryId) ?? CARRIED;
    // What the relay has, and no receipt covers yet, is for contacts alone: it would take the room of what nobody has.
    return isDelivered && (scope === "own" || relayedAtMs[relayKey] === undefined);
  };
  const due = dueEntries(memory, relayKey, nowMs, isFresh)
    .filter(isAsked)
    .slice(0, BUNDLE_ENTRIES_MAX);
  const needed = scope === "all" ? undefined : refill?.neededBy(memory, due);
  const statements = dueStatements(
    memory,
    relayKey,
    (id) => isFresh(id) || needed?.has(id) === false,
  );
  let bytesLeft =
    BODY_BYTES_MAX - FRAME_BYTES - sum(statements.map((bytes) => bytes.length + ITEM_BYTES));
  const rows = await engine.database.entries.bulkGet(due.map(({ entryId }) => entryId));
  const byStream = new Map<StreamName, Uint8Array[]>();
  for (const row of rows) {
    if (row === undefined) continue;
    bytesLeft -= row.bytes.length + ITEM_BYTES;
    if (bytesLeft < 0) break;
    const entries = byStream.get(row.stream);
    if (entries === undefined) byStream.set(row.stream, [row.bytes]);
    else entries.push(row.bytes);
  }
  if (statements.length === 0 && byStream.size === 0) return undefined;
  const streams = [...byStream].map(([stream, entries]) => ({ stream, entries }));
  return { association: identity.association, sender: identity.device, statements, streams };
}

/** Takes a relay's answer: only ids it names are relayed; what it refuses is kept and flagged. The receipts are the caller's. */
export async function answered(
  engine: Engine,
  memory: Memory,
  offers: Offers,
  relayKey: string,
  answer: BundleAnswer,
): Promise<void> {
  const batch = createBatch();
  const nowMs = engine.clock.nowMs();
  const answers = [...answer.statements, ...answer.entries];
  for (const { id, verdict, reason } of answers) {
    if (verdict === "later") continue;
    if (verdict === "refused") {
      memory.refused.set(id, reason);
      batch.touched.isKept = true;
      continue;
    }
    if (memory.refused.delete(id)) batch.touched.isKept = true;
    const held = memory.statements.get(id as StatementId);
    if (held !== undefined && !held.row.relays.includes(relayKey)) {
      const row = { ...held.row, relays: [...held.row.relays, relayKey] };
      memory.statements.set(row.id, { statement: held.statement, row });
      batch.statements.set(row.id, row);
    }
    const delivery = memory.outbox.get(id as EntryId);
    if (delivery !== undefined)
      setDelivery(batch, memory, delivery.entryId, acknowledge(delivery, relayKey, nowMs));
  }
  if (batch.touched.isKept) batch.keyValues.set(KEY_VALUES.refused, [...memory.refused]);
  if (raiseFloors(memory, answer))
    batch.keyValues.set(KEY_VALUES.chainFloors, [...memory.chainFloors]);
  const { keyValues } = engine.database;
  await commitBatch(engine, memory, batch, async () => {
    const cursor = await keyValues.where("key").startsWith(cursorKey(relayKey, "")).first();
    if (cursor === undefined) batch.keyValues.set(unprovenKey(relayKey), true);
  });
  // Once it is stored: what is not known to have been answered is offered again.
  const offered = offersAt(offers, relayKey);
  for (const { id, verdict } of answers)
    offered.set(id, { atMs: nowMs, waitMs: verdict === "later" ? LATER_MS : AGAIN_MS });
}

/** A relay lost what it had: everything this replica holds, its own and others', is due there again. [REL1] */
export async function forgetRelay(
  engine: Engine,
  memory: Memory,
  offers: Offers,
  relayKey: string,
): Promise<void> {
  offers.delete(relayKey);
  const batch = createBatch();
  for (const { statement, row } of [...memory.statements.values()]) {
    const due = { ...row, isDue: true, relays: row.relays.filter((relay) => relay !== relayKey) };
    memory.statements.set(row.id, { statement, row: due });
    batch.statements.set(row.id, due);
  }
  for (const { entryId, reason } of memory.entries.values()) {
    if (!isWhole(reason)) continue;
    const due = forget(memory.outbox.get(entryId) ?? CARRIED, relayKey);
    // A receipt may have come before there was a row to put it on.
    const coveredAtMs = memory.covered.get(entryId);
    const covered = coveredAtMs === undefined ? due : cover(due, coveredAtMs);
    setDelivery(batch, memory, entryId, covered);
  }
  await commitBatch(engine, memory, batch, async () => {
    await engine.database.keyValues.where("key").startsWith(cursorKey(relayKey, "")).delete();
  });
}

/** A relay takes no husk: what stands in its place may come from who holds the whole entry. */
export function isWhole(reason: HeldEntry["reason"]): boolean {
  return reason !== "badSignature" && reason !== "husk" && reason !== "erased";
}

/** Another's entry, which its author delivers; this replica only refills. */
export const CARRIED: Delivery = { ...NEW_DELIVERY, isDelivered: false };

/** Officers' certificates first, then cards' and the own: what the rest, and the entries, stand on. */
function dueStatements(
  memory: Memory,
  relayKey: string,
  isLeftOut: (id: StatementId) => boolean,
): readonly Uint8Array[] {
  const picked: Uint8Array[] = [];
  let bytes = 0;
  const held = [...memory.statements.values()].filter(
    ({ row }) => isDueAt(row, relayKey) && !isLeftOut(row.id),
  );
  for (const { row } of held.toSorted(
    (left, right) => placeOf(memory, left) - placeOf(memory, right),
  )) {
    bytes += row.bytes.length + ITEM_BYTES;
    if (bytes > STATEMENT_BYTES_MAX || picked.length >= BUNDLE_STATEMENTS_MAX) break;
    picked.push(row.bytes);
  }
  return picked;
}

function placeOf(memory: Memory, { statement: { body } }: HeldStatement): number {
  if (body.type !== "certificate") return body.type === "epoch" ? 2 : 3;
  if (body.role === "root" || body.role === "admin" || body.role === "officer") return 0;
  const { ownSignKey } = memory;
  const isOwn = ownSignKey !== undefined && equalBytes(body.signKey, ownSignKey);
  return isOwn || body.role === "invite" ? 1 : 3;
}

function dueEntries(
  memory: Memory,
  relayKey: string,
  nowMs: number,
  isFresh: (id: string) => boolean,
): readonly HeldEntry[] {
  const due: { held: HeldEntry; urgency: number }[] = [];
  for (const delivery of memory.outbox.values()) {
    const held = memory.entries.get(delivery.entryId);
    if (held === undefined) continue;
    const isOwn = held.author === memory.identity?.device;
    const isOwnWord = isOwn && !memory.coveredByOthers.has(held.entryId);
    const how = dueness(delivery, held.stream, relayKey, { isOwnWord });
    const isMissed =
      how === "no" && isWhole(held.reason) && isMissedByOfficers(memory, held.entryId, nowMs);
    const again = isMissed
      ? dueness(delivery, held.stream, relayKey, { isOwnWord, isMissed })
      : how;
    if (again === "no" || isFresh(held.entryId)) continue;
    due.push({ held, urgency: urgencyOf(held) + (isMissed ? AFTER_ALL_ELSE : 0) });
  }
  return due
    .toSorted((left, right) => left.urgency - right.urgency || left.held.seq - right.held.seq)
    .map(({ held }) => held);
}

/** What was received once and is missed by a device never keeps back what nobody has. */
const AFTER_ALL_ELSE = 100;

/** Help first, then who wants to be called, then every other report and what reports need, then the rest. */
function urgencyOf({ payload }: HeldEntry): number {
  if (payload?.kind === "report" || payload?.kind === "reportCopy") {
    const { subjects } = payload.kind === "report" ? payload : payload.content;
    const copied = payload.kind === "report" ? 0 : 4;
    if (subjects.some(({ status }) => status === "help")) return copied;
    return copied + (subjects.some(({ status }) => status === "contact") ? 1 : 2);
  }
  // What cannot be opened here may be anybody's call for help.
  if (payload === undefined || payload.kind === "incidentOpened") return 2;
  return payload.kind === "documentChanged" ? 8 : 7;
}

/** The chain goes on after what a relay knows of it. A claim beyond reason is a fault or a lie, and is left out. [ENT6] */
function raiseFloors(memory: Memory, answer: BundleAnswer): boolean {
  if (answer.highest.length === 0) return false;
  const own = memory.identity?.device;
  const highest = new Map(memory.chainFloors);
  for (const { author, stream, seq } of memory.entries.values()) {
    if (author === own) highest.set(stream, Math.max(seq, highest.get(stream) ?? 0));
  }
  let isRaised = false;
  for (const { stream, seq } of answer.highest) {
    const known = highest.get(stream) ?? 0;
    if (seq <= known || seq - known > CHAIN_JUMP_MAX) continue;
    memory.chainFloors.set(stream, seq);
    isRaised = true;
  }
  return isRaised;
}

function offersAt(offers: Offers, relayKey: string): NonNullable<ReturnType<Offers["get"]>> {
  const known = offers.get(relayKey);
  if (known !== undefined) return known;
  const made: NonNullable<ReturnType<Offers["get"]>> = new Map();
  offers.set(relayKey, made);
  return made;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
