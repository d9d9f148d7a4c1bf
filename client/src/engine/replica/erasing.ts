/**
 * Erasing in the replica: what an officer, or the author, wants gone is planned as records; what applied records list becomes
 * husks. [ERA1]
 *
 * Invariants: only content goes: who wrote how much and when stays, and so do the counts of an incident. What was listed is
 * erased whether it was here before the record, or comes after it.
 *
 * Loaded by eraser.ts, and with what ends a household.
 */
import { type EntryId, type IncidentId, recordIdOf } from "@tomoshibi/shared/base/ids.ts";
import { decodeDigest } from "@tomoshibi/shared/checkpoints/digest.ts";
import type { StreamName } from "@tomoshibi/shared/entry/stream-name.ts";
import { standingsOf } from "@tomoshibi/shared/membership/authority.ts";
import { secondsOf } from "@tomoshibi/shared/records/fields.ts";
import { householdOf } from "@tomoshibi/shared/records/household.ts";
import {
  ERASED_ENTRIES_MAX,
  type Erased,
  type IncidentSummed,
  SUM_FIELDS,
} from "@tomoshibi/shared/records/record.ts";
import { endedAtMs } from "@tomoshibi/shared/safety/ended-at.ts";
import { incidentShowing } from "@tomoshibi/shared/safety/incidents.ts";
import {
  type Erasure,
  MEMBER_ERASED_ENTRIES_MAX,
  MEMBER_ERASED_STREAMS_MAX,
  erasuresByEntry,
  holdsDocuments,
  huskBytes,
  mayErase,
} from "@tomoshibi/shared/sync/erasing.ts";
import type { EraseGroupMessage, EraseReports, ErasingCommand, Intent } from "../commands.ts";
import type { EntryRow } from "../store/rows.ts";
import type { IncidentView } from "../views.ts";
import { hasReport, incidentViews } from "../views/incidents-view.ts";
import { isOfficersReplica } from "../views/desk-replica.ts";
import { type Batch, createBatch, putRow, setDelivery } from "./batch.ts";
import { type Engine, commitBatch } from "./engine.ts";
import { hereIn, summedEntries } from "./generations-of.ts";
import { type HeldEntry, KEY_VALUES, type Memory, ownStanding, rebuildRecords } from "./memory.ts";
import type { PlannedWrite } from "./plan.ts";
import { listSummedUp } from "./summed-up.ts";

/** Entries erased in one turn; a check-in may be waiting to be sealed. */
const ERASED_A_TURN = 256;

/** Plans a command. Inside a transaction. Errors: undefined while it has to wait; "failed" when it waits for what never comes. */
export async function planErasure(
  engine: Engine,
  memory: Memory,
  command: ErasingCommand,
): Promise<readonly PlannedWrite[] | "failed" | undefined> {
  if (command.type === "eraseReports") return planReports(engine, memory, command);
  if (command.type === "eraseGroupMessage") return planMessage(memory, command);
  const byStream = await listSummedUp(engine, memory, command);
  if (typeof byStream !== "object") return byStream;
  return erasuresOf(byStream, OFFICERS_PART, secondsOf(command.atMs));
}

/** The counts of an incident first, then what is to be erased. */
async function planReports(
  engine: Engine,
  memory: Memory,
  command: EraseReports,
): Promise<readonly PlannedWrite[]> {
  const atSeconds = secondsOf(command.atMs);
  const isOfficer = command.isOwnOnly !== true && isOfficersReplica(ownStanding(memory));
  const shown =
    command.incident === undefined
      ? undefined
      : incidentShowing(incidentViews(memory), command.incident);
  const about = { ...command, joined: shown?.joined };
  const meant = [...memory.entries.values()].filter(
    (held) =>
      (isOfficer || held.author === memory.identity?.device) && isMeant(memory, held, about),
  );
  const ended = command.household === undefined ? shown : undefined;
  const forms = isOfficer ? formsWith(memory, meant, ended) : [];
  const byStream = new Map<StreamName, EntryId[]>();
  for (const { stream, entryId } of [...meant, ...forms, ...lostReports(memory, meant)])
    byStream.set(stream, [...(byStream.get(stream) ?? []), entryId]);
  // Of one household's words in an incident the counts may go: only where all goes something has to stay.
  const isWhole = isOfficer && command.household === undefined;
  const sum = isWhole ? await sumOf(engine, memory, shown?.incident, atSeconds) : undefined;
  return [
    ...(sum === undefined
      ? []
      : [{ stream: "officers", payload: sum, isOptional: false } as const]),
    ...erasuresOf(byStream, isOfficer ? OFFICERS_PART : MEMBERS_PART, atSeconds),
  ];
}

/**
 * Reports whose copies are held and that are not: the device was restored from a backup, and its own reports are for officers. A copy
 * names half of an id; receipts name the whole.
 */
function lostReports(
  memory: Memory,
  meant: readonly HeldEntry[],
): readonly { readonly stream: StreamName; readonly entryId: EntryId }[] {
  const copied = new Set(
    meant.flatMap(({ payload }) => (payload?.kind === "reportCopy" ? payload.report : [])),
  );
  if (copied.size === 0) return [];
  return [...memory.covered.keys()]
    .filter((id) => !memory.entries.has(id) && copied.has(recordIdOf(id)))
    .map((entryId) => ({ stream: "safety", entryId }));
}

