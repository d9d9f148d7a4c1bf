/**
 * The blob a relay keeps for a card, sealed under its code: all that joining and reading need, with no officer online. [MEM6]
 *
 * It is trusted for nothing it cannot show: the root key must hash to the association, the card's key must be certified from
 * there down, and keys must match epochs that count.
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
import { type AssociationId, ID_BYTES, idBytes, toId } from "../base/ids.ts";
import { wireText } from "../base/wire-text.ts";
import { type Result, err, ok } from "../base/result.ts";
import { concatBytes } from "../base/bytes.ts";
import { hashStructure } from "../crypto/hash.ts";
import { NONCE_BYTES, open, seal } from "../crypto/seal.ts";
import type { EpochKey } from "../entry/entry.ts";
import { HOUSEHOLD_MAX } from "../entry/stream-name.ts";
import { decodeKeys } from "../keys/keyring.ts";
import { encodeKeys, matchKeys } from "../keys/taking.ts";
import {
  type Authority,
  type SignatureCache,
  computeAuthority,
  standingOfKey,
} from "./authority.ts";
import { type Invite, RELAY_URL_MAX } from "./invite.ts";
import { type Statement, decodeStatement } from "./statement.ts";

/** Longest name of an association. */
export const ASSOCIATION_NAME_MAX = 60;
/** Most relays a card names. */
export const RELAYS_MAX = 8;
/** Largest sealed blob. */
export const INVITE_BLOB_BYTES_MAX = 64 * 1024;

/** What a card tells a device that joins by it. */
export interface InviteBlob {
  readonly association: AssociationId;
  readonly associationName: string;
  readonly household: number;
  readonly group: number;
  /** The household's place in its group, for the mark 「3班-12」: a household's number is chance, and long. */
  readonly indexInGroup: number;
  readonly relays: readonly string[];
  readonly isDemo: boolean;
  /** Version of the purpose text that must be ticked. */
  readonly purposeVersion: number;
  /** Root certificate, issuer chain, the card's certificate, epochs. */
  readonly statements: readonly Statement[];
  /** Keys of members, group and household. */
  readonly keys: readonly EpochKey[];
}

/** A blob that holds together. */
export interface OpenedInvite {
  readonly blob: InviteBlob;
  readonly authority: Authority;
}

/** Why a blob cannot be used. */
export type InviteBlobError =
  | { readonly type: "NotOpened" }
  | { readonly type: "Malformed" }
  | { readonly type: "OtherAssociation" }
  | { readonly type: "NotCertified" };

const FORMAT = 1;

/** Seals a blob for the card. Law: deterministic; GCM-SIV's nonce derives from the content. */
export function sealInviteBlob(invite: Invite, blob: InviteBlob): Uint8Array {
  const plain = encodeBlob(blob);
  const nonce = hashStructure(["tomoshibi/invite-blob-nonce/1", plain]).slice(0, NONCE_BYTES);
  return concatBytes(nonce, seal(invite.blobKey, nonce, plain, associatedBytes(invite)));
}

/**
 * Opens a card's blob and checks all it claims.
 *
 * Shape: `expected` is the association of the card's QR; a typed code knows none. `signatures` as for computeAuthority.
 */
export function openInviteBlob(
  invite: Invite,
  bytes: Uint8Array,
  options: { readonly expected?: AssociationId; readonly signatures?: SignatureCache } = {},
): Result<OpenedInvite, InviteBlobError> {
  if (bytes.length > INVITE_BLOB_BYTES_MAX) return err({ type: "Malformed" });
  const plain = open(
    invite.blobKey,
    bytes.slice(0, NONCE_BYTES),
    bytes.slice(NONCE_BYTES),
    associatedBytes(invite),
  );
  if (plain === undefined) return err({ type: "NotOpened" });
  const blob = decodeBlob(plain);
  if (blob === undefined) return err({ type: "Malformed" });
  if (options.expected !== undefined && blob.association !== options.expected)
    return err({ type: "OtherAssociation" });
  const authority = computeAuthority(blob.association, blob.statements, options.signatures);
  const standing = standingOfKey(authority, invite.signKey);
  const isCard = standing?.roles.has("invite") === true && standing.revoked === undefined;
  const isPlace = standing?.household === blob.household && standing.group === blob.group;
  if (!isCard || !isPlace) return err({ type: "NotCertified" });
  return ok({ blob: { ...blob, keys: matchKeys(authority, blob.keys) }, authority });
}

function associatedBytes(invite: Invite): Uint8Array {
  return encodeCbor(["tomoshibi/invite-blob/1", idBytes(invite.inviteId)]);
}

function encodeBlob(blob: InviteBlob): Uint8Array {
  return encodeCbor([
    FORMAT,
    idBytes(blob.association),
    wireText(blob.associationName),
    blob.household,
    blob.group,
    blob.indexInGroup,
    blob.relays,
    blob.isDemo ? 1 : 0,
    blob.purposeVersion,
    blob.statements.map((statement) => statement.bytes),
    encodeKeys(blob.keys),
  ]);
}

function decodeBlob(bytes: Uint8Array): InviteBlob | undefined {
  const value = decodeCbor(bytes);
  if (!isTuple(value, 11) || value[0] !== FORMAT) return undefined;
  const [
    ,
    id,
    associationName,
    household,
    group,
    indexInGroup,
    relays,
    demo,
    purposeVersion,
    statementBytes,
    keyFields,
  ] = value;
  if (!isBytes(id, ID_BYTES.association) || !isText(associationName, ASSOCIATION_NAME_MAX))
    return undefined;
  if (!isUint(household, HOUSEHOLD_MAX) || !isUint(group, HOUSEHOLD_MAX)) return undefined;
  if (!isUint(indexInGroup, HOUSEHOLD_MAX) || !isUint(demo, 1) || !isUint(purposeVersion))
    return undefined;
  const association = toId("association", id);
  const statements = decodeStatements(association, statementBytes);
  const keys = decodeKeys(keyFields);
  const urls = decodeUrls(relays);
  if (statements === undefined || keys === undefined || urls === undefined) return undefined;
  const isDemo = demo === 1;
  return {
    association,
    associationName,
    household,
    group,
    indexInGroup,
    relays: urls,
    isDemo,
    purposeVersion,
    statements,
    keys,
  };
}

function decodeStatements(
  association: AssociationId,
  value: CborValue | undefined,
): Statement[] | undefined {
  if (!isList(value)) return undefined;
  const statements: Statement[] = [];
  for (const item of value) {
    const statement = isBytes(item) ? decodeStatement(association, item) : undefined;
    if (statement === undefined) return undefined;
    statements.push(statement);
  }
  return statements;
}

function decodeUrls(value: CborValue | undefined): string[] | undefined {
  if (!isList(value) || value.length > RELAYS_MAX) return undefined;
  const urls = value.filter((item) => isText(item, RELAY_URL_MAX));
  return urls.length === value.length ? urls : undefined;
}
