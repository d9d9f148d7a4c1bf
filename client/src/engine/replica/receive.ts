/**
 * Taking in what arrived: statements first, then entries; one transaction, duplicates free.
 *
 * What is not applied is kept with its reason; nothing that arrives blocks anything else. Signatures are checked before the
 * transaction begins, so that the store is not held for them.
 */
import type { EntryId } from "@tomoshibi/shared/base/ids.ts";
import type { StreamName } from "@tomoshibi/shared/entry/stream-name.ts";
import {
  type JudgeContext,
  type NamedEntry,
  type Verdict,
  judgeEntry,
  readEntry,
} from "@tomoshibi/shared/sync/apply.ts";
import { NEW_DELIVERY, cover } from "@tomoshibi/shared/sync/outbox.ts";
import type { EntryRow } from "../store/rows.ts";
import { isOpeningOfStopped } from "../views/incidents-view.ts";
import { type Batch, addApplied, createBatch, indexed, putRow, setDelivery } from "./batch.ts";
import { unprovenKey } from "./cursors.ts";
import { type Engine, commitBatch } from "./engine.ts";
import { FORMS_HELD_MAX, type HeldEntry, type Memory, toHeld } from "./memory.ts";
import { owe } from "./owing.ts";
import type { Arrival } from "./replica.ts";
import { loadJudging, takeStatements } from "./statements.ts";

/** Damaged or unverified copies of one entry that are kept beside each other. */
export const VARIANTS_MAX = 4;

/** Entries taken in one turn: some 4 ms each for signature and box, and a check-in may be waiting to be sealed. */
export const ENTRIES_A_TURN = 128;

/**
 * Cuts arrivals into what is taken in one turn: all statements first, so that the authority is computed once, then entries.
 *
 * Shape: at least one part, so that a call with nothing new still answers what is owed.
 */
export function inParts(arrivals: readonly Arrival[]): readonly (readonly Arrival[])[] {
  const membership = arrivals.filter(
    ({ stream, messages }) => stream === "membership" && messages.length > 0,
  );
  const parts: Arrival[][] = membership.length > 0 ? [membership] : [];
  let room = 0;
  for (const { stream, messages } of arrivals.filter(
    (arrival) => arrival.stream !== "membership",
  )) {
    for (let start = 0; start < messages.length;) {
      if (room === 0) parts.push([]);
      if (room === 0) room = ENTRIES_A_TURN;
      const taken = messages.slice(start, start + room);
      parts.at(-1)?.push({ stream, messages: taken });
      start += taken.length;
      room -= taken.length;
    }
  }
  return parts.length === 0 ? [[]] : parts;
}

/** Takes arrivals in. Answers how many entries and statements were new. */
export async function receive(
  engine: Engine,
  memory: Memory,
  arrivals: readonly Arrival[],
  relayKey?: string,
): Promise<number> {
  const batch = createBatch();
  const newStatements = await takeMembership(batch, engine, memory, arrivals);
  let newEntries = 0;
  for (const { stream, messages } of arrivals) {
    if (stream === "membership" || memory.authority === undefined) continue;
    for (const message of messages.slice(0, roomFor(memory, stream))) {
      if (await takeEntry(batch, engine, memory, stream, message)) newEntries += 1;
    }
  }
  owe(batch, memory, batch.asked, engine.clock.nowMs());
  if (newStatements + newEntries > 0 || batch.entries.size > 0) {
    // Who goes off before the offset is stored would not notice that the relay lost this meanwhile. [REL1]
    if (relayKey !== undefined) batch.keyValues.set(unprovenKey(relayKey), true);
    await commitBatch(engine, memory, batch, async () => undefined);
  }
  return newEntries + newStatements;
}

async function takeMembership(
  batch: Batch,
  engine: Engine,
  memory: Memory,
  arrivals: readonly Arrival[],
): Promise<number> {
  const statements = arrivals
    .filter(({ stream }) => stream === "membership")
    .flatMap(({ messages }) => messages.map(({ bytes }) => bytes));
  if (statements.length === 0) return 0;
  const added = takeStatements(batch, memory, statements, {
    isDue: false,
    nowMs: engine.clock.nowMs(),
  });
  if (added > 0) await (await loadJudging()).judgeHeld(batch, engine, memory);
  return added;
}

/** A relay holds far fewer forms; one that makes them up is not to fill the device. [FORM2] */
function roomFor(memory: Memory, stream: StreamName): number | undefined {
  if (stream !== "forms") return undefined;
  const held = [...memory.entries.values()].filter(
    (one) => one.stream === "forms" && one.reason !== "erased",
  );
  return Math.max(0, FORMS_HELD_MAX - held.length);
}

