/**
 * What one transaction writes: entries, their places in the outbox, and which views they touch.
 *
 * Sealing reads the chain's head from the store inside the transaction and is synchronous after that. [ENT7]
 */
import Dexie from "dexie";
import { bytesToHex } from "@tomoshibi/shared/base/bytes.ts";
import type { DeviceId, EntryId, IncidentId, StatementId } from "@tomoshibi/shared/base/ids.ts";
import { type ChainHead, type EpochKey, sealEntry } from "@tomoshibi/shared/entry/entry.ts";
import { type StreamName, audienceOf } from "@tomoshibi/shared/entry/stream-name.ts";
import { writeKey } from "@tomoshibi/shared/keys/keyring.ts";
import { encodePayload } from "@tomoshibi/shared/records/payload.ts";
import type { Payload } from "@tomoshibi/shared/records/record.ts";
import { type Delivery, NEW_DELIVERY } from "@tomoshibi/shared/sync/outbox.ts";
import type { ReplicaStore } from "../store/replica-store.ts";
import type { DocumentRow, EntryRow, OutboxRow, StatementRow } from "../store/rows.ts";
import { addRecord } from "./record-index.ts";
import { type Memory, holdEntry, recordedOf, toHeld } from "./memory.ts";

/** Furthest a relay may say that this device's chain goes beyond what is stored; a greater claim is a fault or a lie. */
export const CHAIN_JUMP_MAX = 1_000_000;

/** Rows waiting for the end of the transaction, and what they touch. */
export interface Batch {
  readonly statements: Map<StatementId, StatementRow>;
  readonly entries: Map<EntryId, EntryRow>;
  /** New verdicts of entries that are stored already. */
  readonly entryChanges: { readonly key: EntryId; readonly changes: Partial<EntryRow> }[];
  readonly documents: Map<string, DocumentRow>;
  readonly keyValues: Map<string, unknown>;
  readonly outbox: Map<EntryId, OutboxRow>;
  readonly heads: Map<StreamName, ChainHead>;
  /** Entries that an officer's device misses, as far as the word or the entry is new. [DEL1] */
  readonly asked: Set<EntryId>;
  readonly touched: Touched;
}

/** What a transaction changed, so that only the views of it are projected. */
export interface Touched {
  /** Everything: the authority changed, or a verdict was taken back. */
  isAll: boolean;
  readonly kinds: Set<Payload["kind"]>;
  /** Households whose rows on the board changed. */
  readonly households: Set<number>;
  /** Incidents that records speak about, each by its own id. */
  readonly incidents: Set<IncidentId>;
  /** Groups to which something was said. */
  readonly groups: Set<StreamName>;
  isOutbox: boolean;
  isKept: boolean;
  isConnection: boolean;
}

/** A batch that holds nothing. */
export function createBatch(): Batch {
  return {
    statements: new Map(),
    entries: new Map(),
    entryChanges: [],
    documents: new Map(),
    keyValues: new Map(),
    outbox: new Map(),
    heads: new Map(),
    asked: new Set(),
    touched: createTouched(),
  };
}

/** Nothing touched. */
export function createTouched(): Touched {
  return {
    isAll: false,
    kinds: new Set(),
    households: new Set(),
    incidents: new Set(),
    groups: new Set(),
    isOutbox: false,
    isKept: false,
    isConnection: false,
  };
}

/** The key an own entry of this stream is sealed with. Errors: undefined when it has to wait for one. */
export function sealingKey(
  memory: Memory,
  stream: StreamName,
): { readonly key: EpochKey | undefined } | undefined {
  const audience = audienceOf(stream);
  if (audience === undefined) return { key: undefined };
  const key = memory.authority && writeKey(memory.keyring, memory.authority, audience);
  return key && { key };
}

/**
 * Seals this device's next entry in a stream into the batch. Inside a transaction only. [ENT6] [ENT7]
 *
 * Errors: throws when the key is missing; callers ask {@link sealingKey} first.
 */
