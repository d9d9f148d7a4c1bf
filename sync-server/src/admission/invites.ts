/**
 * Cards' look-up records: put by officers, fetched by anybody who holds the card's code. [MEM4] [MEM6]
 */
import { type AssociationId, type InviteId, parseId } from "@tomoshibi/shared/base/ids.ts";
import { type Result, err, ok } from "@tomoshibi/shared/base/result.ts";
import { type Standing, isOfficer } from "@tomoshibi/shared/membership/standing.ts";
import type { Clock } from "@tomoshibi/shared/ports/clock.ts";
import type { InvitePut } from "@tomoshibi/shared/relay-api/reads.ts";
import type { Storage, StorageError } from "../storage/storage.ts";
import type { Allowances } from "./allowances.ts";
import type { Associations } from "./associations.ts";
import { cardOf, isByRelay, stateOf } from "./invite-state.ts";
import { INVITE_BLOB_BYTES_MAX, INVITE_LOOKUP_ALLOWANCE, INVITE_PUT_ALLOWANCE } from "./limits.ts";
import { isInviteOver } from "./statements.ts";
import { type TokenDeps, type TokenError, identifyReader } from "./tokens.ts";

/** What looking up an invite needs of the world. */
export interface InviteDeps {
  readonly storage: Storage;
  readonly associations: Associations;
  readonly allowances: Allowances;
  readonly clock: Clock;
}

/** Why an invite is not answered. Gone: cancelled, or its date has passed by the relay's clock. */
export type InviteError =
  | { readonly type: "NotFound" }
  | { readonly type: "Gone" }
  | { readonly type: "TooMany" }
  | StorageError;

/** Why an invite was not taken. */
export type InvitePutError =
  | TokenError
  | { readonly type: "TooMany" }
  | { readonly type: "NotOfficer" }
  | { readonly type: "TooLarge" }
  | { readonly type: "OtherAssociation" };

/** Gives a card's sealed blob. */
export async function lookUpInvite(
  deps: InviteDeps,
  id: InviteId,
): Promise<Result<Uint8Array, InviteError>> {
  if (!deps.allowances.take("invites", INVITE_LOOKUP_ALLOWANCE)) return err({ type: "TooMany" });
  const found = await deps.storage.invite(id);
  if (!found.ok) return found;
  const association = found.value && parseId("association", found.value.association);
  if (found.value === undefined || association === undefined) return err({ type: "NotFound" });
  const loaded = await deps.associations.load(association);
  if (!loaded.ok) return loaded;
  const { authority } = loaded.value;
  const inviteDevice = cardOf(found.value);
  const isGone =
    authority.cancelledInvites.has(id) ||
    authority.cancelledInviteDevices.has(inviteDevice) ||
    isInviteOver(deps.clock, authority, inviteDevice);
  return isGone ? err({ type: "Gone" }) : ok(found.value.blob);
}

/**
 * Stores a card's sealed blob for an officer, or for the leader who made it; the same card again replaces it, and what another relay brought
 * in its name (cards.ts) in any case.
 *
 * Only of cards that are certified here, so that the blobs an officer's devices repeat at every relay are as many as its
 * statements allow, and only so many bytes a day: nothing else ever removes a blob.
 */
export async function putInvite(
  deps: InviteDeps & TokenDeps,
  id: InviteId,
  put: InvitePut,
): Promise<Result<undefined, InvitePutError>> {
  if (put.blob.length > INVITE_BLOB_BYTES_MAX) return err({ type: "TooLarge" });
  const reader = await identifyReader(deps, put.association, put.token);
  if (!reader.ok) return reader;
  const { standing } = reader.value;
  const isByLeader = !isOfficer(standing);
  if (standing.revoked !== undefined) return err({ type: "NotOfficer" });
  if (!(await isCardOf(deps, put, isByLeader ? standing : undefined)))
    return err({ type: "NotOfficer" });
  if (!payForBlob(deps.allowances, put.association, standing, put.blob))
    return err({ type: "TooMany" });
  const found = await deps.storage.invite(id);
  if (!found.ok) return found;
  const there = found.value && isByRelay(found.value) ? undefined : found.value;
  if (there && there.association !== put.association) return err({ type: "OtherAssociation" });
  if (isByLeader && there !== undefined && cardOf(there) !== put.inviteDevice)
    return err({ type: "NotOfficer" });
  const { association, inviteDevice, blob } = put;
  const invite = { id, association, blob, state: stateOf(inviteDevice, "person") };
  const stored = await deps.storage.transact([{ type: "putInvite", invite }]);
  return stored.ok ? ok(undefined) : stored;
}

/** Tells whether the card is certified here, by its leader where one is named. [MEM6] */
async function isCardOf(
  deps: Pick<InviteDeps, "associations">,
  { association, inviteDevice }: InvitePut,
  leader: Standing | undefined,
): Promise<boolean> {
  const loaded = await deps.associations.load(association);
  if (!loaded.ok) return false;
  const certificates = loaded.value.authority.certificates.get(inviteDevice) ?? [];
  return certificates.some(
    ({ body }) => body.role === "invite" && (leader === undefined || body.issuer === leader.device),
  );
}

/** Takes a blob from the allowance of who brings it, if it has as much left. */
export function payForBlob(
  allowances: Allowances,
  association: AssociationId,
  { device }: Standing,
  { length }: Uint8Array,
): boolean {
  return allowances.take(`${association}/${device}/invites`, INVITE_PUT_ALLOWANCE, length);
}