/** Takes one entry. Answers whether it was new. */
async function takeEntry(
  batch: Batch,
  engine: Engine,
  memory: Memory,
  stream: StreamName,
  message: Arrival["messages"][number],
): Promise<boolean> {
  const { identity, authority, keyring } = memory;
  if (identity === undefined || authority === undefined) return false;
  const place = { association: identity.association, stream };
  const named = readEntry(place, message.bytes);
  if (named === undefined) return false;
  const known = memory.entries.get(named.entryId);
  if (known !== undefined && !isWorthAnotherLook(known, named)) return false;
  const context: JudgeContext = {
    authority,
    keyring,
    verifySignature: memory.verifySignature,
    signedBy: (id) => memory.entries.get(id)?.signedBy,
  };
  const verdict = judgeEntry(context, place, named);
  if (known !== undefined && verdict.signedBy === undefined) {
    await keepVariant(batch, engine, named.entryId, message.bytes);
    return false;
  }
  // What claims a known author and came by hand is nobody's: no relay has turned it away, and there is no end to it. [MEET2]
  const isByHand = message.relayedAtSeconds === undefined;
  if (isByHand && verdict.type === "kept" && verdict.reason === "badSignature") return false;
  const row = toRow(stream, message, verdict, known?.arrivedAtMs ?? engine.clock.nowMs());
  if (known !== undefined) batch.touched.isKept = true;
  if (row.state === "applied") addApplied(batch, memory, row);
  else keep(batch, memory, row);
  afterTaking(batch, engine, memory, toHeld(row), isByHand && known === undefined);
  return known === undefined;
}

/** A held entry is judged again when the copy here was never verified, or lost its box. */
function isWorthAnotherLook(known: HeldEntry, named: NamedEntry): boolean {
  // Nobody signs a form, and it has one shape: no copy is better than another.
  if (known.stream === "forms") return false;
  if (known.signedBy === undefined) return true;
  return known.reason === "husk" && named.entry.box !== undefined;
}

function keep(batch: Batch, memory: Memory, row: EntryRow): void {
  putRow(batch, memory, row);
  batch.touched.isKept = true;
  const held = toHeld(row);
  if (!isOpeningOfStopped(held)) return;
  // What others reported in it may have come before.
  memory.records.incidentRecords += 1;
  batch.touched.kinds.add("incidentOpened");
  batch.touched.incidents.add(held.payload.incident);
}

/** Keeps another unverified copy: whoever damages a signature on the way must not keep out the honest entry. */
async function keepVariant(
  batch: Batch,
  engine: Engine,
  entryId: EntryId,
  bytes: Uint8Array,
): Promise<void> {
  const row = batch.entries.get(entryId) ?? (await engine.database.entries.get(entryId));
  if (row === undefined || row.variants.length >= VARIANTS_MAX) return;
  const isHeld = [row.bytes, ...row.variants].some(
    (held) => held.length === bytes.length && held.every((byte, index) => byte === bytes[index]),
  );
  if (!isHeld) batch.entries.set(entryId, { ...row, variants: [...row.variants, bytes] });
}

/** Receipts end deliveries; what a person carried here is carried on to the relays. [DEL1] [MEET3] */
function afterTaking(
  batch: Batch,
  engine: Engine,
  memory: Memory,
  held: HeldEntry,
  isCarried: boolean,
): void {
  if (isCarried) {
    const coveredAtMs = memory.covered.get(held.entryId);
    setDelivery(batch, memory, held.entryId, cover(NEW_DELIVERY, coveredAtMs));
  }
  const { payload } = held;
  if (memory.misses.has(held.entryId)) batch.asked.add(held.entryId);
  if (held.state !== "applied") return;
  if (payload?.kind === "missed") for (const id of payload.entries) batch.asked.add(id);
  if (payload?.kind !== "receipt") return;
  for (const id of payload.entries) {
    const row = memory.outbox.get(id);
    if (row === undefined) batch.touched.isOutbox = true;
    else if (row.receivedAtMs === undefined && memory.covered.has(id))
      setDelivery(batch, memory, id, cover(row, engine.clock.nowMs()));
  }
}

function toRow(
  stream: StreamName,
  message: Arrival["messages"][number],
  verdict: Exclude<Verdict, { readonly type: "malformed" }>,
  arrivedAtMs: number,
): EntryRow {
  const { entryId, entry, signedBy, opened, payload } = verdict;
  return {
    ...{
      entryId,
      stream,
      author: entry.author,
      seq: entry.seq,
      bytes: message.bytes,
      variants: [],
      arrivedAtMs,
    },
    relayedAtSeconds: message.relayedAtSeconds,
    state: verdict.type,
    reason: verdict.type === "kept" ? verdict.reason : undefined,
    signedBy,
    payload: opened,
    ...(payload === undefined ? { kind: undefined, incident: undefined } : indexed(payload)),
  };
}
