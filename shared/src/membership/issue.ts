/**
 * Making statements: certificates, revocations, confirmations, cancelled cards. Whether one counts is authority.ts.
 */
import {
  type AssociationId,
  type DeviceId,
  type InviteId,
  type StatementId,
  idBytes,
} from "../base/ids.ts";
import { type Author, type ChainHead, PREV_BYTES } from "../entry/entry.ts";
import type { StreamName } from "../entry/stream-name.ts";
import type { Authority } from "./authority.ts";
import type { DeviceKeys } from "./device-keys.ts";
import {
  type Certificate,
  type Confirmation,
  type InviteCancelled,
  type Retirement,
  type Revocation,
  type Role,
  type Statement,
  type StatementOf,
  signStatement,
} from "./statement.ts";
import { signSubjectProof } from "./subject-proof.ts";

/** What a certificate says beside keys and issuer. */
export interface CertificatePlan {
  readonly role: Role;
  /** 0 for none. */
  readonly household: number;
  /** The household's group; for a group leader the group led; 0 for none. */
  readonly group: number;
  /** A reminder, Unix seconds; 0 for none. */
  readonly untilSeconds?: number;
}

/** Certifies a device as officer, admin or root. */
export function certifyDevice(
  association: AssociationId,
  issuer: Author,
  subject: Pick<DeviceKeys, "signKey" | "sealKey">,
  plan: CertificatePlan,
): StatementOf<Certificate> {
  return signCertificate(association, issuer, subject, plan, new Uint8Array(0));
}

/** Certifies, with an invite's key, a device of its household; the device proves that it wants to. [MEM6] */
export function certifyByInvite(
  association: AssociationId,
  invite: Author,
  subject: DeviceKeys,
  plan: { readonly household: number; readonly group: number },
): StatementOf<Certificate> {
  const place = {
    ...plan,
    signKey: subject.signKey,
    sealKey: subject.sealKey,
    issuer: invite.device,
  };
  const proof = signSubjectProof(association, place, subject.signSeed);
  return signCertificate(association, invite, subject, { ...plan, role: "member" }, proof);
}

/** Certifies a card by which a household of the group led comes in again; the card proves that its key is nobody else's. [MEM6] */
export function certifyCardByLeader(
  association: AssociationId,
  leader: Author,
  card: DeviceKeys,
  plan: { readonly household: number; readonly group: number; readonly untilSeconds: number },
): StatementOf<Certificate> {
  const { household, group } = plan;
  const { signKey, sealKey, signSeed } = card;
  const place = { household, group, signKey, sealKey, issuer: leader.device };
  const proof = signSubjectProof(association, place, signSeed);
  return signCertificate(association, leader, card, { ...plan, role: "invite" }, proof);
}

/**
 * Revokes a device; what it issued so far stays unless `without` names it.
 *
 * Shape:  `heads` are its chains as far as its entries shall count; `issued` all statements known, of which those by the
 *         device that count are listed.
 * Law:    a second revocation by the same rank takes the place of the first, for its revision is higher. [MEM5]
 */
export function revokeDevice(
  authority: Authority,
  issuer: Author,
  plan: {
    readonly subject: DeviceId;
    readonly heads: ReadonlyMap<StreamName, ChainHead>;
    readonly issued: Iterable<Statement>;
    readonly without?: ReadonlySet<string>;
  },
): StatementOf<Revocation> {
  const stays = staysOf(authority, plan.subject, plan.issued);
  const body: Revocation = {
    type: "revocation",
    subject: plan.subject,
    revision: 1 + (authority.revocations.get(plan.subject)?.body.revision ?? 0),
    streams: boundsOf(plan.heads),
    stays: stays.filter((id) => !plan.without?.has(id)),
    issuer: issuer.device,
  };
  return signStatement(authority.association, body, issuer.signSeed);
}

/**
 * Takes an office off a device; what it did in office stays, and the device goes on as its household's. [KEY3]
 *
 * Shape: `heads` are its chains as far as its entries count as an officer's; `issued` all statements known; `ended` are its
 *        certificates for offices, to which those of an earlier retirement are added.
 */
export function retireDevice(
  authority: Authority,
  issuer: Author,
  plan: {
    readonly subject: DeviceId;
    readonly heads: ReadonlyMap<StreamName, ChainHead>;
    readonly issued: Iterable<Statement>;
    readonly ended: readonly StatementId[];
  },
): StatementOf<Retirement> {
  const before = authority.retirements.get(plan.subject)?.body;
  const body: Retirement = {
    type: "retirement",
    subject: plan.subject,
    revision: 1 + (before?.revision ?? 0),
    streams: boundsOf(plan.heads),
    ended: [...new Set([...(before?.ended ?? []), ...plan.ended])].sort(),
    stays: staysOf(authority, plan.subject, plan.issued),
    issuer: issuer.device,
  };
  return signStatement(authority.association, body, issuer.signSeed);
}

/** Vouches for a joined device. [MEM7] */
export function confirmDevice(
  association: AssociationId,
  issuer: Author,
  subject: DeviceId,
): StatementOf<Confirmation> {
  return signStatement(
    association,
    { type: "confirmation", subject, issuer: issuer.device },
    issuer.signSeed,
  );
}

/** Cancels a card that was lost or reprinted. [MEM6] */
export function cancelInvite(
  association: AssociationId,
  issuer: Author,
  invite: { readonly inviteId: InviteId; readonly device: DeviceId },
): StatementOf<InviteCancelled> {
  const body: InviteCancelled = {
    type: "inviteCancelled",
    invite: invite.inviteId,
    inviteDevice: invite.device,
    issuer: issuer.device,
  };
  return signStatement(association, body, issuer.signSeed);
}

/** Statements by a device that count, by id. */
function staysOf(
  authority: Authority,
  device: DeviceId,
  issued: Iterable<Statement>,
): readonly StatementId[] {
  const stays = [...issued]
    .filter(({ body, id }) => body.issuer === device && authority.counted.has(id))
    .map(({ id }) => id);
  return [...new Set(stays)].sort();
}

function boundsOf(heads: ReadonlyMap<StreamName, ChainHead>): Revocation["streams"] {
  return [...heads].flatMap(([stream, { seq, entryId }]) =>
    entryId === undefined ? [] : [{ stream, seq, head: idBytes(entryId).slice(0, PREV_BYTES) }],
  );
}

function signCertificate(
  association: AssociationId,
  issuer: Author,
  subject: Pick<DeviceKeys, "signKey" | "sealKey">,
  plan: CertificatePlan,
  proof: Uint8Array,
): StatementOf<Certificate> {
  const body: Certificate = {
    type: "certificate",
    signKey: subject.signKey,
    sealKey: subject.sealKey,
    role: plan.role,
    household: plan.household,
    group: plan.group,
    untilSeconds: plan.untilSeconds ?? 0,
    proof,
    issuer: issuer.device,
  };
  return signStatement(association, body, issuer.signSeed);
}
