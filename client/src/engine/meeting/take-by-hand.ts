/**
 * Hands to the replica what came by hand, within the room that each may take here. [MEET2]
 *
 * In parts, so that what is counted is what was found to be signed: who writes another's name on noise takes none of that
 * other's room.
 */
import { groupBy } from "@tomoshibi/shared/base/group-by.ts";
import type { StreamName } from "@tomoshibi/shared/entry/stream-name.ts";
import { BAD_SIGNATURES_MAX } from "@tomoshibi/shared/meeting/parcel.ts";
import type { Role, Statement } from "@tomoshibi/shared/membership/statement.ts";
import { ENTRIES_A_TURN } from "../replica/receive.ts";
import type { Arrival } from "../replica/replica.ts";
import type { EntryRow } from "../store/rows.ts";
import { type BroughtBytes, createAuthorRoom } from "./author-room.ts";
import type { Carriable } from "./couriers.ts";
import type { MeetingPorts } from "./ports.ts";
import { createStatementRoom } from "./statement-room.ts";
import { admitUnknown } from "./unknown-authors.ts";

/** The key value of what each author brought. */
const BROUGHT = "broughtByHand";
/** Statements taken in one turn: the authority is computed for each. */
const STATEMENTS_A_TURN = 1_000;
/** The second time those find their issuers that stood behind them. */
const PASSES = 2;
/** Bytes of entries taken in one turn: nobody takes more than that beyond its room. */
const BYTES_A_TURN = 128 * 1024;

/** Takes statements in, issuers first. Answers how many found no room. */
export async function takeStatementsByHand(
  { replica, database }: MeetingPorts,
  statements: readonly Statement[],
): Promise<number> {
  const choose = createStatementRoom();
  let waiting = statements.toSorted((left, right) => orderOf(left) - orderOf(right));
  for (let pass = 0; pass < PASSES && waiting.length > 0; pass += 1) {
    for (let start = 0; start < waiting.length; start += STATEMENTS_A_TURN)
      await replica.addStatements(waiting.slice(start, start + STATEMENTS_A_TURN), [], choose);
    const held = await database.statements.bulkGet(waiting.map(({ id }) => id));
    waiting = waiting.filter((_item, index) => held[index] === undefined);
  }
  return waiting.length;
}

const HIGHEST: readonly Role[] = ["root", "admin", "officer"];

/** Certificates before those that they issue, then what is about who is certified. */
function orderOf({ body }: Statement): number {
  if (body.type !== "certificate") return HIGHEST.length + 2;
  if (body.role === "member") return HIGHEST.length + 1;
  return HIGHEST.includes(body.role) ? HIGHEST.indexOf(body.role) : HIGHEST.length;
}

/** What became of entries that this device may read. */
export interface TakenEntries {
  /** Handed to the replica and held. */
  readonly taken: readonly Carriable[];
  readonly leftBehind: number;
  /** Their authors are known, and did not sign them: they are nowhere. */
  readonly damaged: number;
}

/** Takes entries in: receipts first, so that what they cover is not sent on; then incidents, which reports are about. */
export async function takeEntriesByHand(
  ports: MeetingPorts,
  entries: readonly Carriable[],
): Promise<TakenEntries> {
  const admitted = await admitUnknown(ports, entries);
  const before = await ports.database.keyValues.get(BROUGHT);
  const room = createAuthorRoom(ports.replica, (before?.value ?? []) as BroughtBytes);
  const taken: Carriable[] = [];
  let { leftBehind } = admitted;
  let damaged = 0;
  for (const part of inTurns(admitted.taken.toSorted(byUse))) {
    const isOver = damaged > BAD_SIGNATURES_MAX;
    const items = isOver
      ? []
      : part.filter(({ entry, bytes }) => room.has(entry.author, bytes.length));
    leftBehind += part.length - items.length;
    if (items.length === 0) continue;
    const ids = items.map(({ entryId }) => entryId);
    const heldBefore = await ports.database.entries.bulkGet(ids);
    await ports.replica.receive(toArrivals(items));
    const held = await ports.database.entries.bulkGet(ids);
    for (const [index, item] of items.entries()) {
      const row = held[index];
      if (row === undefined) damaged += 1;
      else taken.push(item);
      const added = verifiedBytes(row) - verifiedBytes(heldBefore[index]);
      if (added > 0) room.note(item.entry.author, added);
    }
  }
  if (taken.length > 0) await ports.database.keyValues.put({ key: BROUGHT, value: room.brought() });
  return { taken, leftBehind, damaged };
}

/** A husk is held again and again: what brings nothing must not use up its author's room. */
function verifiedBytes(row: EntryRow | undefined): number {
  return row?.signedBy === undefined ? 0 : row.bytes.length;
}

function inTurns(items: readonly Carriable[]): readonly (readonly Carriable[])[] {
  const parts: Carriable[][] = [];
  let bytesLeft = 0;
  for (const item of items) {
    const last = parts.at(-1);
    const { length } = item.bytes;
    if (last === undefined || last.length >= ENTRIES_A_TURN || bytesLeft < length) {
      parts.push([item]);
      bytesLeft = BYTES_A_TURN - length;
      continue;
    }
    last.push(item);
    bytesLeft -= length;
  }
  return parts;
}

const FIRST: readonly StreamName[] = ["receipts", "members"];

function byUse(left: Carriable, right: Carriable): number {
  return placeOf(left.stream) - placeOf(right.stream);
}

function placeOf(stream: StreamName): number {
  return (FIRST.indexOf(stream) + FIRST.length + 1) % (FIRST.length + 1);
}

function toArrivals(entries: readonly Carriable[]): readonly Arrival[] {
  return [...groupBy(entries, ({ stream }) => stream)].map(([stream, list]) => ({
    stream,
    messages: list.map(({ bytes }) => ({ bytes, relayedAtSeconds: undefined })),
  }));
}
