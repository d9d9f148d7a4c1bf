/** 役員をふやす: certificates for devices that are members already. [MEM3] [KEY4] */
import { type Result, err, ok } from "@tomoshibi/shared/base/result.ts";
import type { Author } from "@tomoshibi/shared/entry/entry.ts";
import { rankOf, standingsOf } from "@tomoshibi/shared/membership/authority.ts";
import { certifyDevice } from "@tomoshibi/shared/membership/issue.ts";
import type { EngineFailure, EngineRemote } from "../api.ts";
import type { OnboardingPorts } from "./ports.ts";
import { rootFrom } from "./sheets.ts";

/**
 * Makes a confirmed device an officer's, which an admin does, or an admin's, which takes the root. Needs no network.
 *
 * Errors: notAllowed; for an admin: rootNeeded, sheetsWrong.
 */
export async function appoint(
  ports: OnboardingPorts,
  { device, role, sheets }: Parameters<EngineRemote["appoint"]>[0],
): Promise<Result<void, EngineFailure>> {
  const { identity } = ports.replica;
  const own = await ports.ownMembership();
  if (identity === undefined || own === undefined) return err({ type: "notAllowed" });
  const { authority } = own;
  const [self] = standingsOf(authority, identity.device);
  const [subject, ambiguous] = standingsOf(authority, device);
  if (self === undefined || self.revoked !== undefined || rankOf(self) > 1)
    return err({ type: "notAllowed" });
  // Two keys of one id: nobody can tell from the screen which of them is meant. [ENT1]
  if (subject === undefined || ambiguous !== undefined) return err({ type: "notAllowed" });
  if (!subject.isConfirmed || subject.revoked !== undefined) return err({ type: "notAllowed" });
  if (subject.roles.has("root") || subject.roles.has("invite") || subject.roles.has("relay"))
    return err({ type: "notAllowed" });
  const issuer: Result<Author, EngineFailure> =
    role === "admin" ? await rootFrom(ports, sheets) : ok(identity);
  if (!issuer.ok) return issuer;
  const { household, group } = subject;
  const certificate = certifyDevice(authority.association, issuer.value, subject, {
    role,
    household,
    group,
  });
  await ports.replica.addStatements([certificate], []);
  return ok(undefined);
}
