/**
 * Beginning an epoch, and recovering one: what needs HPKE, so that checking in does not load it. [KEY1] [KEY4]
 *
 * Who may begin an epoch is membership/authority.ts. Asynchronous: never inside a storage transaction.
 */
import { concatBytes } from "../base/bytes.ts";
import { encodeCbor } from "../base/cbor.ts";
import { type AssociationId, idBytes, toId } from "../base/ids.ts";
import { seal } from "../crypto/seal.ts";
import { unwrap, wrap } from "../crypto/wrap.ts";
import type { Author, EpochKey } from "../entry/entry.ts";
import type { Audience } from "../entry/stream-name.ts";
import { type Epoch, signStatement } from "../membership/statement.ts";
import type { Random } from "../ports/random.ts";
import { type CopyHolders, createCopies } from "./copies.ts";
import {
  type EpochPlace,
  type EpochStatement,
  SECRET_BYTES,
  ZERO_NONCE,
  keyOf,
  matchEpoch,
  previousAssociated,
  previousKey,
  publicPart,
} from "./epoch.ts";

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
  /** Who is to find the secret in the statement itself. [KEY2] */
  readonly copiesFor?: CopyHolders;
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
  const publicKey = publicPart(audience, number, secret);
  const body: Epoch = {
    type: "epoch",
    audience,
    number,
    publicKey,
    parents,
    previousSealed: sealPrevious({ audience, number, parents }, secret, previous),
    recoverySealed:
      plan.recoveryKey === undefined
        ? new Uint8Array(0)
        : await wrap(deps, plan.recoveryKey, recoveryInfo(association, audience, number), secret),
    copies: await createCopies(deps, plan, { audience, number, publicKey }, secret),
    issuer: issuer.device,
  };
  const statement = signStatement(association, body, issuer.signSeed);
  return { statement, key: keyOf(statement, secret) };
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

function sealPrevious(
  place: EpochPlace,
  secret: Uint8Array,
  previous: readonly EpochKey[],
): Uint8Array {
  if (previous.length === 0) return new Uint8Array(0);
  const plain = concatBytes(...previous.map((key) => key.secret ?? new Uint8Array(0)));
  return seal(previousKey(place, secret), ZERO_NONCE, plain, previousAssociated(place));
}

function recoveryInfo(association: AssociationId, audience: Audience, number: number): Uint8Array {
  return encodeCbor(["tomoshibi/recovery/1", idBytes(association), audience, number]);
}
