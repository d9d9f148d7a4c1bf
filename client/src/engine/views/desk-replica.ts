/** Which replicas show more than their own household. Small: every replica asks it, all that is shown there is a lazy chunk. */
import { type Standing, isOfficer } from "@tomoshibi/shared/membership/standing.ts";

/** Tells whether this replica shows what officers see. */
export function isOfficersReplica(standing: Standing | undefined): boolean {
  return standing !== undefined && isOfficer(standing) && standing.revoked === undefined;
}

/** Tells whether it shows households and boards: an officer's all of them, a leader's those of the groups led. [STR] */
export function isDesksReplica(standing: Standing | undefined): boolean {
  if (standing === undefined || standing.revoked !== undefined) return false;
  return isOfficer(standing) || standing.groupsLed.length > 0;
}
