/**
 * 役員の交代: those who come are appointed, those who go keep their household, and the keys are renewed once. [KEY3]
 *
 * Needs no network: the statements are due at the relay, as everything is. Who goes has read what was written until now, and what
 * it reads of that stays on its device: the guide says so.
 */
import { type Result, err, ok } from "@tomoshibi/shared/base/result.ts";
import { audiencesFor } from "@tomoshibi/shared/keys/keyring.ts";
import { startEpochs } from "@tomoshibi/shared/keys/rotation.ts";
import { type Authority, standingsOf } from "@tomoshibi/shared/membership/authority.ts";
import { rankToEnd } from "@tomoshibi/shared/membership/issuing-rights.ts";
import { certifyDevice, retireDevice } from "@tomoshibi/shared/membership/issue.ts";
import { type Standing, isOfficer } from "@tomoshibi/shared/membership/standing.ts";
import type { Statement } from "@tomoshibi/shared/membership/statement.ts";
import type { EngineFailure, EngineRemote } from "../api.ts";
import {
  OFFICE_RANK,
  adminsOf,
  appointable,
  appointment,
  authorityWith,
  heldHeads,
  mayAppoint,
  signerAbove,
} from "./office.ts";
import type { OnboardingPorts, OwnMembership } from "./ports.ts";

type HandOver = Parameters<EngineRemote["handOver"]>[0];

/**
 * Hands over; all of it or nothing.
 *
 * Shape:  how many keys were changed. Whoever is in both lists goes and comes: a leader who becomes an officer.
 * Errors: notAllowed, also for the own device, whose office somebody else ends; lastAdmin; for an admin or a peer rootNeeded,
 *         sheetsWrong.
 */
export async function handOver(
  ports: OnboardingPorts,
  input: HandOver,
): Promise<Result<{ readonly keysChanged: number }, EngineFailure>> {
  const { identity } = ports.replica;
  const own = await ports.ownMembership();
  if (identity === undefined || own === undefined) return err({ type: "notAllowed" });
  const self = standingsOf(own.authority, identity.device)[0];
  if (self === undefined || self.revoked !== undefined || !isOfficer(self))
    return err({ type: "notAllowed" });
  const going = input.retire.map((device) => appointable(own.authority, device));
  if (input.retire.includes(identity.device) || going.includes(undefined))
    return err({ type: "notAllowed" });
  const leaving = going.filter((standing) => standing !== undefined);

  const retired = await retireAll(ports, own, self, leaving, input);
  if (!retired.ok) return retired;
  const between = authorityWith(own, retired.value);
  const appointed = await appointAll(ports, between, self, input);
  if (!appointed.ok) return appointed;
  const after = authorityWith(own, [...retired.value, ...appointed.value]);
  if (adminsOf(own.authority) > 0 && adminsOf(after) === 0) return err({ type: "lastAdmin" });

  const audiences = leaving.flatMap((before) => {
    const now = standingsOf(after, before.device)[0];
    const kept = new Set(now === undefined ? [] : audiencesFor(after, now));
    return audiencesFor(own.authority, before).filter((audience) => !kept.has(audience));
  });
  const begun = await startEpochs(ports, {
    ...{ authority: after, keyring: own.keyring, issuer: identity },
    audiences: [...new Set(audiences)],
  });
  await ports.replica.addStatements(
    [...retired.value, ...appointed.value, ...begun.statements],
    [...begun.keyring.keys.values()],
  );
  return ok({ keysChanged: begun.statements.length });
}

/** Ends the offices. Who has nothing else is certified as its household's member. */
async function retireAll(
  ports: OnboardingPorts,
  own: OwnMembership,
  self: Standing,
  leaving: readonly Standing[],
  { sheets }: HandOver,
): Promise<Result<readonly Statement[], EngineFailure>> {
  const { authority } = own;
  const { association } = authority;
  const statements: Statement[] = [];
  for (const subject of leaving) {
    const issuer = await signerAbove(ports, self, rankToEnd(subject), sheets);
    if (!issuer.ok) return issuer;
    const { device, household, group } = subject;
    const certificates = authority.certificates.get(device) ?? [];
    const ended = certificates.filter(({ body }) => body.role !== "member").map(({ id }) => id);
    const heads = await heldHeads(ports.database, device);
    const plan = { subject: device, heads, issued: own.statements, ended };
    statements.push(retireDevice(authority, issuer.value, plan));
    if (household === 0 || subject.roles.has("member")) continue;
    statements.push(
      certifyDevice(association, issuer.value, subject, { role: "member", household, group }),
    );
  }
  return ok(statements);
}

async function appointAll(
  ports: OnboardingPorts,
  authority: Authority,
  self: Standing,
  { appoint, sheets }: HandOver,
): Promise<Result<readonly Statement[], EngineFailure>> {
  const statements: Statement[] = [];
  for (const office of appoint) {
    const subject = appointable(authority, office.device);
    if (subject === undefined || !mayAppoint(self, office.role)) return err({ type: "notAllowed" });
    const issuer = await signerAbove(ports, self, OFFICE_RANK[office.role], sheets);
    if (!issuer.ok) return issuer;
    statements.push(appointment(authority, issuer.value, subject, office));
  }
  return ok(statements);
}
