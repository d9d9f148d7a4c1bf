/**
 * Statements: the signed facts of membership. Each is named by its hash; together they form a set without order. [MEM2]
 *
 * Nothing in a statement is personal: households and groups are numbers. What a set of statements means is authority.ts.
 */
import {
  type CborValue,
  decodeCbor,
  encodeCbor,
  isBytes,
  isList,
  isText,
  isTuple,
  isUint,
} from "../base/cbor.ts";
import {
  type AssociationId,
  type DeviceId,
  ID_BYTES,
  type InviteId,
  type StatementId,
  idBytes,
  toId,
} from "../base/ids.ts";
import { sha256 } from "../crypto/hash.ts";
import { KEY_BYTES, SIGNATURE_BYTES, type VerifySignature, sign, verify } from "../crypto/sign.ts";
import {
  type Bound,
  type KeyCopy,
  decodeBounds,
  decodeCopies,
  decodeIds,
} from "./statement-fields.ts";
import { type Audience, HOUSEHOLD_MAX, audienceOf, parseStreamName } from "../entry/stream-name.ts";

/** Roles from the highest rank down; the last five are of one rank. [MEM3] */
export const ROLES = [
  "root",
  "admin",
  "officer",
  "groupLeader",
  "desk",
  "member",
  "invite",
  "relay",
] as const;
/** What a certificate lets its subject do. */
export type Role = (typeof ROLES)[number];

/** Says which keys a device has and what it may do. */
export interface Certificate {
  readonly type: "certificate";
  readonly signKey: Uint8Array;
  readonly sealKey: Uint8Array;
  readonly role: Role;
  /** The household the key belongs to; 0 for none (root, relay). */
  readonly household: number;
  /** The group the household is in; for a group leader, the group led; 0 for none. */
  readonly group: number;
  /** A reminder for the screen, Unix seconds; 0 for none. Only a relay compares an invite's with a clock. [MEM4] */
  readonly untilSeconds: number;
  /**
   * The subject's own signature over its keys and place, needed when the issuer is an invite: whoever holds a card could
   * otherwise claim a neighbour's signing key for its own household. Empty when an officer, admin or root issued. [MEM6]
   */
  readonly proof: Uint8Array;
  readonly issuer: DeviceId;
}

/** Ends a device's rights. [MEM5] */
export interface Revocation {
  readonly type: "revocation";
  readonly subject: DeviceId;
  readonly revision: number;
  /** Up to which entry of each stream the subject's entries still count. */
  readonly streams: readonly Bound[];
  /** Statements issued by the subject that stay valid. */
  readonly stays: readonly StatementId[];
  readonly issuer: DeviceId;
}

/** Takes an office off a device that stays its household's: what certificates gave it ends, and the device goes on. [KEY3] */
export interface Retirement {
  readonly type: "retirement";
  readonly subject: DeviceId;
  readonly revision: number;
  /** Up to which entry of each stream the subject's entries count as an officer's or leader's. */
  readonly streams: readonly Bound[];
  /** Certificates that give nothing from there on; one that is issued later is another. */
  readonly ended: readonly StatementId[];
  /** Statements issued by the subject that keep the weight they had. */
  readonly stays: readonly StatementId[];
  readonly issuer: DeviceId;
}

/** Begins the time in which one audience key is used for writing. [KEY1] */
export interface Epoch {
  readonly type: "epoch";
  readonly audience: Audience;
  readonly number: number;
  /** X25519 key of a write-only audience; for the others a commitment: see keys/epoch.ts. */
  readonly publicKey: Uint8Array;
  readonly parents: readonly StatementId[];
  /** The secret of the parent epoch, sealed under this one; empty for the first. */
  readonly previousSealed: Uint8Array;
  /** This epoch's secret, sealed to the recovery key; empty when the association has none. */
  readonly recoverySealed: Uint8Array;
  /** This epoch's secret for officers' devices, so that whoever brings the statement brings the key. [KEY2] */
  readonly copies: readonly KeyCopy[];
  readonly issuer: DeviceId;
}

/** Ends an invite: it was reprinted or lost. [MEM6] */
export interface InviteCancelled {
  readonly type: "inviteCancelled";
  readonly invite: InviteId;
  /** The device id of the invite's key, whose later certificates are flagged. */
  readonly inviteDevice: DeviceId;
  readonly issuer: DeviceId;
}

/** Somebody of the household, or an officer, vouches for a joined device. [MEM7] */
export interface Confirmation {
  readonly type: "confirmation";
  readonly subject: DeviceId;
  readonly issuer: DeviceId;
}

/** A signed fact of membership, without its signature. */
export type StatementBody =
  | Certificate
  | Revocation
  | Epoch
  | InviteCancelled
  | Confirmation
  | Retirement;

