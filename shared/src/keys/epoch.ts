/**
 * Epochs: beginning one, and telling whether a secret is an epoch's. [KEY1]
 *
 * The secret of a write-only audience is an X25519 seed and its statement carries the public key; the secret of any other
 * audience is a symmetric key and its statement carries a commitment. Each epoch seals the secrets of its parents, so the
 * newest key opens all earlier ones. Who may begin an epoch is membership/authority.ts.
 */
import { concatBytes, equalBytes } from "../base/bytes.ts";
import { encodeCbor } from "../base/cbor.ts";
import { type AssociationId, type StatementId, idBytes, toId } from "../base/ids.ts";
import { deriveKey, hashStructure } from "../crypto/hash.ts";
import { NONCE_BYTES, open, seal, sealPublicKey } from "../crypto/seal.ts";
import { unwrap, wrap } from "../crypto/wrap.ts";
import type { Author, EpochKey } from "../entry/entry.ts";
import { type Audience, isWriteOnlyForMembers } from "../entry/stream-name.ts";
import { type Epoch, type StatementOf, signStatement } from "../membership/statement.ts";
import type { Random } from "../ports/random.ts";

/** A statement that begins an epoch. */
export type EpochStatement = StatementOf<Epoch>;

/** Bytes of an epoch's secret. */
export const SECRET_BYTES = 32;
/** Most parents an epoch names; more concurrent epochs than that stay open by the mailbox alone. */
export const PARENTS_MAX = 16;

/** What an epoch begins with. */
export interface EpochPlan {
  readonly association: AssociationId;
  readonly issuer: Author;
  readonly audience: Audience;
  /** The keys the issuer holds of the epochs this one follows, all concurrent ones; empty for the first. */
  readonly previous: readonly EpochKey[];
  /** One more than the highest there is; the issuer may lack the key of that one. */
  readonly number: number;
  /** Where to seal the secret for recovery; undefined when the association has no such key. [KEY4] */
  readonly recoveryKey: Uint8Array | undefined;
  /** The secret where it is not random: a household's first derives from its card. */
  readonly secret?: Uint8Array;
}

/** Begins the next epoch of an audience. Asynchronous for HPKE: never inside a storage transaction. */
export async function createEpoch(
  deps: { readonly random: Random },
  plan: EpochPlan,
): Promise<{ readonly statement: EpochStatement; readonly key: EpochKey }> {
  const { association, issuer, audience, number } = plan;
  const secret = plan.secret ?? deps.random.bytes(SECRET_BYTES);
  const previous = plan.previous.filter((key) => key.secret !== undefined).slice(0, PARENTS_MAX);
  const parents = previous.map((key) => toId("statement", key.epochId));
  const body: Epoch = {
    type: "epoch",
    audience,
    number,
    publicKey: publicPart(audience, number, secret),
    parents,
    previousSealed: sealPrevious({ audience, number, parents }, secret, previous),
    recoverySealed:
      plan.recoveryKey === undefined
        ? new Uint8Array(0)
        : await wrap(deps, plan.recoveryKey, recoveryInfo(association, audience, number), secret),
    issuer: issuer.device,
  };
  const statement = signStatement(association, body, issuer.signSeed);
  return { statement, key: keyOf(statement, secret) };
}

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

/** Opens an epoch with the recovery key, which derives from the root seed. Errors: undefined when it is not sealed to it. [KEY4] */
export async function recoverEpoch(
  association: AssociationId,
  statement: EpochStatement,
  recoverySeed: Uint8Array,
): Promise<EpochKey | undefined> {
  const { audience, number, recoverySealed } = statement.body;
  const secret = await unwrap(
    recoverySeed,
    recoveryInfo(association, audience, number),
    recoverySealed,
  );
  return secret && matchEpoch(statement, secret);
}

/** One key seals one plain text only: it derives from this epoch's own secret. */
const ZERO_NONCE = new Uint8Array(NONCE_BYTES);

type Place = Pick<Epoch, "audience" | "number" | "parents">;

function sealPrevious(place: Place, secret: Uint8Array, previous: readonly EpochKey[]): Uint8Array {
  if (previous.length === 0) return new Uint8Array(0);
  const plain = concatBytes(...previous.map((key) => key.secret ?? new Uint8Array(0)));
  return seal(previousKey(place, secret), ZERO_NONCE, plain, previousAssociated(place));
}

function previousKey(place: Place, secret: Uint8Array): Uint8Array {
  return deriveKey(secret, ["tomoshibi/epoch-previous/1", place.audience, place.number]);
}

function previousAssociated(place: Place): Uint8Array {
  return encodeCbor(["tomoshibi/epoch-parents/1", place.parents.map(idBytes)]);
}

function recoveryInfo(association: AssociationId, audience: Audience, number: number): Uint8Array {
  return encodeCbor(["tomoshibi/recovery/1", idBytes(association), audience, number]);
}

function publicPart(audience: Audience, number: number, secret: Uint8Array): Uint8Array {
  if (isWriteOnlyForMembers(audience)) return sealPublicKey(secret);
  return hashStructure(["tomoshibi/epoch-commitment/1", audience, number, secret]);
}

function keyOf(statement: EpochStatement, secret: Uint8Array | undefined): EpochKey {
  const { audience, number, publicKey } = statement.body;
  return {
    audience,
    number,
    epochId: idBytes(statement.id),
    publicKey: isWriteOnlyForMembers(audience) ? publicKey : undefined,
    secret,
  };
}
