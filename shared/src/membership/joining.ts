/**
 * Making a card, and joining by one: what an officer's device and a resident's do, without either waiting. [MEM6]
 */
import {
  EMPTY_KEYRING,
  type Keyring,
  addKeys,
  expandKeyring,
  newestEpochs,
} from "../keys/keyring.ts";
import { createEpoch } from "../keys/begin-epoch.ts";
import { copyHolders } from "../keys/copies.ts";
import { type EpochStatement, matchEpoch } from "../keys/epoch.ts";
import type { Author, EpochKey } from "../entry/entry.ts";
import type { Audience } from "../entry/stream-name.ts";
import type { Random } from "../ports/random.ts";
import { type Authority, currentEpoch, epochsOf, standingsOf } from "./authority.ts";
import { withChain } from "./chain.ts";
import { type DeviceKeys, createDeviceKeys } from "./device-keys.ts";
import { type Invite, type InviteCode, createInviteCode, deriveInvite } from "./invite.ts";
import { type InviteBlob, type OpenedInvite, sealInviteBlob } from "./invite-blob.ts";
import { certifyByInvite, certifyCardByLeader, certifyDevice } from "./issue.ts";
import { isOfficer } from "./standing.ts";
import type { Certificate, Statement, StatementOf } from "./statement.ts";

/** What a card's blob says about the association; chosen by the officer's device. */
export type InviteText = Pick<
  InviteBlob,
  "associationName" | "indexInGroup" | "relays" | "isDemo" | "purposeVersion"
>;

/** A card to be made. */
export interface InvitePlan {
  readonly authority: Authority;
  readonly keyring: Keyring;
  readonly issuer: Author;
  readonly household: number;
  readonly group: number;
  /** When a relay ends the card, Unix seconds; 0 for never. [MEM4] */
  readonly untilSeconds: number;
  readonly text: InviteText;
  /** True when the old card is in wrong hands: the household gets a new key. */
  readonly renewsHouseholdKey?: boolean;
}

/** A card that was made. */
export interface CreatedInvite {
  readonly code: InviteCode;
  readonly invite: Invite;
  /** New statements: the card's certificate and the epochs that were missing. */
  readonly statements: readonly Statement[];
  /** The issuer's keyring with the new keys. */
  readonly keyring: Keyring;
  readonly blob: InviteBlob;
  /** For PUT /v1/invites/{id}. */
  readonly sealedBlob: Uint8Array;
}

/** A device that joined. */
export interface Joined {
  readonly keys: DeviceKeys;
  readonly certificate: StatementOf<Certificate>;
  /** The card's statements and the device's own certificate. */
  readonly statements: readonly Statement[];
  readonly keyring: Keyring;
}

/**
 * Makes a household's card. Asynchronous for HPKE: never inside a storage transaction.
 *
 * Shape: by a group leader, for a household that comes in again: no key is begun, and the blob holds what the leader does; an
 *        officer's device wraps the rest for who joins (KEY2).
 */
export async function createInvite(
  deps: { readonly random: Random },
  plan: InvitePlan,
): Promise<CreatedInvite> {
  const { authority, issuer, household, group } = plan;
  const code = createInviteCode(deps);
  const invite = deriveInvite(code);
  const place = { household, group, untilSeconds: plan.untilSeconds };
  const isByOfficer = standingsOf(authority, issuer.device).some(isOfficer);
  const certificate = isByOfficer
    ? certifyDevice(authority.association, issuer, invite, { role: "invite", ...place })
    : certifyCardByLeader(authority.association, issuer, invite, place);
  const begun: { statement: EpochStatement; key: EpochKey }[] = [];
  const begin = async (audience: Audience, secret?: Uint8Array) => {
    const input = { ...epochPlan(plan, audience), copiesFor: copyHolders(plan, audience) };
    begun.push(await createEpoch(deps, secret === undefined ? input : { ...input, secret }));
  };
  const householdAudience: Audience = `household/${household}`;
  const hasHouseholdKey = currentEpoch(authority, householdAudience) !== undefined;
  if (isByOfficer && (!hasHouseholdKey || plan.renewsHouseholdKey === true))
    await begin(householdAudience, invite.householdSecret);
  if (isByOfficer && group !== 0 && currentEpoch(authority, `group/${group}`) === undefined)
    await begin(`group/${group}`);
  const keyring = addKeys(
    plan.keyring,
    begun.map(({ key }) => key),
  );
  const statements = [certificate, ...begun.map(({ statement }) => statement)];
  const blob = inviteBlobFor({ ...plan, keyring }, statements);
  return { code, invite, statements, keyring, blob, sealedBlob: sealInviteBlob(invite, blob) };
}

/**
 * Puts together a card's blob with the keys of now; also to renew the blob of a card after new epochs.
 *
 * Shape: `added` are statements that `authority` does not have yet, and the card's certificate.
 */
export function inviteBlobFor(
  plan: Pick<InvitePlan, "authority" | "keyring" | "household" | "group" | "text">,
  added: readonly Statement[],
): InviteBlob {
  const { authority, keyring, household, group, text } = plan;
  const held: readonly Audience[] = [
    "members",
    `household/${household}`,
    ...(group === 0 ? [] : [`group/${group}` as const]),
  ];
  const epochs = [...held, "safety" as const].flatMap((audience) => epochsOf(authority, audience));
  const newest = held
    .flatMap((audience) => newestEpochs(authority, audience))
    .map((epoch) => epoch.id);
  const wanted = new Set([...newest, ...added.map((statement) => statement.id)]);
  const keys = [...wanted].flatMap((id) => keyring.keys.get(id) ?? []);
  return {
    association: authority.association,
    household,
    group,
    ...text,
    statements: withChain(authority, [...epochs, ...added]),
    keys,
  };
}

/** Joins: makes the device's keys, certifies them with the card's, and takes up the keys the card opens. */
export function joinByInvite(
  deps: { readonly random: Random },
  invite: Invite,
  { blob, authority }: OpenedInvite,
): Joined {
  const keys = createDeviceKeys(deps);
  const certificate = certifyByInvite(blob.association, invite, keys, blob);
  const household = epochsOf(authority, `household/${blob.household}`).flatMap(
    (epoch) => matchEpoch(epoch, invite.householdSecret) ?? [],
  );
  const keyring = expandKeyring(addKeys(EMPTY_KEYRING, [...blob.keys, ...household]), authority);
  return { keys, certificate, statements: [...blob.statements, certificate], keyring };
}

function epochPlan(plan: InvitePlan, audience: Audience) {
  const { authority, keyring, issuer } = plan;
  return {
    association: authority.association,
    issuer,
    audience,
    number: 1 + (currentEpoch(authority, audience)?.body.number ?? 0),
    previous: newestEpochs(authority, audience).flatMap(
      (epoch) => keyring.keys.get(epoch.id) ?? [],
    ),
    recoveryKey: authority.recoveryKey,
  };
}
