/**
 * The steps of computing authority, each over the ledger: what is admitted, what wins, who is confirmed, what is flagged. Used by
 * authority.ts only, in its order.
 */
import { groupBy } from "../base/group-by.ts";
import type { DeviceId, InviteId, StatementId } from "../base/ids.ts";
import type { Audience } from "../entry/stream-name.ts";
import {
  type Holder,
  INVITE_RANK,
  type Ledger,
  addCertificate,
  isMadeBy,
  issuerOf,
  rankOfRole,
  statementsOf,
} from "./ledger.ts";
import { INVITE_DEVICES_MAX, type Standing, type StandingFlag, isOfficer } from "./standing.ts";
import {
  type Certificate,
  type Epoch,
  type Retirement,
  type Revocation,
  type Statement,
  type StatementOf,
  associationIdOf,
  deviceIdOf,
} from "./statement.ts";
import { isSubjectProven } from "./subject-proof.ts";

/** Admits the root's certificates; answers the root, or undefined when the set lacks it. */
export function admitRoot(ledger: Ledger): Holder | undefined {
  for (const statement of statementsOf(ledger, "certificate")) {
    const { role, signKey, issuer } = statement.body;
    if (role !== "root" || associationIdOf(signKey) !== ledger.association) continue;
    if (issuer !== deviceIdOf(signKey) || !isMadeBy(ledger, statement, signKey)) continue;
    addCertificate(ledger, statement, 0);
  }
  const [root] = ledger.holders.values();
  if (root !== undefined) root.isSettled = true;
  return root;
}

/** Admits the certificates for roles of one rank; their issuers rank higher and are settled. */
export function admitCertificates(ledger: Ledger, rank: number): void {
  const admitted: { statement: StatementOf<Certificate>; issuerRank: number }[] = [];
  for (const statement of statementsOf(ledger, "certificate")) {
    if (rankOfRole(statement.body.role) !== rank) continue;
    const issuer = issuerOf(ledger, statement, (holder) => holder.rank < rank);
    if (issuer !== undefined) admitted.push({ statement, issuerRank: issuer.rank });
  }
  admitted.sort((left, right) => left.issuerRank - right.issuerRank);
  for (const { statement, issuerRank } of admitted) addCertificate(ledger, statement, issuerRank);
}

/**
 * Admits the cards by which leaders let households of their group in again. [MEM6]
 *
 * Only a household that an officer once placed in the group: a leader adds nobody. The card's own proof keeps a leader from
 * claiming somebody else's key, as it does for invites (decision 0005).
 */
export function admitLeadersCards(ledger: Ledger): void {
  const placed = new Set(
    [...ledger.holders.values()]
      .flatMap(({ certificates }) => certificates)
      .filter(({ body }) => body.role !== "groupLeader")
      .map(({ body }) => placeName(body)),
  );
  const admitted = statementsOf(ledger, "certificate").filter((statement) => {
    const { body } = statement;
    if (body.role !== "invite" || ledger.counted.has(statement.id)) return false;
    if (body.household === 0 || body.group === 0 || !placed.has(placeName(body))) return false;
    const leads = (acting: Holder) => toPlace(acting).groupsLed.includes(body.group);
    return issuerOf(ledger, statement, leads) !== undefined && isProven(ledger, statement);
  });
  for (const statement of admitted) addCertificate(ledger, statement, INVITE_RANK);
}

function placeName({ household, group }: Certificate): string {
  return `${household}/${group}`;
}

/** Admits what invites certify. The proof costs a second signature check, remembered like the first. */
export function admitInvited(ledger: Ledger): void {
  const admitted = statementsOf(ledger, "certificate").filter((statement) => {
    if (statement.body.role !== "member" || ledger.counted.has(statement.id)) return false;
    const isByInvite = (holder: Holder) =>
      holder.certificates.some(
        ({ body }) => body.role === "invite" && isPlaceOfInvite(body, statement.body),
      );
    return issuerOf(ledger, statement, isByInvite) !== undefined && isProven(ledger, statement);
  });
  for (const statement of admitted) addCertificate(ledger, statement, INVITE_RANK);
}

