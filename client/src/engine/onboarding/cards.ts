/**
 * Making invite cards. [MEM6]
 *
 * A card is durable here before anybody sees it: statements through the replica, the sealed blob in the queue of blobs,
 * which the driver hands in as soon as the relay knows the statements it stands on.
 */
import { ID_BYTES, type DeviceId, type InviteId, toId } from "@tomoshibi/shared/base/ids.ts";
import { type Result, err, ok } from "@tomoshibi/shared/base/result.ts";
import type { Author } from "@tomoshibi/shared/entry/entry.ts";
import { computeAuthority, standingsOf } from "@tomoshibi/shared/membership/authority.ts";
import { type CreatedInvite, createInvite } from "@tomoshibi/shared/membership/joining.ts";
import { encodeInviteQr, formatInviteCode } from "@tomoshibi/shared/membership/invite.ts";
import { cancelInvite } from "@tomoshibi/shared/membership/issue.ts";
import { isOfficer } from "@tomoshibi/shared/membership/standing.ts";
import type { Statement } from "@tomoshibi/shared/membership/statement.ts";
import { markOf } from "@tomoshibi/shared/roster/mark.ts";
import type { EngineFailure, HouseholdView, InviteCard } from "../api.ts";
import type { Transport, TransportFailure } from "../transports/transport.ts";
import type { OnboardingPorts, OwnMembership } from "./ports.ts";

/** Keys of blobs that a relay does not have yet begin with this. */
export const CARD_BLOB_PREFIX = "cardBlob/";
/** Keys of blobs that the relay has. They are kept: a relay that lost its data knows no card any more. [REL1] */
const KEPT_BLOB_PREFIX = "cardKept/";
/** The key of the relay that has the kept blobs. */
const KEPT_AT = "cardsKeptAt";
/** Keys of the last card's id of each household, for cancelling it. */
const CARD_PREFIX = "card/";

interface StoredBlob {
  readonly invite: InviteId;
  readonly inviteDevice: DeviceId;
  readonly blob: Uint8Array;
}

/** Makes a card for each household, cancelling its older ones. Errors: notAllowed; failed for a household not on the roster. */
export async function makeInviteCards(
  ports: OnboardingPorts,
  households: readonly number[],
): Promise<Result<readonly InviteCard[], EngineFailure>> {
  const { replica, database } = ports;
  // A household that was typed a moment ago may still be an intent, and need Automerge to become a line of the roster.
  await replica.drainIntents();
  await replica.idle();
  const { identity } = replica;
  const own = await ports.ownMembership();
  if (identity === undefined || own === undefined) return err({ type: "notAllowed" });
  if (!standingsOf(own.authority, identity.device).some(isOfficer))
    return err({ type: "notAllowed" });
  const rows = await database.households.bulkGet([...households]);
  const missing = households.find((_number, index) => rows[index] === undefined);
  if (missing !== undefined)
    return err({ type: "failed", detail: `household ${missing} is not on the roster` });

  const made = await makeAll(
    ports,
    identity,
    own,
    rows.filter((row) => row !== undefined),
  );
  await forgetCards(database, households);
  await database.keyValues.bulkPut(
    made.cards.flatMap(({ household, created }) => {
      const { inviteId, device } = created.invite;
      const blob: StoredBlob = { invite: inviteId, inviteDevice: device, blob: created.sealedBlob };
      return [
        { key: CARD_BLOB_PREFIX + inviteId, value: blob },
        { key: `${CARD_PREFIX}${household.number}`, value: inviteId },
      ];
    }),
  );
  await replica.addStatements(made.statements, [...made.keyring.keys.values()]);
  return ok(
    made.cards.map(({ household, created }) => ({
      household: household.number,
      mark: markOf(household.group, household.indexInGroup),
      code: formatInviteCode(created.code),
      qrText: encodeInviteQr({
        association: identity.association,
        relayUrl: ports.relayUrl,
        household: household.number,
        group: household.group,
        indexInGroup: household.indexInGroup,
        code: created.code,
      }),
      associationName: own.associationName,
    })),
  );
}

/** Puts every waiting blob on the relay; each leaves the queue when the relay has it. Errors: the first failure that may pass. */
export async function handInCards(
  ports: Pick<OnboardingPorts, "database" | "replica">,
  transport: Transport,
  relayKey: string,
): Promise<Result<void, TransportFailure>> {
  const { identity } = ports.replica;
  if (identity === undefined) return ok(undefined);
  await oweOtherRelay(ports.database, relayKey);
  const waiting = await ports.database.keyValues
    .where("key")
    .startsWith(CARD_BLOB_PREFIX)
    .toArray();
  for (const { key, value } of waiting) {
    const { invite, inviteDevice, blob } = value as StoredBlob;
    const { association } = identity;
    const put = await transport.putInvite({
      association,
      writer: identity,
      relayKey,
      invite,
      inviteDevice,
      blob,
    });
    // A blob the relay will never take stays, and keeps nothing else from leaving.
    if (!put.ok && put.error.type === "refused") continue;
    if (!put.ok) return put;
    await moveBlobs(ports.database, [{ key, value }], CARD_BLOB_PREFIX, KEPT_BLOB_PREFIX);
  }
  return ok(undefined);
}

