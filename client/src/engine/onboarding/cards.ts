/**
 * Making invite cards. [MEM6]
 *
 * A card is durable here before anybody sees it: statements through the replica, the sealed blob in the queue of blobs
 * (card-queue.ts).
 */
import { ID_BYTES, type InviteId, toId } from "@tomoshibi/shared/base/ids.ts";
import { type Result, err, ok } from "@tomoshibi/shared/base/result.ts";
import type { Author } from "@tomoshibi/shared/entry/entry.ts";
import { computeAuthority, standingsOf } from "@tomoshibi/shared/membership/authority.ts";
import { type CreatedInvite, createInvite } from "@tomoshibi/shared/membership/joining.ts";
import { encodeInviteQr, formatInviteCode } from "@tomoshibi/shared/membership/invite.ts";
import { cancelInvite } from "@tomoshibi/shared/membership/issue.ts";
import { type Standing, isOfficer } from "@tomoshibi/shared/membership/standing.ts";
import type { Statement } from "@tomoshibi/shared/membership/statement.ts";
import { markOf } from "@tomoshibi/shared/roster/mark.ts";
import type { EngineFailure, HouseholdView, InviteCard } from "../api.ts";
import { queueBlobs } from "./card-queue.ts";
import type { OnboardingPorts, OwnMembership } from "./ports.ts";

/** Keys of the last card's id of each household, for cancelling it. */
const CARD_PREFIX = "card/";

/**
 * Makes a card for each household. An officer's cancels the household's older ones; a leader's, for households of the group led,
 * cancels nothing.
 *
 * Errors: notAllowed, also to a leader for a household that no officer has let in before (decision 0017); failed for a household
 *         that is not on the roster, or not in the group led.
 */
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
  const standing = standingsOf(own.authority, identity.device)[0];
  if (standing === undefined || !mayMakeCards(standing)) return err({ type: "notAllowed" });
  // A leader's roster holds the group led and nothing else.
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
  // A card that counts for nothing must not be shown to anybody. An officer's always counts, and checking hundreds takes a while.
  if (!isOfficer(standing) && !doAllCount(own, made)) return err({ type: "notAllowed" });
  await queueCards(database, made.cards);
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

function doAllCount(own: OwnMembership, { cards, statements }: MadeCards): boolean {
  const { association } = own.authority;
  const all = [...own.statements, ...statements];
  const { standings } = computeAuthority(association, all, own.signatures);
  return cards.every(({ created }) => standings.has(created.invite.device));
}

function mayMakeCards(standing: Standing): boolean {
  return standing.revoked === undefined && (isOfficer(standing) || standing.groupsLed.length > 0);
}

/** Makes the cards' blobs durable before anybody sees a card; what they replace leaves. */
async function queueCards(
  database: OnboardingPorts["database"],
  cards: MadeCards["cards"],
): Promise<void> {
  const { keyValues } = database;
  const keyOf = (card: MadeCards["cards"][number]) => `${CARD_PREFIX}${card.household.number}`;
  const last = await keyValues.bulkGet(cards.map(keyOf));
  const blobs = cards.map(({ created: { invite, sealedBlob } }) => ({
    ...{ invite: invite.inviteId, inviteDevice: invite.device },
    blob: sealedBlob,
  }));
  const replaced = last.flatMap((row) => (row === undefined ? [] : [row.value as InviteId]));
  await database.transaction("rw", [keyValues], async () => {
    await queueBlobs(database, blobs, replaced);
    await keyValues.bulkPut(
      cards.map((card) => ({ key: keyOf(card), value: card.created.invite.inviteId })),
    );
  });
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
  const isByOfficer = standingsOf(authority, issuer.device).some(isOfficer);
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
    statements.push(...created.statements);
    if (isByOfficer) statements.push(...(await cancelOlder(ports, issuer, own, number)));
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