/** One message to a group: an own one, or anybody's on an officer's device. */
function planMessage(
  memory: Memory,
  { message, atMs }: EraseGroupMessage,
): readonly PlannedWrite[] | "failed" {
  const held = memory.entries.get(memory.records.entryByRecord.get(message) ?? ("" as EntryId));
  if (held?.payload?.kind !== "groupMessage") return "failed";
  const author = memory.identity?.device;
  const isByOfficer = isOfficersReplica(ownStanding(memory));
  if (author === undefined || !mayErase({ author, isByOfficer }, held)) return "failed";
  return erasuresOf(new Map([[held.stream, [held.entryId]]]), MEMBERS_PART, secondsOf(atMs));
}

/** The records that list entries, as many as it takes. */
export function erasuresOf(
  byStream: ReadonlyMap<StreamName, readonly EntryId[]>,
  part: Part,
  atSeconds: number,
): readonly PlannedWrite[] {
  return inParts(byStream, part).map((entries) => ({
    stream: "erasures",
    payload: { kind: "erased", entries, atSeconds } satisfies Erased,
    isOptional: false,
  }));
}

/**
 * Turns into husks what applied records list, as far as their authors may. Answers whether there may be more.
 *
 * Outbox rows stay, and deliver nothing any more; what an own intent said is erased with its record. [DEL3]
 */
export async function eraseListed(engine: Engine, memory: Memory): Promise<boolean> {
  const due = dueEntries(engine, memory).slice(0, ERASED_A_TURN);
  if (due.length === 0) return false;
  const batch = createBatch();
  batch.touched.isAll = true;
  batch.touched.isKept = true;
  await commitBatch(
    engine,
    memory,
    batch,
    async () => {
      const rows = await engine.database.entries.bulkGet(due.map(({ entryId }) => entryId));
      for (const row of rows) if (row !== undefined) eraseRow(batch, memory, row);
      await eraseIntents(engine, memory, due);
      if (due.some(({ entryId }) => memory.refused.delete(entryId)))
        batch.keyValues.set(KEY_VALUES.refused, [...memory.refused]);
      rebuildRecords(memory);
    },
    { withIntents: true },
  );
  return due.length === ERASED_A_TURN;
}

/** What reports are meant, with the incidents that are joined to theirs. */
export interface About extends Pick<EraseReports, "incident" | "household"> {
  readonly joined: readonly IncidentId[] | undefined;
}

/** Reports and copies of them, those beyond a revocation's bound too; and what summed them up. */
export function isMeant(memory: Memory, held: HeldEntry, about: About): boolean {
  const { payload } = held;
  if (payload?.kind === "checkpoint") return isSumOf(payload.digest, about);
  if (payload?.kind !== "report" && payload?.kind !== "reportCopy") return false;
  const report = payload.kind === "report" ? payload : payload.content;
  const { joined, incident, household } = about;
  if (incident !== undefined && !(joined ?? [incident]).includes(report.incident)) return false;
  if (household === undefined) return incident !== undefined;
  const [author] = memory.authority === undefined ? [] : standingsOf(memory.authority, held.author);
  return householdOf(report, author?.household ?? 0) === household;
}

/** A digest says of each household how it is: that goes with what it was counted from. [DOC4] */
function isSumOf(bytes: Uint8Array, { joined, incident, household }: About): boolean {
  return (decodeDigest(bytes)?.incidents ?? []).some((said) => {
    if (incident !== undefined && !(joined ?? [incident]).includes(said.incident)) return false;
    const households = [...said.total, ...said.outside];
    if (household === undefined) return incident !== undefined;
    return households.some((one) => one.household === household);
  });
}

/**
 * Forms that became these reports; and all that came before the incident was closed, which nobody needs any more: but for those that
 * may speak of another one, for nobody may have read them yet. [FORM3]
 */
export function formsWith(
  memory: Memory,
  reports: readonly HeldEntry[],
  ended: Pick<IncidentView, "incident" | "closedAtMs" | "ended"> | undefined,
): readonly HeldEntry[] {
  const others = incidentViews(memory).filter(({ incident }) => incident !== ended?.incident);
  const isOfAnother = (atMs: number) =>
    others.some((one) => {
      const wasOpen = one.openedAtMs <= atMs && atMs <= (endedAtMs(one) ?? 0);
      // Where the reports have gone too, nothing is waited for.
      return one.isOpen || (wasOpen && hasReport(memory, one));
    });
  const endMs = (ended && endedAtMs(ended)) ?? 0;
  const isOver = (atMs: number) => atMs <= endMs && !isOfAnother(atMs);
  const gone = new Set(reports.map(({ entryId }) => recordIdOf(entryId)));
  const adopted = new Set(
    memory.records.heldDecisions.flatMap(({ content: { held, report } }) =>
      report !== undefined && gone.has(report) ? [held] : [],
    ),
  );
  return [...memory.entries.values()].filter(
    ({ reason, entryId, arrivedAtMs }) =>
      reason === "form" && (adopted.has(recordIdOf(entryId)) || isOver(arrivedAtMs)),
  );
}