/** A statement as it was decoded or made. */
export interface Statement {
  readonly id: StatementId;
  readonly body: StatementBody;
  readonly signature: Uint8Array;
  readonly bytes: Uint8Array;
}

/** A statement known to be of one kind. */
export type StatementOf<Body extends StatementBody> = Statement & { readonly body: Body };

/** Narrows a statement to one kind. */
export function isStatementOf<Type extends StatementBody["type"]>(
  statement: Statement,
  type: Type,
): statement is StatementOf<Extract<StatementBody, { readonly type: Type }>> {
  return statement.body.type === type;
}

/**
 * Largest encoded statement: a revocation lists the statements that stay, and who founded an association of 5,000 households
 * issued two for each.
 */
export const STATEMENT_BYTES_MAX = 512 * 1024;
/** Largest encoded statement of any kind but a revocation or a retirement. */
export const SMALL_STATEMENT_BYTES_MAX = 4 * 1024;

/** Signs a statement. The caller sets `issuer` to the signing device. */
export function signStatement<Body extends StatementBody>(
  association: AssociationId,
  body: Body,
  signSeed: Uint8Array,
): StatementOf<Body> {
  const fields = bodyFields(body);
  const signed = signedBytes(association, fields);
  const signature = sign(signed, signSeed);
  return {
    id: toId("statement", sha256(signed)),
    body,
    signature,
    bytes: encodeCbor([fields, signature]),
  };
}

/** Decodes a statement from outside; its signature is checked by authority.ts. Errors: undefined when malformed. */
export function decodeStatement(
  association: AssociationId,
  bytes: Uint8Array,
): Statement | undefined {
  if (bytes.length > STATEMENT_BYTES_MAX) return undefined;
  const value = decodeCbor(bytes);
  if (!isTuple(value, 2)) return undefined;
  const [fields, signature] = value;
  if (!isList(fields) || !isBytes(signature, SIGNATURE_BYTES)) return undefined;
  const body = decodeBody(fields);
  if (body === undefined) return undefined;
  const mayBeLarge = body.type === "revocation" || body.type === "retirement";
  if (!mayBeLarge && bytes.length > SMALL_STATEMENT_BYTES_MAX) return undefined;
  return {
    id: toId("statement", sha256(signedBytes(association, fields))),
    body,
    signature,
    bytes,
  };
}

/** Tells whether the holder of a signing key made this statement. [ENT3] */
export function isStatementSignedBy(
  association: AssociationId,
  statement: Statement,
  signKey: Uint8Array,
  verifySignature: VerifySignature = verify,
): boolean {
  return verifySignature(
    statement.signature,
    signedBytes(association, bodyFields(statement.body)),
    signKey,
  );
}

/** The short name of a device's signing key. [ENT1] */
export function deviceIdOf(signKey: Uint8Array): DeviceId {
  return toId("device", sha256(signKey).slice(0, ID_BYTES.device));
}

/** The name of the association whose root holds this key. [MEM1] */
export function associationIdOf(rootSignKey: Uint8Array): AssociationId {
  return toId("association", sha256(rootSignKey).slice(0, ID_BYTES.association));
}

function signedBytes(association: AssociationId, fields: readonly CborValue[]): Uint8Array {
  return encodeCbor(["tomoshibi/statement/1", idBytes(association), fields]);
}

const KIND = {
  certificate: 1,
  revocation: 2,
  epoch: 3,
  inviteCancelled: 4,
  confirmation: 5,
  retirement: 6,
} as const;

function bodyFields(body: StatementBody): readonly CborValue[] {
  const issuer = idBytes(body.issuer);
  switch (body.type) {
    case "certificate":
      return [
        KIND.certificate,
        body.signKey,
        body.sealKey,
        ROLES.indexOf(body.role),
        body.household,
        body.group,
        body.untilSeconds,
        body.proof,
        issuer,
      ];
    case "revocation":
      return [
        KIND.revocation,
        idBytes(body.subject),
        body.revision,
        body.streams.map(({ stream, seq, head }) => [stream, seq, head]),
        body.stays.map(idBytes),
        issuer,
      ];
    case "epoch":
      return [
        KIND.epoch,
        body.audience,
        body.number,
        body.publicKey,
        body.parents.map(idBytes),
        body.previousSealed,
        body.recoverySealed,
        // What was begun without copies has no field for them: it keeps its bytes, and with them its name.
        ...(body.copies.length === 0 ? [] : [body.copies.map(({ to, sealed }) => [to, sealed])]),
        issuer,
      ];
    case "inviteCancelled":
      return [KIND.inviteCancelled, idBytes(body.invite), idBytes(body.inviteDevice), issuer];
    case "confirmation":
      return [KIND.confirmation, idBytes(body.subject), issuer];
    case "retirement":
      return [
        KIND.retirement,
        idBytes(body.subject),
        body.revision,
        body.streams.map(({ stream, seq, head }) => [stream, seq, head]),
        body.ended.map(idBytes),
        body.stays.map(idBytes),
        issuer,
      ];
  }
}

