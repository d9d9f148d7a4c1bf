/**
 * Couriers: a device takes sealed entries that it cannot read, and hands them in at a relay. [MEET3]
 *
 * Invariants: what no relay has named as stored is never dropped, unless it was erased; what one has is kept until a week after a receipt
 * listed it, or a month (letting-go.ts), and until the receipt handed in there again and again, a little at a time: the relay may have lost it, and
 * this device, which reads neither the stream nor perhaps any other there, would not notice. Taken is only what its author signed, as far as
 * the author is known here. Nobody's entry is ever said to be received on a courier's word: receipts alone say that.
 */
import { groupBy } from "@tomoshibi/shared/base/group-by.ts";
import type { DeviceId, EntryId } from "@tomoshibi/shared/base/ids.ts";
import { type Result, ok } from "@tomoshibi/shared/base/result.ts";
import { type Entry, isSignedBy } from "@tomoshibi/shared/entry/entry.ts";
import type { StreamName } from "@tomoshibi/shared/entry/stream-name.ts";
import { BAD_SIGNATURES_MAX } from "@tomoshibi/shared/meeting/parcel.ts";
import { standingsOf } from "@tomoshibi/shared/membership/authority.ts";
import type { Bundle, BundleAnswer } from "@tomoshibi/shared/relay-api/bundle.ts";
import { BODY_BYTES_MAX, BUNDLE_ENTRIES_MAX } from "@tomoshibi/shared/relay-api/paths.ts";
import { pushInParts } from "../driver/push.ts";
import { AGAIN_MS } from "../replica/delivery.ts";
import { ENTRIES_A_TURN } from "../replica/receive.ts";
import type { CarriedRow } from "../store/rows.ts";
import type { Transport, TransportFailure } from "../transports/transport.ts";
import { addTo, hasHeldOffice, hasRecorded } from "./author-room.ts";
import { type IsErased, letGo, readErasures } from "./letting-go.ts";
import type { MeetingPorts } from "./ports.ts";

/** Bytes of entries that a device carries for others. */
export const CARRIED_BYTES_MAX = 5_000_000;
/** Of these, what other groups' entries may take: the own group's always find room before them. */
export const OTHER_GROUPS_BYTES_MAX = 4_000_000;
/** What entries may take whose author is not known here, so that nobody can tell whether they are anything at all. */
export const UNKNOWN_BYTES_MAX = 500_000;
/** What a household without an office may take of it: its reports are small. */
export const HOUSEHOLD_CARRIED_BYTES_MAX = 500_000;
/** Bytes that one contact hands in again of what the relay had named; the rest follows, the least lately named first. */
export const AGAIN_BYTES_MAX = 32 * 1024;
/** Requests of one contact; the rest follows with the next. */
const PUSHES_MAX = 12;
/** Bytes of one bundle; the rest of a request's limit is its frame. */
const BUNDLE_BYTES_MAX = BODY_BYTES_MAX - 64 * 1024;

/** An entry that may be carried. */
export interface Carriable {
  readonly entryId: EntryId;
  readonly entry: Entry;
  readonly stream: StreamName;
  readonly bytes: Uint8Array;
}

/** What became of what somebody brought. */
export interface CarryOutcome {
  readonly taken: number;
  readonly known: number;
  readonly leftBehind: number;
  readonly damaged: number;
}

/** Takes entries along, the own group's first, as far as there is room; in parts, so that a check-in gets its turn. */
export async function carry(
  ports: MeetingPorts,
  items: readonly Carriable[],
  badSignaturesMax: number = BAD_SIGNATURES_MAX,
): Promise<CarryOutcome> {
  const outcome = { taken: 0, known: 0, leftBehind: 0, damaged: 0 };
  if (items.length === 0) return outcome;
  await letGo(ports);
  const ownGroup = await ownGroupOf(ports);
  const isErased = await readErasures(ports);
  const held = (await ports.database.carried.toArray()).filter(
    ({ receivedAtMs }) => receivedAtMs === undefined,
  );
  const room: Room = {
    ...roomLeft(ports, held, ownGroup),
    badSignaturesLeft: badSignaturesMax,
  };
  const placed = items
    .map((item) => {
      const group = groupOf(ports, item.entry);
      const household = householdOf(ports, item.entry.author);
      return { item, group, household, place: placeOf(group, ownGroup) };
    })
    .toSorted((left, right) => left.place - right.place);
  for (let start = 0; start < placed.length; start += ENTRIES_A_TURN) {
    const next = placed.slice(start, start + ENTRIES_A_TURN);
    const part = await carryPart(ports, next, room, isErased);
    outcome.taken += part.taken;
    outcome.known += part.known;
    outcome.leftBehind += part.leftBehind;
    outcome.damaged += part.damaged;
  }
  return outcome;
}

