/**
 * Taking in what another device brought, by QR or as a file: handed to the replica as if a relay had brought it. [MEET2]
 *
 * Nothing here is trusted more for having come in person. What this device may read goes the way of all entries; what it may
 * not is carried (couriers.ts). Taking the same in twice changes nothing.
 */
import { type EntryId, recordIdOf } from "@tomoshibi/shared/base/ids.ts";
import { type Result, err, ok } from "@tomoshibi/shared/base/result.ts";
import { parcelOf } from "@tomoshibi/shared/meeting/parcel.ts";
import type { StreamName } from "@tomoshibi/shared/entry/stream-name.ts";
import { standingsOf } from "@tomoshibi/shared/membership/authority.ts";
import { isOfficer } from "@tomoshibi/shared/membership/standing.ts";
import { decodeStatement } from "@tomoshibi/shared/membership/statement.ts";
import { householdOf } from "@tomoshibi/shared/records/household.ts";
import { decodePayload } from "@tomoshibi/shared/records/payload.ts";
import type { Report } from "@tomoshibi/shared/records/record.ts";
import { readEntry } from "@tomoshibi/shared/sync/apply.ts";
import type { EngineFailure, TakenIn, TakenReport } from "../api.ts";
import type { EntryRow } from "../store/rows.ts";
import { type Carriable, carry } from "./couriers.ts";
import type { MeetingPorts } from "./ports.ts";
import { takeEntriesByHand, takeStatementsByHand } from "./take-by-hand.ts";

/** Takes in a QR code's text or a file. Errors: notAllowed before joining; all that is wrong with the input is an answer. */
export async function takeIn(
  ports: MeetingPorts,
  input: string | Uint8Array,
): Promise<Result<TakenIn, EngineFailure>> {
  const { replica } = ports;
  const { identity } = replica;
  if (identity === undefined) return err({ type: "notAllowed" });
  const parcel = parcelOf(identity.association, input);
  if (typeof parcel === "string") return ok({ type: parcel });
  // Receipts of what was here before are not mixed with the one that may be shown back, which has to fit one code.
  if (typeof input === "string" && isOfficersDevice(ports)) await replica.writeReceipt();

  const statements = parcel.statements.flatMap(
    (bytes) => decodeStatement(identity.association, bytes) ?? [],
  );
  const heldStatements = await ports.database.statements.bulkGet(statements.map(({ id }) => id));
  const withoutRoom = await takeStatementsByHand(ports, statements);
  const sorted = await sortEntries(ports, parcel.entries);
  const entries = await takeEntriesByHand(ports, sorted.readable);
  const carried = await carry(ports, sorted.unreadable);
  const damagedStatements = parcel.statements.length - statements.length;
  const newStatements = statements.filter((_item, index) => heldStatements[index] === undefined);
  // A damaged copy of a certificate is another statement; like one whose issuer is not known yet, it is held and has no force.
  const counted = newStatements.filter(({ id }) => replica.authority?.counted.has(id)).length;
  const fate = await fateOf(ports, entries.taken);
  return ok({
    type: "taken",
    ...fate,
    others: fate.others + counted,
    kept: fate.kept + newStatements.length - withoutRoom - counted,
    carried: carried.taken,
    leftBehind: withoutRoom + entries.leftBehind + carried.leftBehind,
    known: sorted.known + carried.known,
    damaged: damagedStatements + sorted.damaged + entries.damaged + carried.damaged + fate.damaged,
    applied: [...fate.applied, ...sorted.knownApplied],
  });
}

interface SortedEntries {
  readonly readable: readonly Carriable[];
  readonly unreadable: readonly Carriable[];
  readonly known: number;
  /** Of others, and applied here before: their author may have come for the receipt. */
  readonly knownApplied: readonly EntryId[];
  readonly damaged: number;
}

