/**
 * Where each payload goes: the one table that writers use, and the policy's counterpart. [STR]
 */
import { assert } from "../base/assert.ts";
import type { DeviceId } from "../base/ids.ts";
import type { StreamName } from "../entry/stream-name.ts";
import { householdOf } from "./household.ts";
import { documentStream } from "./policy.ts";
import type { Payload, Report } from "./record.ts";

/** What a payload alone does not say about its place. */
export interface PlaceContext {
  /** The author's own household; 0 for none. */
  readonly authorHousehold: number;
  /** For `acknowledged`: whose report it answers. */
  readonly household?: number;
  /** For `groupMessage`: to which group. */
  readonly group?: number;
  /** For `wrappedKeys` and `groupList`: whose mailbox. */
  readonly mailbox?: DeviceId;
}

/** The stream a payload is written to. Errors: throws when the context lacks what its kind needs (a bug of ours). */
export function streamOf(payload: Payload, context: PlaceContext): StreamName {
  switch (payload.kind) {
    case "incidentOpened":
    case "incidentLinked":
    case "incidentChanged":
    case "memberCounts":
      return "members";
    case "report":
    case "incidentRead":
    case "circularRead":
    case "registration":
    case "consentWithdrawn":
    case "witnessConfirmed":
      return "safety";
    case "reportCopy":
      return householdStream(householdOf(payload.content, context.authorHousehold));
    case "acknowledged":
      return householdStream(context.household ?? 0);
    case "groupMessage":
      assert((context.group ?? 0) > 0, "a group's stream has a number");
      return `group/${context.group ?? 0}`;
    case "startList":
    case "heldDecided":
    case "kitPrinted":
    case "incidentSummed":
      return "officers";
    case "checkpoint":
    case "checkpointFrontier":
      return "checkpoints";
    case "form":
      return "forms";
    case "erased":
      return "erasures";
    case "receipt":
    case "missed":
      return "receipts";
    case "alert":
      return "alerts";
    case "wrappedKeys":
    case "groupList":
      assert(context.mailbox !== undefined, "what is wrapped names a mailbox");
      return `mailbox/${context.mailbox}`;
    case "documentChanged":
    case "generationBegun":
      return documentStream(payload.document);
  }
}

/**
 * Tells whether a report is also copied into its household's stream. What a witness saw is not: it goes to officers only,
 * and the witness does not hold that household's key.
 */
export function isCopiedToHousehold(report: Report): boolean {
  return report.by !== "witness";
}

function householdStream(household: number): StreamName {
  assert(household > 0, "a household's stream has a number");
  return `household/${household}`;
}
