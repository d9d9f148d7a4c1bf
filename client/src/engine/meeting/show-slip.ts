/** Showing what this device has to say as a QR code, for another device to take along. [MEET2] */
import Dexie from "dexie";
import {
  type DeviceId,
  type EntryId,
  type IncidentId,
  recordIdOf,
} from "@tomoshibi/shared/base/ids.ts";
import { type Result, err, ok } from "@tomoshibi/shared/base/result.ts";
import type { StreamName } from "@tomoshibi/shared/entry/stream-name.ts";
import {
  SLIP_BYTES_MAX,
  SLIP_ENTRIES_MAX,
  type Slip,
  type SlipEntry,
  slipBytes,
  slipOf,
  slipToText,
} from "@tomoshibi/shared/meeting/slip.ts";
import type { Certificate, StatementOf } from "@tomoshibi/shared/membership/statement.ts";
import { decodePayload } from "@tomoshibi/shared/records/payload.ts";
import type { Payload, Report } from "@tomoshibi/shared/records/record.ts";
import type { EngineFailure, ShownCode } from "../api.ts";
import type { EntryRow } from "../store/rows.ts";
import type { MeetingPorts } from "./ports.ts";

/**
 * Shows this device's reports on an incident that no receipt covers, the most urgent first, with the opening of the incident
 * where this device opened it, as far as one code holds them. [MEET2]
 *
 * Errors: notAllowed before joining; undefined text when nothing is owed, or a long comment leaves no room.
 */
export async function showReports(
  ports: MeetingPorts,
  incident: IncidentId,
): Promise<Result<ShownCode, EngineFailure>> {
  const { replica, database } = ports;
  const { identity } = replica;
  if (identity === undefined) return err({ type: "notAllowed" });
  await replica.drainIntents();
  const joined = (await database.incidents.get(incident))?.joined ?? [incident];
  const owed = await owedEntries(ports, identity.device, "safety");
  const reports = currentReports(owed.rows).filter(({ report }) =>
    joined.some((id) => id === report.incident),
  );
  const openings = (await owedEntries(ports, identity.device, "members")).rows.filter(
    ({ kind, incident: opened }) => kind === "incidentOpened" && joined.some((id) => id === opened),
  );
  const wanted = [...reports.map(({ copies }) => copies), ...openings.map((row) => [row])];
  const certificates = owed.hasReceived ? [] : await ownCertificates(ports, identity.device);
  return ok(
    fit(slipOf(identity.association, { statements: [], entries: [] }), certificates, wanted),
  );
}

/**
 * Shows an officer's receipt for entries that came by QR, so that 役員の端末に届きました is true on the other phone without any
 * network. [DEL1] [DEL2]
 *
 * Errors: notAllowed on a device that is no officer's, or that holds no receipt for them small enough for a code.
 */
export async function showReceipt(
  ports: MeetingPorts,
  entryIds: readonly EntryId[],
): Promise<Result<ShownCode, EngineFailure>> {
  const { replica, database } = ports;
  const { identity } = replica;
  if (identity === undefined) return err({ type: "notAllowed" });
  await replica.writeReceipt();
  const receipts = await database.entries
    .where("kind")
    .equals("receipt")
    .filter(({ state }) => state === "applied")
    .toArray();
  // The smallest that covers each: a receipt of a busy evening lists more than one code holds.
  const sorted = receipts.toSorted((left, right) => left.bytes.length - right.bytes.length);
  const covering = new Set(
    entryIds.flatMap((id) => sorted.find((row) => receiptLists(row, id)) ?? []),
  );
  const certificates = await ownCertificates(ports, identity.device);
  const empty = slipOf(identity.association, { statements: [], entries: [] });
  return ok(
    fit(
      empty,
      certificates,
      [...covering].map((row) => [row]),
    ),
  );
}

/** Own entries of a stream that no receipt covers; and whether any was covered: then officers know this device. */
async function owedEntries(
  { database }: MeetingPorts,
  device: DeviceId,
  stream: StreamName,
): Promise<{ readonly rows: readonly EntryRow[]; readonly hasReceived: boolean }> {
  const own = await database.entries
    .where("[stream+author+seq]")
    .between([stream, device, Dexie.minKey], [stream, device, Dexie.maxKey])
    .toArray();
  const deliveries = await database.outbox.bulkGet(own.map(({ entryId }) => entryId));
  const isReceived = (index: number) => deliveries[index]?.state === "received";
  return {
    rows: own.filter((_row, index) => !isReceived(index)),
    hasReceived: own.some((_row, index) => isReceived(index)),
  };
}