/** A relay lost what it had: cards that were printed before must open the door again, so all are due there. [REL1] */
export async function oweCards(database: OnboardingPorts["database"]): Promise<void> {
  const kept = await database.keyValues.where("key").startsWith(KEPT_BLOB_PREFIX).toArray();
  await moveBlobs(database, kept, KEPT_BLOB_PREFIX, CARD_BLOB_PREFIX);
}

/** Counts the blobs that wait. */
export function countWaitingCards(database: OnboardingPorts["database"]): Promise<number> {
  return database.keyValues.where("key").startsWith(CARD_BLOB_PREFIX).count();
}

/** Another key at the relay's address is another relay, or the same without its data. */
async function oweOtherRelay(
  database: OnboardingPorts["database"],
  relayKey: string,
): Promise<void> {
  const keptAt = (await database.keyValues.get(KEPT_AT))?.value;
  if (keptAt === relayKey) return;
  if (keptAt !== undefined) await oweCards(database);
  await database.keyValues.put({ key: KEPT_AT, value: relayKey });
}

async function moveBlobs(
  { keyValues }: OnboardingPorts["database"],
  rows: readonly { readonly key: string; readonly value: unknown }[],
  from: string,
  to: string,
): Promise<void> {
  await keyValues.db.transaction("rw", [keyValues], async () => {
    await keyValues.bulkPut(
      rows.map(({ key, value }) => ({ key: to + key.slice(from.length), value })),
    );
    await keyValues.bulkDelete(rows.map(({ key }) => key));
  });
}

/** A household's new card takes the place of the one before: nobody needs the old blob. */
async function forgetCards(
  { keyValues }: OnboardingPorts["database"],
  households: readonly number[],
): Promise<void> {
  const last = await keyValues.bulkGet(households.map((number) => `${CARD_PREFIX}${number}`));
  const keys = last.flatMap((row) =>
    row === undefined
      ? []
      : [CARD_BLOB_PREFIX, KEPT_BLOB_PREFIX].map((prefix) => `${prefix}${row.value as InviteId}`),
  );
  await keyValues.bulkDelete(keys);
}

interface MadeCards {
  readonly cards: readonly { readonly household: HouseholdView; readonly created: CreatedInvite }[];
  readonly statements: readonly Statement[];
  readonly keyring: OwnMembership["keyring"];
}

async function makeAll(
  ports: OnboardingPorts,
  issuer: Author,
  own: OwnMembership,
  households: readonly HouseholdView[],
): Promise<MadeCards> {
  const { associationName, isDemo, purposeVersion, signatures } = own;
  const statements: Statement[] = [];
  const cards: MadeCards["cards"][number][] = [];
  let { authority, keyring } = own;
  for (const household of households) {
    const { number, group, indexInGroup } = household;
    const created = await createInvite(ports, {
      authority,
      keyring,
      issuer,
      household: number,
      group,
      untilSeconds: 0,
      text: { associationName, indexInGroup, relays: [ports.relayUrl], isDemo, purposeVersion },
    });
    keyring = created.keyring;
    statements.push(...created.statements, ...(await cancelOlder(ports, issuer, own, number)));
    cards.push({ household, created });
    // The first card of a group begins the group's epoch; the next card must build on it, not begin another.
    if (
      created.statements.some(
        ({ body }) => body.type === "epoch" && body.audience === `group/${group}`,
      )
    )
      authority = computeAuthority(
        authority.association,
        [...own.statements, ...statements],
        signatures,
      );
  }
  return { cards, statements, keyring };
}

/** Cancels the household's cards that still count. The card's own id is known only where it was made; its device is enough. */
export async function cancelOlder(
  ports: OnboardingPorts,
  issuer: Author,
  { authority }: OwnMembership,
  household: number,
): Promise<Statement[]> {
  const last = (await ports.database.keyValues.get(`${CARD_PREFIX}${household}`))?.value as
    | InviteId
    | undefined;
  const devices = [...authority.standings.values()]
    .flat()
    .filter(({ roles, household: place }) => roles.has("invite") && place === household)
    .map(({ device }) => device)
    .filter((device) => !authority.cancelledInviteDevices.has(device));
  const inviteId = last ?? toId("invite", new Uint8Array(ID_BYTES.invite));
  return devices.map((device) => cancelInvite(authority.association, issuer, { inviteId, device }));
}