interface Placed {
  readonly item: Carriable;
  readonly group: number;
  /** undefined for who is unknown, or has an office. */
  readonly household: number | undefined;
  readonly place: number;
}

/** One transaction. What finds no room costs no signature check. */
async function carryPart(
  { database, clock, ...ports }: MeetingPorts,
  items: readonly Placed[],
  room: Room,
  isErased: IsErased,
): Promise<CarryOutcome> {
  const arrivedAtMs = clock.nowMs();
  const ids = items.map(({ item }) => item.entryId);
  const held = new Set((await database.carried.bulkGet(ids)).map((row) => row?.entryId));
  const outcome = { taken: 0, known: 0, leftBehind: 0, damaged: 0 };
  const rows: CarriedRow[] = [];
  for (const placed of items) {
    const { item, group } = placed;
    const { entryId, stream, bytes, entry } = item;
    // Of what was erased everybody has a husk, or will.
    if (held.has(entryId) || isErased({ entryId, stream, author: entry.author }))
      outcome.known += 1;
    else if (!hasRoom(room, placed, bytes.length)) outcome.leftBehind += 1;
    else if (room.badSignaturesLeft === 0) outcome.leftBehind += 1;
    else if (!isGenuine(ports, item)) {
      outcome.damaged += 1;
      room.badSignaturesLeft -= 1;
    } else {
      takeRoom(room, placed, bytes.length);
      rows.push({
        ...{ entryId, stream, author: entry.author, group, bytes, arrivedAtMs },
        ...{ relays: [], refusedAtMs: undefined },
      });
    }
  }
  await database.carried.bulkPut(rows);
  return { ...outcome, taken: rows.length };
}

/**
 * Hands in, at a relay, what it has not named yet, the own group's first, and some of what it had named and no receipt lists. An answer
 * that covers some by receipts is taken as from any contact.
 *
 * Errors: those of the transport; what was answered before is marked, and the rest stays due.
 */
export async function handInCarried(
  ports: MeetingPorts,
  transport: Pick<Transport, "push">,
  relayKey: string,
): Promise<Result<void, TransportFailure>> {
  const { replica } = ports;
  const { identity } = replica;
  if (identity === undefined) return ok(undefined);
  await letGo(ports);
  const due = await dueAt(ports, relayKey);
  for (const part of inBundles(due).slice(0, PUSHES_MAX)) {
    const { association, device: sender } = identity;
    const bundle = bundleOf({ association, sender }, part);
    const answer = await pushInParts(transport, bundle, new Set());
    if (!answer.ok) return answer;
    await markNamed(ports, relayKey, answer.value);
    // Receipts in it are the replica's.
    await replica.answered(relayKey, answer.value);
  }
  if (due.length > 0) await letGo(ports);
  return ok(undefined);
}

async function dueAt(ports: MeetingPorts, relayKey: string): Promise<readonly CarriedRow[]> {
  const ownGroup = await ownGroupOf(ports);
  const carried = (await ports.database.carried.toArray()).filter(
    (row) => row.receivedAtMs === undefined && !isRefusedLately(ports, row),
  );
  const placed = carried
    .filter(({ relays }) => !relays.includes(relayKey))
    .toSorted((left, right) => placeOf(left.group, ownGroup) - placeOf(right.group, ownGroup));
  return [...placed, ...dueAgain(ports, carried, relayKey)];
}

/** What the relay named a while ago, as far as there is room. */
function dueAgain(
  { clock }: MeetingPorts,
  carried: readonly CarriedRow[],
  relayKey: string,
): readonly CarriedRow[] {
  const nowMs = clock.nowMs();
  const namedAtMs = (row: CarriedRow) => row.namedAtMs?.[relayKey] ?? row.arrivedAtMs;
  let bytesLeft = AGAIN_BYTES_MAX;
  return carried
    .filter((row) => row.relays.includes(relayKey) && Math.abs(nowMs - namedAtMs(row)) >= AGAIN_MS)
    .toSorted((left, right) => namedAtMs(left) - namedAtMs(right))
    .filter(({ bytes }) => {
      const isNext = bytesLeft > 0;
      bytesLeft -= bytes.length;
      return isNext;
    });
}

async function ownGroupOf({ database }: MeetingPorts): Promise<number> {
  return (await database.profile.get("me"))?.group ?? 0;
}

/** The group of the author's household; 0 when the author is not known here. */
function groupOf({ replica: { authority } }: MeetingPorts, { author }: Entry): number {
  return (authority && standingsOf(authority, author)[0]?.group) ?? 0;
}

function householdOf(
  { replica: { authority } }: Pick<MeetingPorts, "replica">,
  author: DeviceId,
): number | undefined {
  const standings = authority === undefined ? [] : standingsOf(authority, author);
  const hasOffice = standings.some((standing) => hasHeldOffice(standing) || hasRecorded(standing));
  return hasOffice ? undefined : standings[0]?.household;
}