function decodeBody(fields: readonly CborValue[]): StatementBody | undefined {
  const issuer = fields.at(-1);
  if (!isBytes(issuer, ID_BYTES.device)) return undefined;
  const device = toId("device", issuer);
  switch (fields[0]) {
    case KIND.certificate:
      return decodeCertificate(fields, device);
    case KIND.revocation:
      return decodeRevocation(fields, device);
    case KIND.epoch:
      return decodeEpoch(fields, device);
    case KIND.inviteCancelled: {
      const [, invite, inviteDevice] = fields;
      if (fields.length !== 4 || !isBytes(invite, ID_BYTES.invite)) return undefined;
      if (!isBytes(inviteDevice, ID_BYTES.device)) return undefined;
      return {
        type: "inviteCancelled",
        invite: toId("invite", invite),
        inviteDevice: toId("device", inviteDevice),
        issuer: device,
      };
    }
    case KIND.confirmation: {
      const subject = fields[1];
      if (fields.length !== 3 || !isBytes(subject, ID_BYTES.device)) return undefined;
      return { type: "confirmation", subject: toId("device", subject), issuer: device };
    }
    case KIND.retirement:
      return decodeRetirement(fields, device);
    default:
      return undefined;
  }
}

function decodeCertificate(
  fields: readonly CborValue[],
  issuer: DeviceId,
): Certificate | undefined {
  const [, signKey, sealKey, roleIndex, household, group, untilSeconds, proof] = fields;
  if (fields.length !== 9 || !isBytes(signKey, KEY_BYTES) || !isBytes(sealKey, KEY_BYTES))
    return undefined;
  if (!isUint(roleIndex) || !isUint(household, HOUSEHOLD_MAX) || !isUint(group, HOUSEHOLD_MAX))
    return undefined;
  const role = ROLES[roleIndex];
  if (role === undefined || !isUint(untilSeconds) || !isBytes(proof)) return undefined;
  if (proof.length !== 0 && proof.length !== SIGNATURE_BYTES) return undefined;
  return {
    type: "certificate",
    signKey,
    sealKey,
    role,
    household,
    group,
    untilSeconds,
    proof,
    issuer,
  };
}

function decodeRevocation(fields: readonly CborValue[], issuer: DeviceId): Revocation | undefined {
  const [, subject, revision, streams, stays] = fields;
  if (fields.length !== 6 || !isBytes(subject, ID_BYTES.device) || !isUint(revision))
    return undefined;
  const bounds = decodeBounds(streams);
  const ids = decodeIds(stays);
  if (bounds === undefined || ids === undefined) return undefined;
  return {
    type: "revocation",
    subject: toId("device", subject),
    revision,
    streams: bounds,
    stays: ids,
    issuer,
  };
}

function decodeRetirement(fields: readonly CborValue[], issuer: DeviceId): Retirement | undefined {
  const [, subject, revision, streams, endedIds, stayIds] = fields;
  if (fields.length !== 7 || !isBytes(subject, ID_BYTES.device) || !isUint(revision))
    return undefined;
  const [bounds, ended, stays] = [decodeBounds(streams), decodeIds(endedIds), decodeIds(stayIds)];
  if (bounds === undefined || ended === undefined || stays === undefined) return undefined;
  return {
    ...{ type: "retirement", subject: toId("device", subject), revision },
    ...{ streams: bounds, ended, stays, issuer },
  };
}

function decodeEpoch(fields: readonly CborValue[], issuer: DeviceId): Epoch | undefined {
  const [, name, number, publicKey, parents, previousSealed, recoverySealed] = fields;
  if (fields.length !== 8 && fields.length !== 9) return undefined;
  if (!isText(name, 64) || !isUint(number) || number < 1) return undefined;
  const stream = parseStreamName(name);
  const audience = stream && audienceOf(stream);
  if (audience === undefined || !isBytes(publicKey, 32)) return undefined;
  const ids = decodeIds(parents);
  if (ids === undefined || !isBytes(previousSealed) || !isBytes(recoverySealed)) return undefined;
  const copies = fields.length === 9 ? decodeCopies(fields[7]) : [];
  if (copies === undefined) return undefined;
  return {
    ...{ type: "epoch", audience, number, publicKey },
    ...{ parents: ids, previousSealed, recoverySealed, copies, issuer },
  };
}