function isProven(ledger: Ledger, statement: StatementOf<Certificate>): boolean {
  const name = `${statement.id}/proof`;
  const verdict =
    ledger.signatures.get(name) ??
    isSubjectProven(ledger.association, statement.body, ledger.verifySignature);
  ledger.signatures.set(name, verdict);
  return verdict;
}

/** Tells whether a certificate is for a member of the invite's household and group. [MEM6] */
export function isPlaceOfInvite(
  invite: { household: number; group: number },
  certificate: Certificate,
): boolean {
  return (
    certificate.role === "member" &&
    certificate.household !== 0 &&
    certificate.household === invite.household &&
    certificate.group === invite.group
  );
}

/** Decides which revocation and which retirement of each new holder win. [MEM5] [KEY3] */
export function settleRevocations(ledger: Ledger): void {
  const revocations = groupBy(statementsOf(ledger, "revocation"), ({ body }) => body.subject);
  const retirements = groupBy(statementsOf(ledger, "retirement"), ({ body }) => body.subject);
  for (const holder of ledger.holders.values()) {
    if (holder.isSettled) continue;
    holder.revocation = winnerOf(ledger, holder, revocations.get(holder.device) ?? []);
    holder.stays = new Set(holder.revocation?.body.stays);
    holder.retirement = winnerOf(ledger, holder, retirements.get(holder.device) ?? []);
    holder.staysInOffice = new Set(holder.retirement?.body.stays);
  }
  for (const holder of ledger.holders.values()) holder.isSettled = true;
}

/** One wins: highest rank, then highest revision, then lowest hash. */
function winnerOf<Body extends Revocation | Retirement>(
  ledger: Ledger,
  holder: Holder,
  statements: readonly StatementOf<Body>[],
): StatementOf<Body> | undefined {
  let best: { statement: StatementOf<Body>; rank: number } | undefined;
  for (const statement of statements) {
    const rank = revokerRank(ledger, statement, holder);
    if (rank === undefined) continue;
    ledger.counted.add(statement.id);
    const isBetter =
      best === undefined ||
      rank < best.rank ||
      (rank === best.rank && statement.body.revision > best.statement.body.revision);
    if (isBetter) best = { statement, rank };
  }
  return best?.statement;
}

function revokerRank(ledger: Ledger, statement: Statement, subject: Holder): number | undefined {
  if (statement.body.issuer === subject.device && isMadeBy(ledger, statement, subject.signKey))
    return subject.rank;
  return issuerOf(ledger, statement, (holder) => holder.rank < subject.rank)?.rank;
}

/** Who is confirmed: the directly certified, and whom they vouch for, until nothing is added. [MEM7] */
export function confirmedHolders(ledger: Ledger): ReadonlySet<Holder> {
  const confirmed = new Set([...ledger.holders.values()].filter((holder) => holder.isDirect));
  const confirmations = statementsOf(ledger, "confirmation");
  const pending = new Set(confirmations);
  for (let left = -1; left !== pending.size;) {
    left = pending.size;
    for (const statement of pending) {
      for (const subject of ledger.holdersByDevice.get(statement.body.subject) ?? []) {
        const may = (acting: Holder, holder: Holder) =>
          mayConfirm(toPlace(acting), confirmed.has(holder), toPlace(subject)) &&
          holder !== subject;
        if (issuerOf(ledger, statement, may) === undefined) continue;
        confirmed.add(subject);
        ledger.counted.add(statement.id);
        pending.delete(statement);
      }
    }
  }
  return confirmed;
}

/** Who somebody is, for vouching. */
export type Place = Pick<Standing, "device" | "roles" | "household" | "group" | "groupsLed">;

/**
 * Tells whether one may vouch for another. An invite is no device: a card that could vouch for what it lets in would make the
 * mark mean nothing. [MEM7]
 */
