/**
 * Who may say what, written down a second time and as plainly as possible: by what people are in truth, not by what a replica
 * computed. Whatever a replica applied has to pass here too.
 */
import type { EntryRow } from "@tomoshibi/client/engine/store/rows.ts";
import type { VerifySignature } from "@tomoshibi/shared/crypto/sign.ts";
import { decodeEntry, entryIdOf, isSignedBy } from "@tomoshibi/shared/entry/entry.ts";
import { decodePayload } from "@tomoshibi/shared/records/payload.ts";
import type { Payload, Report } from "@tomoshibi/shared/records/record.ts";
import { type Station, type Town, isOfficerIn, isRecorderIn } from "./town.ts";

/** Kinds that any member writes about itself. */
const ANYBODY = new Set<Payload["kind"]>(["incidentRead", "circularRead"]);
/** What a household says of itself: for officers, and for its own devices. */
const OF_HOUSEHOLD = new Set<Payload["kind"]>(["registration", "consentWithdrawn"]);

/** Says what is wrong with an applied entry; undefined when nothing is. */
export function isLawful(
  town: Pick<Town, "association" | "truth">,
  verifySignature: VerifySignature,
  row: EntryRow,
): string | undefined {
  const entry = decodeEntry(row.bytes);
  if (entry === undefined) return "these bytes are no entry";
  const place = { association: town.association, stream: row.stream };
  if (entryIdOf(place, entry) !== row.entryId) return "it was written for another place";
  const author = town.truth.get(entry.author);
  if (author === undefined) return "nobody knows its author";
  if (!isSignedBy(place, entry, author.device.keys.signKey, verifySignature))
    return `${author.name} did not sign it`;
  const payload = row.payload && decodePayload(row.payload);
  if (payload === undefined || payload.kind === "unknown") return "it says nothing";
  if (payload.kind === "groupMessage" && row.stream === `group/${author.group}`) return undefined;
  return mayWrite(author.station, author.household, row.stream, payload)
    ? undefined
    : `${author.name} may not write that`;
}

function mayWrite(station: Station, household: number, stream: string, payload: Payload): boolean {
  if (ANYBODY.has(payload.kind))
    return stream === "safety" || isOfOwnHousehold(stream, household, payload);
  if (OF_HOUSEHOLD.has(payload.kind))
    return stream === "safety" || stream === `household/${household}`;
  switch (payload.kind) {
    case "report":
      return stream === "safety" && mayReport(station, household, payload);
    case "reportCopy":
      return (
        stream === `household/${payload.content.household || household}` &&
        mayReport(station, household, payload.content)
      );
    case "groupMessage":
      // Said above who writes to a group: who lives there. Here nobody leads another.
      return false;
    case "erased":
      return stream === "erasures";
    case "incidentOpened":
      return stream === "members" && (payload.origin.type === "manual" || isOfficerIn(station));
    case "incidentChanged":
      return stream === "members" && (payload.change === "cancelled" || isOfficerIn(station));
    case "acknowledged":
      // Without a card a household has no stream: officers read there what was answered. [DEL1]
      return (stream.startsWith("household/") || stream === "safety") && isRecorderIn(station);
    default:
      return isOfficerIn(station);
  }
}

/** What a household says of itself its own devices read too. */
function isOfOwnHousehold(stream: string, household: number, { kind }: Payload): boolean {
  const isSaid = kind === "registration" || kind === "consentWithdrawn";
  return isSaid && stream === `household/${household}`;
}

function mayReport(station: Station, household: number, report: Report): boolean {
  const isOwn = report.household === 0 || report.household === household;
  if (report.by === "officer") return isOfficerIn(station);
  if (report.by === "groupLeader") return station === "groupLeader" || isOfficerIn(station);
  if (report.by === "desk") return station === "desk" || isOfficerIn(station);
  // Nobody puts words into another household's mouth.
  return report.by === "witness" || isOwn;
}
