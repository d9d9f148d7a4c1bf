/**
 * The first look at a bundle's new statements: who signed each, before anything is computed over an association's whole set.
 *
 * Why: computing costs a large association's relay half a second. A stranger must not cause it at all, and nobody more often
 * than its allowance pays for. [REL4]
 */
import type { DeviceId } from "@tomoshibi/shared/base/ids.ts";
import type { VerifySignature } from "@tomoshibi/shared/crypto/sign.ts";
import { standingsOf } from "@tomoshibi/shared/membership/authority.ts";
import { type Standing, isOfficer } from "@tomoshibi/shared/membership/standing.ts";
import {
  type Statement,
  associationIdOf,
  deviceIdOf,
  isStatementSignedBy,
} from "@tomoshibi/shared/membership/statement.ts";
import type { AssociationState } from "./associations.ts";
import { allowanceOf } from "./entries.ts";
import { ISSUER_STATEMENTS_MAX, STATEMENTS_MAX } from "./limits.ts";
import { type Charge, type Settled, settle } from "./plan.ts";

/** A statement signed by a key that is certified here, or by another such statement of the bundle. */
export interface SignedStatement {
  readonly statement: Statement;
  readonly signKey: Uint8Array;
  /** What was paid for it; undefined while its issuer's standing has to be computed first. */
  readonly paid: Charge | undefined;
}

/** What sifting and planning share. */
export interface Till {
  readonly state: AssociationState;
  /** Statements of each issuer, those of this bundle included. */
  readonly counts: Map<DeviceId, number>;
  /** Says whether an issuer's allowance covers one more statement, and takes it. */
  readonly pay: (charge: Charge) => boolean;
}

/** Starts counting. */
export function openTill(state: AssociationState, pay: Till["pay"]): Till {
  const counts = new Map<DeviceId, number>();
  for (const { body } of state.statements.values()) {
    counts.set(body.issuer, (counts.get(body.issuer) ?? 0) + 1);
  }
  return { state, counts, pay };
}

/** Takes a statement from its issuer's allowance. Errors: undefined when it has none left, or there are too many. */
export function payFor(till: Till, standing: Standing, { bytes }: Statement): Charge | undefined {
  const { state, counts, pay } = till;
  const count = (counts.get(standing.device) ?? 0) + 1;
  const isTooMany = !isOfficer(standing) && count > ISSUER_STATEMENTS_MAX;
  if (isTooMany || state.statements.size >= STATEMENTS_MAX) return undefined;
  const charge = {
    name: `${state.id}/${standing.device}`,
    allowance: allowanceOf(standing),
    byteCount: bytes.length,
  };
  if (!pay(charge)) return undefined;
  counts.set(standing.device, count);
  return charge;
}

/** Sorts new statements into those worth computing with, and answers for the rest. Cost: a signature check or two each. */
export function siftStatements(
  verifySignature: VerifySignature,
  till: Till,
  fresh: Iterable<Statement>,
): { readonly signed: readonly SignedStatement[]; readonly settled: readonly Settled[] } {
  const { state } = till;
  const signed: SignedStatement[] = [];
  const settled: Settled[] = [];
  let unplaced: Statement[] = [];
  const signerOf = <Key extends { readonly signKey: Uint8Array }>(
    statement: Statement,
    keys: readonly Key[],
  ) =>
    keys.find(({ signKey }) => isStatementSignedBy(state.id, statement, signKey, verifySignature));
  for (const statement of fresh) {
    const candidates = standingsOf(state.authority, statement.body.issuer);
    if (candidates.length === 0) {
      unplaced.push(statement);
      continue;
    }
    const standing = signerOf(statement, candidates);
    const paid = standing && payFor(till, standing, statement);
    if (standing === undefined) settled.push(settle(statement.id, "refused", "badSignature"));
    else if (paid === undefined) settled.push(settle(statement.id, "later"));
    else signed.push({ statement, signKey: standing.signKey, paid });
  }
  // Certificates may need one another: each that is placed may name the issuer of others.
  for (let placedCount = -1; placedCount !== signed.length;) {
    placedCount = signed.length;
    const keys = certifiedKeys(signed);
    unplaced = unplaced.filter((statement) => {
      const candidates = isOwnRoot(state, statement)
        ? [statement.body]
        : (keys.get(statement.body.issuer) ?? []);
      const signer = signerOf(statement, candidates);
      if (signer === undefined) return true;
      signed.push({ statement, signKey: signer.signKey, paid: undefined });
      return false;
    });
  }
  // Their issuers may be certified by what comes later; the sender keeps them and brings the certificates along.
  settled.push(...unplaced.map(({ id }) => settle(id, "later")));
  return { signed, settled };
}

type RootStatement = Statement & { readonly body: { readonly signKey: Uint8Array } };

function isOwnRoot(state: AssociationState, statement: Statement): statement is RootStatement {
  const { body } = statement;
  if (body.type !== "certificate" || body.role !== "root") return false;
  return associationIdOf(body.signKey) === state.id && body.issuer === deviceIdOf(body.signKey);
}

function certifiedKeys(
  signed: readonly SignedStatement[],
): ReadonlyMap<DeviceId, readonly { readonly signKey: Uint8Array }[]> {
  const keys = new Map<DeviceId, { readonly signKey: Uint8Array }[]>();
  for (const { statement } of signed) {
    const { body } = statement;
    if (body.type !== "certificate") continue;
    const device = deviceIdOf(body.signKey);
    keys.set(device, [...(keys.get(device) ?? []), body]);
  }
  return keys;
}
