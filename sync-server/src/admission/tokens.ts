/**
 * Who is asking: a read token, checked against the association's certified keys, invites included. [REL5]
 */
import type { AssociationId } from "@tomoshibi/shared/base/ids.ts";
import { type Result, err, ok } from "@tomoshibi/shared/base/result.ts";
import type { VerifySignature } from "@tomoshibi/shared/crypto/sign.ts";
import { type Authority, standingsOf } from "@tomoshibi/shared/membership/authority.ts";
import type { Standing } from "@tomoshibi/shared/membership/standing.ts";
import { type ReadToken, isReadTokenBy } from "@tomoshibi/shared/relay-api/reads.ts";
import type { StorageError } from "../storage/storage.ts";
import type { Allowances } from "./allowances.ts";
import type { Associations } from "./associations.ts";
import { READ_ALLOWANCE } from "./limits.ts";
import type { Nonces } from "./nonces.ts";

/** What checking a token needs of the world. */
export interface TokenDeps {
  readonly associations: Associations;
  readonly allowances: Allowances;
  readonly nonces: Nonces;
  readonly verifySignature: VerifySignature;
  readonly relayKey: Uint8Array;
}

/** Somebody whose token is good. */
export interface Reader {
  readonly authority: Authority;
  readonly standing: Standing;
}

/** Why a token was not taken. After StaleNonce the same device tries again with the nonce of the answer. */
export type TokenError =
  | { readonly type: "StaleNonce" }
  | { readonly type: "UnknownAssociation" }
  | { readonly type: "UnknownDevice" }
  | StorageError;

/** Finds out who made a token. */
export async function identifyReader(
  deps: TokenDeps,
  association: AssociationId,
  token: ReadToken,
): Promise<Result<Reader, TokenError>> {
  if (!deps.nonces.isFresh(token.nonce)) return err({ type: "StaleNonce" });
  const loaded = await deps.associations.load(association);
  if (!loaded.ok) return loaded;
  const { authority } = loaded.value;
  if (authority.rootSignKey === undefined) return err({ type: "UnknownAssociation" });
  const standing = standingsOf(authority, token.device).find(({ signKey }) =>
    isReadTokenBy(token, signKey, deps.relayKey, deps.verifySignature),
  );
  if (standing === undefined) return err({ type: "UnknownDevice" });
  return ok({ authority, standing });
}

/** Takes one read from a device's allowance, if it has one left. */
export function payForRead(
  deps: Pick<TokenDeps, "allowances">,
  association: AssociationId,
  standing: Standing,
): boolean {
  return deps.allowances.take(`${association}/${standing.device}/read`, READ_ALLOWANCE);
}
