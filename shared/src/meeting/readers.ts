/**
 * Whom a stream's entries may be given to: who may read them. All else is given only to be carried, while no officer is known
 * to have it. [STR] [MEET3]
 */
import type { StreamName } from "../entry/stream-name.ts";
import { type Authority, leadsHousehold } from "../membership/authority.ts";
import { type Standing, isOfficer } from "../membership/standing.ts";

/** Tells whether a device reads a stream. */
export function readsStream(authority: Authority, standing: Standing, stream: StreamName): boolean {
  const [kind, rest] = stream.split("/");
  switch (kind) {
    case "safety":
    case "officers":
    case "checkpoints":
    case "intake":
    case "forms":
      return isOfficer(standing);
    case "mailbox":
      return isOfficer(standing) || rest === standing.device;
    case "household":
      return (
        isOfficer(standing) ||
        Number(rest) === standing.household ||
        leadsHousehold(authority, standing, Number(rest))
      );
    case "group":
      return isOfficer(standing) || [standing.group, ...standing.groupsLed].includes(Number(rest));
    default:
      return true;
  }
}