export function mayConfirm(issuer: Place, isConfirmed: boolean, subject: Place): boolean {
  if (isOfficer(issuer)) return true;
  if (!isConfirmed || issuer.roles.has("invite") || issuer.roles.has("relay")) return false;
  if (issuer.device === subject.device) return false;
  const isSameHousehold = issuer.household !== 0 && issuer.household === subject.household;
  return isSameHousehold || issuer.groupsLed.includes(subject.group);
}

/** The cards that officers, admins or root cancelled, by both their names. [MEM6] */
export function admitCancellations(ledger: Ledger): {
  invites: Set<InviteId>;
  devices: Set<DeviceId>;
} {
  const cancelled = { invites: new Set<InviteId>(), devices: new Set<DeviceId>() };
  for (const statement of statementsOf(ledger, "inviteCancelled")) {
    if (issuerOf(ledger, statement, (holder) => holder.rank <= 2) === undefined) continue;
    cancelled.invites.add(statement.body.invite);
    cancelled.devices.add(statement.body.inviteDevice);
    ledger.counted.add(statement.id);
  }
  return cancelled;
}

/** Flags devices nobody confirmed: those beyond the first ten of a card, by hash, and those of a cancelled card. [MEM6] */
export function inviteFlags(
  ledger: Ledger,
  confirmed: ReadonlySet<Holder>,
  cancelledDevices: ReadonlySet<DeviceId>,
): ReadonlyMap<Holder, readonly StandingFlag[]> {
  const joined = [...ledger.holders.values()]
    .filter((holder) => !holder.isDirect)
    // A card that a leader made is no device.
    .flatMap((holder) => {
      const certificate = holder.certificates.find(({ body }) => body.role === "member");
      return certificate === undefined ? [] : [{ holder, certificate }];
    })
    .sort((left, right) => (left.certificate.id < right.certificate.id ? -1 : 1));
  const countByInvite = new Map<DeviceId, number>();
  const flags = new Map<Holder, readonly StandingFlag[]>();
  for (const { holder, certificate } of joined) {
    const invite = certificate.body.issuer;
    const count = (countByInvite.get(invite) ?? 0) + 1;
    countByInvite.set(invite, count);
    if (confirmed.has(holder)) continue;
    const found: StandingFlag[] = [];
    if (count > INVITE_DEVICES_MAX) found.push("overInvited");
    if (cancelledDevices.has(invite)) found.push("inviteCancelled");
    flags.set(holder, found);
  }
  return flags;
}

/** The epochs that count, by audience; the one to write with first. [KEY1] */
export function admitEpochs(ledger: Ledger): ReadonlyMap<Audience, readonly StatementOf<Epoch>[]> {
  const epochs = new Map<StatementId, StatementOf<Epoch>>();
  for (const statement of statementsOf(ledger, "epoch")) {
    if (epochs.has(statement.id)) continue;
    if (issuerOf(ledger, statement, (holder) => holder.rank <= 2) === undefined) continue;
    epochs.set(statement.id, statement);
    ledger.counted.add(statement.id);
  }
  const byAudience = groupBy(epochs.values(), (statement) => statement.body.audience);
  for (const found of byAudience.values())
    found.sort((left, right) => right.body.number - left.body.number);
  return byAudience;
}

/** Who a key is. A leader's certificate names the group led, which need not be where the leader lives. */
export function toPlace(holder: Holder): Place {
  const bodies = holder.certificates.map((statement) => statement.body);
  const groupsLed = bodies.filter((body) => body.role === "groupLeader").map((body) => body.group);
  const home = bodies.find((body) => body.role !== "groupLeader" && body.group !== 0);
  return {
    device: holder.device,
    roles: new Set(bodies.map((body) => body.role)),
    household: holder.household,
    group: home?.group ?? groupsLed[0] ?? 0,
    groupsLed: [...new Set(groupsLed)].sort((left, right) => left - right),
  };
}