interface OwedReport {
  readonly report: Report;
  readonly seq: number;
  /** The report itself; then older ones that said the same of the same people, for a code without room for a long comment. */
  readonly copies: readonly EntryRow[];
}

/** Reports that no other own one supersedes, help first, then the newest. */
function currentReports(rows: readonly EntryRow[]): readonly OwedReport[] {
  const reports = rows
    .flatMap((row) => {
      const payload = payloadOf(row);
      return payload?.kind === "report" ? [{ row, report: payload }] : [];
    })
    .toReversed();
  const superseded = new Set(reports.flatMap(({ report }) => report.supersedes));
  const isCurrent = ({ row }: { readonly row: EntryRow }) =>
    !superseded.has(recordIdOf(row.entryId));
  return reports
    .filter(isCurrent)
    .map(({ row, report }) => {
      const older = reports.filter(
        (other) => !isCurrent(other) && saysTheSame(other.report, report),
      );
      return { report, seq: row.seq, copies: [row, ...older.map((other) => other.row)] };
    })
    .toSorted(
      (left, right) => urgencyOf(left.report) - urgencyOf(right.report) || right.seq - left.seq,
    );
}

function saysTheSame(left: Report, right: Report): boolean {
  return (
    left.incident === right.incident &&
    left.household === right.household &&
    JSON.stringify(left.subjects) === JSON.stringify(right.subjects)
  );
}

function urgencyOf({ subjects }: Report): number {
  if (subjects.some(({ status }) => status === "help")) return 0;
  return subjects.some(({ status }) => status === "contact") ? 1 : 2;
}

function receiptLists(row: EntryRow, entryId: EntryId): boolean {
  const payload = payloadOf(row);
  return payload?.kind === "receipt" && payload.entries.includes(entryId);
}

function payloadOf({ payload }: EntryRow): Payload | undefined {
  const decoded = payload && decodePayload(payload);
  return decoded === undefined || decoded.kind === "unknown" ? undefined : decoded;
}

/** This device's certificates, and the card's that it joined by: an officer who knows the association needs no more. */
export async function ownCertificates(
  { replica, database }: MeetingPorts,
  device: DeviceId,
): Promise<readonly StatementOf<Certificate>[]> {
  const certificates = replica.authority?.certificates;
  const own = certificates?.get(device) ?? [];
  const issuers = own.flatMap(({ body }) => certificates?.get(body.issuer) ?? []);
  const cards = issuers.filter(({ body }) => body.role === "invite");
  const held = await database.statements.bulkGet(cards.map(({ id }) => id));
  // A relay has every card that let somebody join; one it has not named came by a way of its own.
  const isKnown = (index: number) =>
    (held[index]?.relays.length ?? 0) > 0 || held[index]?.isDue === false;
  return [...own, ...cards.filter((_card, index) => !isKnown(index))];
}

/** Fills a slip: of each thing wanted the first copy that fits, what matters most first. */
function fit(
  empty: Slip,
  certificates: readonly StatementOf<Certificate>[],
  wanted: readonly (readonly EntryRow[])[],
): ShownCode {
  let slip: Slip = { ...empty, statements: certificates.map(({ bytes }) => bytes) };
  let left = 0;
  for (const copies of wanted) {
    const filled = slip;
    const index = copies.findIndex(
      (copy) =>
        filled.entries.length < SLIP_ENTRIES_MAX &&
        slipBytes(withEntry(filled, copy)) <= SLIP_BYTES_MAX,
    );
    const copy = copies[index];
    if (copy !== undefined) slip = withEntry(filled, copy);
    // An older copy says what matters most; what it does not say is left.
    if (index !== 0) left += 1;
  }
  const { length } = slip.entries;
  return { text: length === 0 ? undefined : slipToText(slip), shown: length, left };
}

function withEntry(slip: Slip, { stream, bytes }: SlipEntry): Slip {
  return { ...slip, entries: [...slip.entries, { stream, bytes }] };
}
