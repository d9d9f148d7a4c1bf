/** 役員をふやす: certificates for devices that are members already. [MEM3] [KEY4] */
import { type Result, err, ok } from "@tomoshibi/shared/base/result.ts";
import { standingsOf } from "@tomoshibi/shared/membership/authority.ts";
import type { EngineFailure, EngineRemote } from "../api.ts";
import { OFFICE_RANK, appointable, appointment, mayAppoint, signerAbove } from "./office.ts";
import type { OnboardingPorts } from "./ports.ts";

/**
 * Gives a confirmed device an office. An officer makes group leaders, an admin officers too; an admin takes the root. Needs no
 * network.
 *
 * Errors: notAllowed; for an admin: rootNeeded, sheetsWrong.
 */
export async function appoint(
  ports: OnboardingPorts,
  { sheets, ...office }: Parameters<EngineRemote["appoint"]>[0],
): Promise<Result<void, EngineFailure>> {
  const { identity } = ports.replica;
  const own = await ports.ownMembership();
  if (identity === undefined || own === undefined) return err({ type: "notAllowed" });
  const { authority } = own;
  const self = standingsOf(authority, identity.device)[0];
  const subject = appointable(authority, office.device);
  if (self === undefined || self.revoked !== undefined || subject === undefined)
    return err({ type: "notAllowed" });
  if (!mayAppoint(self, office.role)) return err({ type: "notAllowed" });
  const issuer = await signerAbove(ports, self, OFFICE_RANK[office.role], sheets);
  if (!issuer.ok) return issuer;
  await ports.replica.addStatements([appointment(authority, issuer.value, subject, office)], []);
  return ok(undefined);
}
