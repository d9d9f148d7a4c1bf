/**
 * Epochs: telling whether a secret is an epoch's, and what it opens. Beginning one is begin-epoch.ts. [KEY1]
 *
 * The secret of a write-only audience is an X25519 seed and its statement carries the public key; the secret of any other
 * audience is a symmetric key and its statement carries a commitment. Each epoch seals the secrets of its parents, so the
 * newest key opens all earlier ones; and its own secret for officers (KEY2). Who may begin an epoch is membership/authority.ts.
 */
import { equalBytes } from "../base/bytes.ts";
import { encodeCbor } from "../base/cbor.ts";
import { type StatementId, idBytes } from "../base/ids.ts";
import { deriveKey, hashStructure } from "../crypto/hash.ts";
import { NONCE_BYTES, open, seal, sealPublicKey } from "../crypto/seal.ts";
import type { EpochKey } from "../entry/entry.ts";
import { type Audience, isWriteOnlyForMembers } from "../entry/stream-name.ts";
import { COPY_NAME_BYTES, type KeyCopy } from "../membership/statement-fields.ts";
import type { Epoch, StatementOf } from "../membership/statement.ts";

/** A statement that begins an epoch. */
export type EpochStatement = StatementOf<Epoch>;

/** Bytes of an epoch's secret. */
export const SECRET_BYTES = 32;

/** Gives the key of an epoch if the secret is its own. Errors: undefined when it is another's. [KEY2] */
export function matchEpoch(statement: EpochStatement, secret: Uint8Array): EpochKey | undefined {
  const { audience, number, publicKey } = statement.body;
  if (secret.length !== SECRET_BYTES) return undefined;
  return equalBytes(publicPart(audience, number, secret), publicKey)
    ? keyOf(statement, secret)
    : undefined;
}

/**
 * Gives the key with which residents write what they cannot read. [ENT4]
 *
 * Errors: undefined for audiences whose writers need the secret.
 */
export function writeOnlyKey(statement: EpochStatement): EpochKey | undefined {
  return isWriteOnlyForMembers(statement.body.audience) ? keyOf(statement, undefined) : undefined;
}

/** The secrets of an epoch's parents, which its own secret opens. Errors: empty when it opens nothing. [KEY1] */
export function openPrevious(
  statement: EpochStatement,
  secret: Uint8Array,
): readonly { readonly epoch: StatementId; readonly secret: Uint8Array }[] {
  const { parents, previousSealed } = statement.body;
  // Most epochs are an audience's first, and this is asked of every key whenever a statement arrives.
  if (parents.length === 0) return [];
  const plain = open(
    previousKey(statement.body, secret),
    ZERO_NONCE,
    previousSealed,
    previousAssociated(statement.body),
  );
  if (plain === undefined || plain.length !== parents.length * SECRET_BYTES) return [];
  return parents.map((epoch, index) => ({
    epoch,
    secret: plain.slice(index * SECRET_BYTES, (index + 1) * SECRET_BYTES),
  }));
}

/**
 * Opens the copy of an epoch's secret that lies in its statement for who holds a key of officers.
 *
 * Errors: undefined when there is none for that key, or it holds another secret. [KEY2]
 */
export function openCopy(
  statement: EpochStatement,
  officers: EpochKey | undefined,
): EpochKey | undefined {
  if (officers?.secret === undefined) return undefined;
  const name = copyNameOf(officers);
  const copy = statement.body.copies.find(({ to }) => equalBytes(to, name));
  // First of all: there is one for each household, and deriving a key costs more than looking for a name.
  if (copy === undefined) return undefined;
  const secret = open(copyKey(statement.body, officers.secret), ZERO_NONCE, copy.sealed, name);
  return secret && matchEpoch(statement, secret);
}

/** Makes it. Shape: `officers` is a key with its secret. */
export function sealCopy(
  place: CopyPlace,
  secret: Uint8Array,
  officers: EpochKey & { readonly secret: Uint8Array },
): KeyCopy {
  const to = copyNameOf(officers);
  return { to, sealed: seal(copyKey(place, officers.secret), ZERO_NONCE, secret, to) };
}

/** By what copies tell epochs of officers apart. */
export function copyNameOf({ epochId }: Pick<EpochKey, "epochId">): Uint8Array {
  return epochId.slice(0, COPY_NAME_BYTES);
}

/** What a copy is bound to, besides whose it is. */
export type CopyPlace = Pick<Epoch, "audience" | "number" | "publicKey">;

/** By the public part, one for each secret. */
function copyKey({ audience, number, publicKey }: CopyPlace, officers: Uint8Array): Uint8Array {
  return deriveKey(officers, ["tomoshibi/epoch-copy/1", audience, number, publicKey]);
}

/** One key seals one plain text only: it derives from this epoch's own secret, or is bound to it. */
export const ZERO_NONCE = new Uint8Array(NONCE_BYTES);

/** Where an epoch stands among the others. */
export type EpochPlace = Pick<Epoch, "audience" | "number" | "parents">;

/** The key under which an epoch seals the secrets of its parents. */
export function previousKey(place: EpochPlace, secret: Uint8Array): Uint8Array {
  return deriveKey(secret, ["tomoshibi/epoch-previous/1", place.audience, place.number]);
}

/** What that box is bound to. */
export function previousAssociated(place: EpochPlace): Uint8Array {
  return encodeCbor(["tomoshibi/epoch-parents/1", place.parents.map(idBytes)]);
}

/** What a statement shows of an epoch's secret: a public key, or a commitment. */
export function publicPart(audience: Audience, number: number, secret: Uint8Array): Uint8Array {
  if (isWriteOnlyForMembers(audience)) return sealPublicKey(secret);
  return hashStructure(["tomoshibi/epoch-commitment/1", audience, number, secret]);
}

/** An epoch's key: with its secret, or for writing only. */
export function keyOf(statement: EpochStatement, secret: Uint8Array | undefined): EpochKey {
  const { audience, number, publicKey } = statement.body;
  return {
    audience,
    number,
    epochId: idBytes(statement.id),
    publicKey: isWriteOnlyForMembers(audience) ? publicKey : undefined,
    secret,
  };
}