/** Tells what is new, and which of it this device may read. */
async function sortEntries(
  { replica, database }: MeetingPorts,
  entries: readonly { readonly stream: StreamName; readonly bytes: Uint8Array }[],
): Promise<SortedEntries> {
  const { identity } = replica;
  if (identity === undefined) throw new Error("Broken invariant: sorting before joining");
  const { association, device } = identity;
  const byId = new Map<EntryId, Carriable>();
  let damaged = 0;
  for (const { stream, bytes } of entries) {
    const named = readEntry({ association, stream }, bytes);
    if (named === undefined) damaged += 1;
    else byId.set(named.entryId, { ...named, stream, bytes });
  }
  const all = [...byId.values()];
  const held = await database.entries.bulkGet(all.map(({ entryId }) => entryId));
  // A copy that was never verified may be the damaged one: the replica looks at it again.
  const isKnown = (index: number) =>
    held[index]?.signedBy !== undefined && held[index]?.reason !== "husk";
  const fresh = all.filter((_item, index) => !isKnown(index));
  const readableStreams = new Set(replica.wantedStreams());
  return {
    readable: fresh.filter(({ stream }) => readableStreams.has(stream)),
    unreadable: fresh.filter(({ stream }) => !readableStreams.has(stream)),
    known: all.length - fresh.length,
    knownApplied: held.flatMap((row) =>
      row?.state === "applied" && row.author !== device ? [row.entryId] : [],
    ),
    damaged,
  };
}

interface Fate {
  readonly reports: readonly TakenReport[];
  readonly others: number;
  readonly kept: number;
  readonly damaged: number;
  readonly received: number;
  readonly applied: readonly EntryId[];
}

/** What became of the entries that went to the replica. */
async function fateOf(ports: MeetingPorts, taken: readonly Carriable[]): Promise<Fate> {
  const held = await ports.database.entries.bulkGet(taken.map(({ entryId }) => entryId));
  const rows = held.filter((row): row is EntryRow => row !== undefined);
  const applied = rows.filter(({ state }) => state === "applied");
  const reports: TakenReport[] = [];
  // Who corrected a report brought both: what counts is the last.
  const superseded = new Set(applied.flatMap((row) => reportIn(row)?.supersedes ?? []));
  for (const row of applied) {
    if (superseded.has(recordIdOf(row.entryId))) continue;
    const report = await takenReport(ports, row);
    if (report !== undefined) reports.push(report);
  }
  const damaged = rows.filter(({ reason }) => reason === "badSignature").length;
  return {
    reports,
    others: applied.length - reports.length,
    kept: rows.length - applied.length - damaged,
    damaged,
    received: await countReceived(ports, applied),
    applied: applied
      .filter(({ author, kind }) => author !== ports.replica.identity?.device && kind !== "receipt")
      .map(({ entryId }) => entryId),
  };
}

async function takenReport(
  { database, replica }: MeetingPorts,
  row: EntryRow,
): Promise<TakenReport | undefined> {
  const report = reportIn(row);
  if (report === undefined || replica.authority === undefined) return undefined;
  const [author] = standingsOf(replica.authority, row.author);
  const household = await database.households.get(householdOf(report, author?.household ?? 0));
  const { incident, subjects } = report;
  return {
    ...{ recordId: recordIdOf(row.entryId), incident, subjects },
    ...{ mark: household?.mark ?? "", name: household?.name ?? "" },
  };
}

function reportIn({ payload }: EntryRow): Report | undefined {
  const decoded = payload && decodePayload(payload);
  return decoded?.kind === "report" ? decoded : undefined;
}

/** Own entries that the receipts among these list. */
async function countReceived(
  { database, replica }: MeetingPorts,
  rows: readonly EntryRow[],
): Promise<number> {
  const listed = rows.flatMap(({ payload }) => {
    const decoded = payload && decodePayload(payload);
    return decoded?.kind === "receipt" ? decoded.entries : [];
  });
  if (listed.length === 0) return 0;
  const own = await database.entries.bulkGet([...new Set(listed)]);
  return own.filter((row) => row?.author === replica.identity?.device).length;
}

function isOfficersDevice({ replica: { authority, identity } }: MeetingPorts): boolean {
  if (authority === undefined || identity === undefined) return false;
  return standingsOf(authority, identity.device).some(isOfficer);
}