export async function sealInto(
  batch: Batch,
  context: { readonly database: ReplicaStore; readonly memory: Memory; readonly nowMs: number },
  stream: StreamName,
  payload: Payload,
): Promise<EntryId> {
  const { database, memory, nowMs } = context;
  const { identity, ownSignKey } = memory;
  const sealing = sealingKey(memory, stream);
  if (identity === undefined || ownSignKey === undefined || sealing === undefined) {
    throw new Error("Broken invariant: sealing without keys");
  }
  const signedBy = bytesToHex(ownSignKey);
  const head =
    batch.heads.get(stream) ??
    (await readHead(database, memory, stream, identity.device, signedBy));
  const opened = encodePayload(payload);
  const place = { association: identity.association, stream };
  const sealed = sealEntry(place, identity, head, sealing.key, opened);
  batch.heads.set(stream, { seq: sealed.entry.seq, entryId: sealed.entryId });
  const row: EntryRow = {
    entryId: sealed.entryId,
    stream,
    author: identity.device,
    seq: sealed.entry.seq,
    bytes: sealed.bytes,
    variants: [],
    arrivedAtMs: nowMs,
    relayedAtSeconds: undefined,
    state: "applied",
    reason: undefined,
    signedBy,
    payload: opened,
    ...indexed(payload),
  };
  addApplied(batch, memory, row);
  setDelivery(batch, memory, row.entryId, NEW_DELIVERY);
  return sealed.entryId;
}

/** Puts an applied entry into batch, memory and records. */
export function addApplied(batch: Batch, memory: Memory, row: EntryRow): void {
  const held = toHeld(row);
  putRow(batch, memory, row);
  const record = recordedOf(memory, held);
  if (record === undefined) return;
  addRecord(memory.records, record, held.stream);
  touch(batch.touched, record.content, record.authorHousehold);
  if (record.content.kind === "groupMessage") batch.touched.groups.add(held.stream);
}

/** Puts an entry's row into batch and memory. */
export function putRow(batch: Batch, memory: Memory, row: EntryRow): void {
  const forks = memory.forks.size;
  batch.entries.set(row.entryId, row);
  holdEntry(memory, toHeld(row));
  if (memory.forks.size > forks) batch.touched.isAll = true;
}

/** Sets where an entry is due. */
export function setDelivery(
  batch: Batch,
  memory: Memory,
  entryId: EntryId,
  delivery: Delivery,
): void {
  const row: OutboxRow = { ...delivery, entryId };
  memory.outbox.set(entryId, row);
  batch.outbox.set(entryId, row);
  batch.touched.isOutbox = true;
}

/** The columns that the store indexes. */
export function indexed(payload: Payload): {
  readonly kind: string;
  readonly incident: string | undefined;
} {
  return { kind: payload.kind, incident: "incident" in payload ? payload.incident : undefined };
}

function touch(touched: Touched, payload: Payload, authorHousehold: number): void {
  touched.kinds.add(payload.kind);
  if ("incident" in payload) touched.incidents.add(payload.incident);
  if (payload.kind === "incidentLinked") touched.incidents.add(payload.other);
  if (payload.kind === "report" || payload.kind === "witnessConfirmed") {
    touched.households.add(payload.household === 0 ? authorHousehold : payload.household);
  }
  if (payload.kind === "incidentRead" || payload.kind === "registration")
    touched.households.add(authorHousehold);
}

/**
 * Where the own chain stands. A relay may know more of it than this store, which was restored from a backup: the chain then
 * goes on after that, without waiting for what it cannot read (residents cannot read `safety`). [ENT6]
 */
async function readHead(
  database: ReplicaStore,
  memory: Memory,
  stream: StreamName,
  device: DeviceId,
  signedBy: string,
): Promise<ChainHead> {
  const last = await database.entries
    .where("[stream+author+seq]")
    .between([stream, device, Dexie.minKey], [stream, device, Dexie.maxKey])
    .reverse()
    .filter((row) => row.signedBy === signedBy)
    .first();
  const seq = last?.seq ?? 0;
  const floor = memory.chainFloors.get(stream) ?? 0;
  if (floor > seq && floor - seq <= CHAIN_JUMP_MAX) return { seq: floor, entryId: undefined };
  return { seq, entryId: last?.entryId };
}
