/** What appointing, stopping and handing over have in common. [MEM3] [KEY3] */
import type { DeviceId } from "@tomoshibi/shared/base/ids.ts";
import { type Result, err, ok } from "@tomoshibi/shared/base/result.ts";
import type { Author, ChainHead } from "@tomoshibi/shared/entry/entry.ts";
import type { StreamName } from "@tomoshibi/shared/entry/stream-name.ts";
import {
  type Authority,
  computeAuthority,
  standingsOf,
} from "@tomoshibi/shared/membership/authority.ts";
import { rankOf } from "@tomoshibi/shared/membership/issuing-rights.ts";
import { certifyDevice } from "@tomoshibi/shared/membership/issue.ts";
import type { Standing } from "@tomoshibi/shared/membership/standing.ts";
import type {
  Certificate,
  Statement,
  StatementOf,
} from "@tomoshibi/shared/membership/statement.ts";
import type { EngineFailure, Office, TypedSheets } from "../api.ts";
import type { ReplicaDatabase } from "../store/database.ts";
import type { OnboardingPorts, OwnMembership } from "./ports.ts";
import { rootFrom } from "./sheets.ts";

/** Ranks of the offices that are given and taken: 0 is the highest. [MEM3] */
export const OFFICE_RANK: Readonly<Record<Office["role"], number>> = {
  admin: 1,
  officer: 2,
  groupLeader: 3,
  desk: 3,
};

/**
 * The standing of a device that may be given an office.
 *
 * Errors: undefined for one that nobody confirmed or that was stopped, for keys that are no device, and where two keys share the
 *         id, for nobody can tell from the screen which of them is meant. [ENT1]
 */
export function appointable(authority: Authority, device: DeviceId): Standing | undefined {
  const [subject, ambiguous] = standingsOf(authority, device);
  if (subject === undefined || ambiguous !== undefined) return undefined;
  const isDevice = (["root", "invite", "relay"] as const).every((role) => !subject.roles.has(role));
  return isDevice && subject.isConfirmed && subject.revoked === undefined ? subject : undefined;
}

/** An officer makes no peers; an admin makes another with the root's word. */
export function mayAppoint(self: Standing, role: Office["role"]): boolean {
  const [own, rank] = [rankOf(self), OFFICE_RANK[role]];
  return own < rank || (role === "admin" && own === rank);
}

/** Who signs about somebody of a rank: this device if it ranks strictly higher, else the root. Errors: rootNeeded, sheetsWrong. */
export async function signerAbove(
  ports: Pick<OnboardingPorts, "replica">,
  self: Standing,
  rank: number,
  sheets: TypedSheets | undefined,
): Promise<Result<Author, EngineFailure>> {
  const { identity } = ports.replica;
  if (identity === undefined) return err({ type: "notAllowed" });
  return rankOf(self) < rank ? ok(identity) : rootFrom(ports, sheets);
}

/** What may be done once more statements are there. */
export function authorityWith(own: OwnMembership, added: readonly Statement[]): Authority {
  const { association } = own.authority;
  return computeAuthority(association, [...own.statements, ...added], own.signatures);
}

/** How many devices may appoint officers. */
export function adminsOf({ standings }: Authority): number {
  return [...standings.values()]
    .flat()
    .filter(({ roles, revoked }) => roles.has("admin") && revoked === undefined).length;
}

/** A certificate for an office; one that ended before is not signed once more, for it would be the same and stay ended. [KEY3] */
export function appointment(
  authority: Authority,
  issuer: Author,
  subject: Standing,
  office: Omit<Office, "device">,
): StatementOf<Certificate> {
  const ended = new Set(authority.retirements.get(subject.device)?.body.ended);
  const { household } = subject;
  const { role } = office;
  const group = role === "groupLeader" ? (office.group ?? subject.group) : subject.group;
  for (let untilSeconds = 0; ; untilSeconds += 1) {
    const plan = { role, household, group, untilSeconds };
    const certificate = certifyDevice(authority.association, issuer, subject, plan);
    if (!ended.has(certificate.id)) return certificate;
  }
}

/** The ends of a device's chains as far as this replica holds verified entries of them. */
export async function heldHeads(
  database: ReplicaDatabase,
  device: DeviceId,
): Promise<ReadonlyMap<StreamName, ChainHead>> {
  const heads = new Map<StreamName, ChainHead>();
  await database.entries
    .filter(({ author, signedBy }) => author === device && signedBy !== undefined)
    .each(({ stream, seq, entryId }) => {
      if (seq > (heads.get(stream)?.seq ?? 0)) heads.set(stream, { seq, entryId });
    });
  return heads;
}