/** False for what claims an author that is known here and did not sign it. */
function isGenuine(
  { replica }: Pick<MeetingPorts, "replica">,
  { stream, entry }: Carriable,
): boolean {
  const { identity, authority } = replica;
  if (identity === undefined || authority === undefined) return false;
  const place = { association: identity.association, stream };
  const candidates = standingsOf(authority, entry.author);
  return (
    candidates.length === 0 || candidates.some(({ signKey }) => isSignedBy(place, entry, signKey))
  );
}

function isRefusedLately({ clock }: MeetingPorts, { refusedAtMs }: CarriedRow): boolean {
  return refusedAtMs !== undefined && Math.abs(clock.nowMs() - refusedAtMs) < AGAIN_MS;
}

/** The own group first, then others, then authors that nobody here knows. */
function placeOf(group: number, ownGroup: number): number {
  if (group === 0) return 2;
  return group === ownGroup ? 0 : 1;
}

/** Bytes left, in all and for those who do not come first; bytes that households have taken; checks that may fail. */
interface Room {
  all: number;
  others: number;
  unknown: number;
  readonly households: Map<number, number>;
  badSignaturesLeft: number;
}

function roomLeft(
  ports: Pick<MeetingPorts, "replica">,
  held: readonly CarriedRow[],
  ownGroup: number,
): Omit<Room, "badSignaturesLeft"> {
  const households = new Map<number, number>();
  for (const { author, bytes } of held) addTo(households, householdOf(ports, author), bytes.length);
  const bytesAt = (isCounted: (place: number) => boolean) =>
    held
      .filter(({ group }) => isCounted(placeOf(group, ownGroup)))
      .reduce((total, { bytes }) => total + bytes.length, 0);
  return {
    all: CARRIED_BYTES_MAX - bytesAt(() => true),
    others: OTHER_GROUPS_BYTES_MAX - bytesAt((place) => place > 0),
    unknown: UNKNOWN_BYTES_MAX - bytesAt((place) => place === 2),
    households,
  };
}

function hasRoom(room: Room, { place, household }: Placed, byteCount: number): boolean {
  const taken = household === undefined ? 0 : (room.households.get(household) ?? 0);
  if (household !== undefined && taken + byteCount > HOUSEHOLD_CARRIED_BYTES_MAX) return false;
  if (place > 0 && room.others < byteCount) return false;
  if (place === 2 && room.unknown < byteCount) return false;
  return room.all >= byteCount;
}

function takeRoom(room: Room, { place, household }: Placed, byteCount: number): void {
  room.all -= byteCount;
  addTo(room.households, household, byteCount);
  if (place > 0) room.others -= byteCount;
  if (place === 2) room.unknown -= byteCount;
}

function inBundles(rows: readonly CarriedRow[]): readonly (readonly CarriedRow[])[] {
  const parts: CarriedRow[][] = [];
  let bytesLeft = 0;
  for (const row of rows) {
    const last = parts.at(-1);
    if (last === undefined || bytesLeft < row.bytes.length || last.length >= BUNDLE_ENTRIES_MAX) {
      parts.push([row]);
      bytesLeft = BUNDLE_BYTES_MAX - row.bytes.length;
      continue;
    }
    last.push(row);
    bytesLeft -= row.bytes.length;
  }
  return parts;
}

function bundleOf(
  from: Pick<Bundle, "association" | "sender">,
  rows: readonly CarriedRow[],
): Bundle {
  const byStream = groupBy(rows, ({ stream }) => stream);
  const streams = [...byStream].map(([stream, list]) => ({
    stream,
    entries: list.map(({ bytes }) => bytes),
  }));
  return { ...from, statements: [], streams };
}

/** accepted, known and intake mean fsynced; later and refused mean nothing: it stays due, and here. [REL2] [DEL3] */
async function markNamed(
  { database, clock }: MeetingPorts,
  relayKey: string,
  answer: BundleAnswer,
): Promise<void> {
  const answered = answer.entries.filter(({ verdict }) => verdict !== "later");
  const nowMs = clock.nowMs();
  await database.transaction("rw", ["carried"], async () => {
    const rows = await database.carried.bulkGet(answered.map(({ id }) => id as EntryId));
    const marked = rows.flatMap((row, index): readonly CarriedRow[] => {
      if (row === undefined) return [];
      if (answered[index]?.verdict === "refused") return [{ ...row, refusedAtMs: nowMs }];
      const relays = [...new Set([...row.relays, relayKey])];
      return [{ ...row, relays, namedAtMs: { ...row.namedAtMs, [relayKey]: nowMs } }];
    });
    await database.carried.bulkPut(marked);
  });
}
