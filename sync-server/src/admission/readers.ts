/**
 * Which streams a device may read and write, as coarsely as a relay needs it. Who may write what is decided by every replica
 * (policies); who can read what by the keys. This only keeps floods and curiosity small. [STR] [REL4] [REL5]
 */
import type { StreamName } from "@tomoshibi/shared/entry/stream-name.ts";
import { type Authority, leadsHousehold } from "@tomoshibi/shared/membership/authority.ts";
import { type Standing, isOfficer } from "@tomoshibi/shared/membership/standing.ts";
import type { Role } from "@tomoshibi/shared/membership/statement.ts";

/**
 * Tells whether a certified device may fetch a stream's sealed entries.
 *
 * A revoked device and the key of a cancelled card still read `membership`, to learn what happened. Group leaders read the copies of their group's
 * households; desks nothing of others: names come by their mailbox (decision 0047).
 */
export function mayRead(authority: Authority, standing: Standing, stream: StreamName): boolean {
  if (stream === "membership") return true;
  if (standing.revoked !== undefined || isCancelledCard(authority, standing)) return false;
  if (OF_ALL.has(stream)) return true;
  if (isOfficer(standing) || standing.roles.has("relay")) return true;
  const [kind, owner] = stream.split("/");
  switch (kind) {
    case "household":
      return (
        standing.household === Number(owner) || leadsHousehold(authority, standing, Number(owner))
      );
    case "group":
      return isOfGroup(standing, Number(owner));
    case "mailbox":
      return standing.device === owner;
    default:
      return false;
  }
}

const OF_ALL: ReadonlySet<StreamName> = new Set(["members", "receipts", "alerts", "erasures"]);

/** Tells whether an author's entries go to the stream itself; those of others go to the intake. */
export function mayWrite(standing: Standing, stream: StreamName): boolean {
  if (isOfficer(standing)) return true;
  if (stream === "alerts") return standing.roles.has("relay");
  const isPerson = PERSON_ROLES.some((role) => standing.roles.has(role));
  if (!isPerson || standing.flags.includes("overInvited")) return false;
  const [kind, owner] = stream.split("/");
  switch (kind) {
    case "members":
    case "safety":
    case "erasures":
      return true;
    case "household":
      return (
        standing.household === Number(owner) ||
        standing.groupsLed.length > 0 ||
        standing.roles.has("desk")
      );
    case "group":
      return isOfGroup(standing, Number(owner));
    default:
      return false;
  }
}

/** A cancellation names any key it likes; only a card's is meant, for a person's takes a revocation by rank. [MEM5] [MEM6] */
function isCancelledCard({ cancelledInviteDevices }: Authority, standing: Standing): boolean {
  const isCard = [...standing.roles].every((role) => role === "invite");
  return isCard && cancelledInviteDevices.has(standing.device);
}

/** An invite never writes entries, and a relay carries them, and writes alerts. [MEM6] [STR] */
const PERSON_ROLES: readonly Role[] = ["member", "groupLeader", "desk"];

function isOfGroup(standing: Standing, group: number): boolean {
  return standing.group === group || standing.groupsLed.includes(group);
}
