/** The 未確認 tray: reports that a stopped device, or a former officer's, wrote beyond the bound. Kept, never applied, shown to officers. [MEM5] */
import { type RecordId, recordIdOf } from "@tomoshibi/shared/base/ids.ts";
import { type Result, err, ok } from "@tomoshibi/shared/base/result.ts";
import { type Authority, standingsOf } from "@tomoshibi/shared/membership/authority.ts";
import { isOfficer } from "@tomoshibi/shared/membership/standing.ts";
import { householdOf } from "@tomoshibi/shared/records/household.ts";
import { decodePayload } from "@tomoshibi/shared/records/payload.ts";
import type { Report } from "@tomoshibi/shared/records/record.ts";
import { foldHeld } from "@tomoshibi/shared/safety/held.ts";
import { type EngineFailure, type HeldReport, takenOver } from "../api.ts";
import type { EntryRow } from "../store/rows.ts";
import { heldDecisions } from "./held-decisions.ts";
import type { OnboardingPorts } from "./ports.ts";

/** Lists them, the newest first; what an officer took over or set aside says so. Errors: notAllowed on a device that is no officer's. */
export async function heldReports(
  ports: OnboardingPorts,
): Promise<Result<readonly HeldReport[], EngineFailure>> {
  const { database, replica } = ports;
  const { identity, authority } = replica;
  if (identity === undefined || authority === undefined) return err({ type: "notAllowed" });
  if (!standingsOf(authority, identity.device).some(isOfficer)) return err({ type: "notAllowed" });
  const householdOfAuthor = (row: EntryRow): number =>
    standingsOf(authority, row.author)[0]?.household ?? 0;
  const reports = await database.entries
    .where("state")
    .equals("kept")
    .filter((row) => row.stream === "safety" && isBeyondBound(authority, row))
    .toArray();
  const states = foldHeld(await heldDecisions(database));
  const held: HeldReport[] = [];
  for (const row of reports) {
    const report = reportIn(row);
    if (report === undefined) continue;
    const household = householdOf(report, householdOfAuthor(row));
    held.push({
      recordId: recordIdOf(row.entryId),
      ...{ incident: report.incident, household, subjects: report.subjects },
      ...{ comment: report.comment, place: report.place, means: report.means },
      reportedAtMs: report.atSeconds * 1000,
      arrivedAtMs: row.arrivedAtMs,
      isAdopted:
        states.get(recordIdOf(row.entryId)) === "adopted" ||
        (await isAdopted(ports, report, recordIdOf(row.entryId), household)),
      isAside: states.get(recordIdOf(row.entryId)) === "aside",
    });
  }
  return ok(held.toSorted((left, right) => right.arrivedAtMs - left.arrivedAtMs));
}

/**
 * Beyond a revocation's bound; or beyond a retirement's: what a former officer had recorded before the handover, and this device
 * had not heard of then, is no member's to say, but somebody's word all the same. [KEY3]
 */
function isBeyondBound(authority: Authority, { author, reason }: EntryRow): boolean {
  if (reason === "revoked") return true;
  const isFormer = standingsOf(authority, author).some(({ former }) => former !== undefined);
  return reason === "notAllowed" && isFormer;
}

function reportIn({ payload }: EntryRow): Report | undefined {
  const decoded = payload && decodePayload(payload);
  return decoded?.kind === "report" ? decoded : undefined;
}

/** Taken over here, or by another officer: whose record says when the thing was reported, as this one does. */
async function isAdopted(
  { database }: OnboardingPorts,
  report: Report,
  recordId: RecordId,
  household: number,
): Promise<boolean> {
  if ((await takenOver(database, [recordId])).has(recordId)) return true;
  const others = await database.entries
    .where("incident")
    .equals(report.incident)
    .filter(({ state, kind }) => state === "applied" && kind === "report")
    .toArray();
  return others
    .map(reportIn)
    .some(
      (other) =>
        other?.by === "officer" &&
        other.household === household &&
        other.aboutSeconds === report.atSeconds &&
        other.comment === report.comment,
    );
}