/** What one erasure has room for. */
export interface Part {
  readonly idsMax: number;
  readonly streamsMax: number;
}

/** Of an officer's. */
export const OFFICERS_PART: Part = { idsMax: ERASED_ENTRIES_MAX, streamsMax: ERASED_ENTRIES_MAX };
/** What a member's device may say in one entry, and a relay goes through for it. */
const MEMBERS_PART: Part = {
  idsMax: MEMBER_ERASED_ENTRIES_MAX,
  streamsMax: MEMBER_ERASED_STREAMS_MAX,
};

function inParts(
  byStream: ReadonlyMap<StreamName, readonly EntryId[]>,
  { idsMax, streamsMax }: Part,
): readonly Erased["entries"][] {
  const parts: { stream: StreamName; ids: EntryId[] }[][] = [];
  let room = 0;
  for (const [stream, ids] of byStream)
    for (let start = 0; start < ids.length;) {
      if (room === 0 || (parts.at(-1)?.length ?? 0) >= streamsMax) {
        parts.push([]);
        room = idsMax;
      }
      const taken = ids.slice(start, start + room);
      parts.at(-1)?.push({ stream, ids: taken });
      start += taken.length;
      room -= taken.length;
    }
  return parts;
}

/** The counts as the board shows them now; undefined where there is no board, or its counts were written down before. */
export async function sumOf(
  engine: Engine,
  memory: Memory,
  incident: IncidentId | undefined,
  atSeconds: number,
): Promise<IncidentSummed | undefined> {
  const isSummed = memory.records.sums.some(({ content }) => content.incident === incident);
  if (incident === undefined || isSummed) return undefined;
  const board = await engine.database.boardCounts.get([incident, 0]);
  if (board === undefined) return undefined;
  const counts = Object.fromEntries(
    SUM_FIELDS.map((name) => [name, board.counts[name]]),
  ) as IncidentSummed["counts"];
  return { kind: "incidentSummed", incident, counts, atSeconds };
}

/**
 * Where documents are, only what a later generation sums up: the rest is no officer's to erase here. What members read too waits until
 * it can be read, for a generation that leaves out what a change said erases nothing of it. [DOC3]
 */
function dueEntries({ tools }: Engine, memory: Memory): readonly HeldEntry[] {
  let found: ReadonlySet<EntryId> | undefined;
  const read = tools.documents?.writesOf;
  const summed = () => (found ??= summedEntries(memory, hereIn(memory), read));
  tools.isReadingOwed = false;
  const erasures = memory.records.erasures.map((erasure) => ({
    erasure: erasure as Erasure,
    ids: erasure.content.entries.flatMap(({ ids }) => ids),
  }));
  return [...erasuresByEntry(erasures)].flatMap(([id, by]) => {
    const held = memory.entries.get(id);
    if (held === undefined || held.reason === "erased") return [];
    if (!by.some((erasure) => mayErase(erasure, held))) return [];
    if (!holdsDocuments(held.stream)) return [held];
    if (!summed().has(held.entryId)) return [];
    const isOwed = held.stream === "members" && read === undefined;
    if (isOwed) tools.isReadingOwed = true;
    return isOwed ? [] : [held];
  });
}

function eraseRow(batch: Batch, memory: Memory, row: EntryRow): void {
  putRow(batch, memory, {
    ...row,
    bytes: huskBytes(row.bytes) ?? row.bytes,
    variants: [],
    state: "kept",
    reason: "erased",
    payload: undefined,
    kind: undefined,
    incident: undefined,
  });
  const delivery = memory.outbox.get(row.entryId);
  if (delivery !== undefined)
    setDelivery(batch, memory, row.entryId, { ...delivery, isDelivered: false, refillAt: [] });
}

/** What this device's person wrote stands in the intent too. */
async function eraseIntents(
  { database }: Engine,
  memory: Memory,
  due: readonly HeldEntry[],
): Promise<void> {
  const ids = due.flatMap(({ entryId }) => memory.intentByRecord.get(recordIdOf(entryId)) ?? []);
  const intents = ids.length === 0 ? [] : await database.intents.bulkGet(ids);
  for (const intent of intents)
    if (intent !== undefined) await database.intents.put(emptied(intent));
}

function emptied(intent: Intent): Intent {
  const { command } = intent;
  switch (command.type) {
    case "reportSafety":
      return { ...intent, command: { ...command, subjects: [], comment: "", place: undefined } };
    case "saveHouseholds":
      return { ...intent, command: { ...command, households: [] } };
    case "setFollowUp":
      return { ...intent, command: { ...command, assignee: "", note: "", seen: [] } };
    case "setPersons":
      return { ...intent, command: { ...command, persons: [] } };
    case "publishCircular":
      return { ...intent, command: { ...command, title: "", body: "" } };
    case "writeGroupMessage":
      return { ...intent, command: { ...command, name: "", text: "" } };
    default:
      return intent;
  }
}
