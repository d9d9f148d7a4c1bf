/**
 * The secret of an epoch in its own statement, for officers: whoever brings the statement brings them the key. [KEY2]
 *
 * A mailbox is lost with its relay, and the device that began an epoch can be set back to a backup of before; a member who got
 * the key holds the statement as well, and hands it on. Decision 0039.
 */
import { equalBytes } from "../base/bytes.ts";
import { encodeCbor } from "../base/cbor.ts";
import { type AssociationId, type DeviceId, idBytes } from "../base/ids.ts";
import { unwrap, wrap } from "../crypto/wrap.ts";
import type { Author, EpochKey } from "../entry/entry.ts";
import type { Audience } from "../entry/stream-name.ts";
import { type Authority } from "../membership/authority.ts";
import { rankOf } from "../membership/issuing-rights.ts";
import { type Standing, isOfficer } from "../membership/standing.ts";
import { COPIES_MAX, type KeyCopy } from "../membership/statement-fields.ts";
import type { Random } from "../ports/random.ts";
import { type CopyPlace, type EpochStatement, matchEpoch, sealCopy } from "./epoch.ts";
import { type Keyring, writeKey } from "./keyring.ts";

/** A device that gets a copy of its own. */
type CopyDevice = Pick<Standing, "device" | "sealKey">;

/** Who gets copies: whoever holds a key of officers; of that key itself, officers' devices. */
export type CopyHolders =
  | { readonly officers: EpochKey }
  | { readonly devices: readonly CopyDevice[] };

/**
 * Who is to find a new epoch's secret in its statement. An issuer without any key of officers gives no copies.
 *
 * Shape: `authority` is that after whoever leaves has left; `begun` the key of officers that begins in the same step.
 */
export function copyHolders(
  who: { readonly authority: Authority; readonly keyring: Keyring; readonly issuer: Author },
  audience: Audience,
  begun?: EpochKey,
): CopyHolders {
  if (audience === "officers")
    return { devices: officersDevices(who.authority, who.issuer.device) };
  const officers = begun ?? writeKey(who.keyring, who.authority, "officers");
  return officers === undefined ? { devices: [] } : { officers };
}

/** Makes the copies. Asynchronous for HPKE: never inside a storage transaction. */
export async function createCopies(
  deps: { readonly random: Random },
  plan: { readonly association: AssociationId; readonly copiesFor?: CopyHolders },
  place: CopyPlace,
  secret: Uint8Array,
): Promise<readonly KeyCopy[]> {
  const { association, copiesFor = { devices: [] } } = plan;
  if ("officers" in copiesFor) {
    const { officers } = copiesFor;
    return officers.secret === undefined
      ? []
      : [sealCopy(place, secret, { ...officers, secret: officers.secret })];
  }
  const copies: KeyCopy[] = [];
  for (const { device, sealKey } of copiesFor.devices) {
    const info = copyInfo(association, device, place);
    copies.push({ to: idBytes(device), sealed: await wrap(deps, sealKey, info, secret) });
  }
  return copies;
}

/**
 * Opens the copy that names this device; what names holders of a key is openCopy's, in epoch.ts.
 *
 * Errors: undefined when there is none, or it holds another secret; rejects with HpkeNotLoaded.
 */
export async function openDeviceCopy(
  association: AssociationId,
  statement: EpochStatement,
  recipient: { readonly device: DeviceId; readonly sealSeed: Uint8Array },
): Promise<EpochKey | undefined> {
  const name = idBytes(recipient.device);
  const copy = statement.body.copies.find(({ to }) => equalBytes(to, name));
  if (copy === undefined) return undefined;
  const info = copyInfo(association, recipient.device, statement.body);
  const secret = await unwrap(recipient.sealSeed, info, copy.sealed);
  return secret && matchEpoch(statement, secret);
}

function copyInfo(
  association: AssociationId,
  device: DeviceId,
  { audience, number, publicKey }: CopyPlace,
): Uint8Array {
  const names = [idBytes(association), idBytes(device)];
  return encodeCbor(["tomoshibi/epoch-copy/1", ...names, audience, number, publicKey]);
}

/** The issuer's own first, for it may be set back; then by rank. */
function officersDevices(authority: Authority, issuer: DeviceId): readonly CopyDevice[] {
  const owed = [...authority.standings.values()].flat().filter(isOwedCopy);
  const place = (standing: Standing) => (standing.device === issuer ? -1 : rankOf(standing));
  const isBefore = (left: Standing, right: Standing) => (left.device < right.device ? -1 : 1);
  return owed
    .toSorted((left, right) => place(left) - place(right) || isBefore(left, right))
    .slice(0, COPIES_MAX);
}

/** The root recovers keys from the statements. */
function isOwedCopy(standing: Standing): boolean {
  const { roles, revoked, flags } = standing;
  return isOfficer(standing) && !roles.has("root") && revoked === undefined && flags.length === 0;
}
