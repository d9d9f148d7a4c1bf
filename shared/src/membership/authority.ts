/**
 * Authority: who may do what, computed from the set of statements and nothing else. [MEM2]
 *
 * Who may certify whom, by rank (root 0, admin 1, officer 2, all others 3): an issuer certifies strictly lower ranks only.
 * So root makes admins; admins make officers; officers make group leaders, desks, members, invites and relays; a higher
 * rank may do what a lower one may. One exception: an invite certifies `member` for its own household and group, with
 * the subject's proof. A new admin needs the root seed (its shares, KEY4): no admin makes a peer. Revocations need a
 * strictly higher rank or the device itself; epochs and cancelled cards an officer, admin or root.
 *
 * Invariants: the answer is a function of the set, whatever its order or duplication; no clock is read [MEM4]; a root cannot
 * be revoked, for nothing ranks above it. Which payloads a standing may write is left to the records' policies.
 */
import { equalBytes } from "../base/bytes.ts";
import { groupBy } from "../base/group-by.ts";
import {
  type AssociationId,
  type DeviceId,
  type EntryId,
  type InviteId,
  type StatementId,
  idBytes,
} from "../base/ids.ts";
import { type VerifySignature, verify } from "../crypto/sign.ts";
import type { Audience, StreamName } from "../entry/stream-name.ts";
import {
  type Holder,
  INVITE_RANK,
  type Ledger,
  type SignatureCache,
  addCertificate,
  isMadeBy,
  issuerOf,
  openLedger,
  rankOfRole,
  statementsOf,
} from "./ledger.ts";
import { INVITE_DEVICES_MAX, type Standing, type StandingFlag, isOfficer } from "./standing.ts";
import {
  type Certificate,
  type Epoch,
  type Revocation,
  type Statement,
  type StatementBody,
  type StatementOf,
  associationIdOf,
  deviceIdOf,
  isSubjectProven,
} from "./statement.ts";

export type { SignatureCache } from "./ledger.ts";

/** What a set of statements means. */
export interface Authority {
  readonly association: AssociationId;
  /** Undefined until the root certificate is in the set; nothing counts without it. */
  readonly rootSignKey: Uint8Array | undefined;
  /** X25519 key of the root certificate, to which epochs' secrets are sealed. [KEY4] */
  readonly recoveryKey: Uint8Array | undefined;
  /** More than one only where two keys share a device id: the author is the one whose key verifies. [ENT1] */
  readonly standings: ReadonlyMap<DeviceId, readonly Standing[]>;
  /** Epochs that count, the one to write with first. */
  readonly epochs: ReadonlyMap<Audience, readonly StatementOf<Epoch>[]>;
  readonly cancelledInvites: ReadonlySet<InviteId>;
  /** Devices of cancelled cards. */
  readonly cancelledInviteDevices: ReadonlySet<DeviceId>;
  /** Certificates that count, by the device they are about. */
  readonly certificates: ReadonlyMap<DeviceId, readonly StatementOf<Certificate>[]>;
  /** The revocation that wins, by the device it is about. */
  readonly revocations: ReadonlyMap<DeviceId, StatementOf<Revocation>>;
  /** All statements that count. */
  readonly counted: ReadonlySet<StatementId>;
}

/**
 * Computes all authority from the root down.
 *
 * Shape:  statements in any order, duplicates allowed, signatures unchecked; the association's own only.
 * Errors: none; what does not count is left out.
 * Law:    any order and duplication of the input gives the same answer. [MEM2]
 * Cost:   O(n log n), and one signature check for each statement that `signatures` does not know.
 */
export function computeAuthority(
  association: AssociationId,
  statements: Iterable<Statement>,
  signatures: SignatureCache = new Map(),
  verifySignature: VerifySignature = verify,
): Authority {
  const ledger = openLedger(association, statements, signatures, verifySignature);
  const root = admitRoot(ledger);
  for (const rank of [1, 2, 3]) {
    admitCertificates(ledger, rank);
    settleRevocations(ledger);
  }
  admitInvited(ledger);
  settleRevocations(ledger);
  const confirmed = confirmedHolders(ledger);
  const cancelled = admitCancellations(ledger);
  const flags = inviteFlags(ledger, confirmed, cancelled.devices);
  return {
    association,
    rootSignKey: root?.signKey,
    recoveryKey: root?.sealKey,
    standings: standingsByDevice(ledger, confirmed, flags),
    epochs: admitEpochs(ledger),
    cancelledInvites: cancelled.invites,
    cancelledInviteDevices: cancelled.devices,
    certificates: certificatesByDevice(ledger),
    revocations: revocationsByDevice(ledger),
    counted: ledger.counted,
  };
}

/** The standings a device id may stand for, revoked ones included; empty for an unknown device. */
export function standingsOf(authority: Authority, device: DeviceId): readonly Standing[] {
  return authority.standings.get(device) ?? [];
}

/** The standing of one key; undefined when nothing certifies it. */
export function standingOfKey(authority: Authority, signKey: Uint8Array): Standing | undefined {
  return standingsOf(authority, deviceIdOf(signKey)).find((standing) =>
    equalBytes(standing.signKey, signKey),
  );
}

/** The epochs of an audience that count, the one to write with first: highest number, then lowest hash. [KEY1] */
export function epochsOf(authority: Authority, audience: Audience): readonly StatementOf<Epoch>[] {
  return authority.epochs.get(audience) ?? [];
}

/** The epoch to write with. [KEY1] */
export function currentEpoch(
  authority: Authority,
  audience: Audience,
): StatementOf<Epoch> | undefined {
  return epochsOf(authority, audience)[0];
}

/**
 * Tells whether an entry of a known author is applied: always, unless the key was revoked and the entry lies beyond the
 * revocation's bound. At the bound the head decides between the two sides of a fork; before it both count. [MEM5] [ENT6]
 */
export function countsEntry(
  standing: Standing,
  stream: StreamName,
  seq: number,
  entryId: EntryId,
): boolean {
  if (standing.revoked === undefined) return true;
  const bound = standing.revoked.get(stream);
  if (bound === undefined || seq > bound.seq) return false;
  return seq < bound.seq || equalBytes(idBytes(entryId).slice(0, bound.head.length), bound.head);
}

/**
 * Tells whether a standing may issue a statement that would count; for screens, before signing.
 *
 * Shape: `subject` is the standing of the device a revocation or confirmation is about.
 */
export function mayIssue(issuer: Standing, body: StatementBody, subject?: Standing): boolean {
  if (issuer.revoked !== undefined) return false;
  switch (body.type) {
    case "certificate":
      return rankOf(issuer) <= 2
        ? rankOf(issuer) < rankOfRole(body.role)
        : issuer.roles.has("invite") && isPlaceOfInvite(issuer, body);
    case "revocation":
      return (
        body.subject === issuer.device ||
        (subject !== undefined && rankOf(issuer) < rankOf(subject))
      );
    case "epoch":
    case "inviteCancelled":
      return isOfficer(issuer);
    case "confirmation":
      return subject !== undefined && mayConfirm(issuer, issuer.isConfirmed, subject);
  }
}

/** The highest rank of a standing's roles: 0 root, 1 admin, 2 officer, 3 all others. [MEM3] */
export function rankOf(standing: Pick<Standing, "roles">): number {
  return Math.min(...[...standing.roles].map(rankOfRole));
}

function admitRoot(ledger: Ledger): Holder | undefined {
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
function admitCertificates(ledger: Ledger, rank: number): void {
  const admitted: { statement: StatementOf<Certificate>; issuerRank: number }[] = [];
  for (const statement of statementsOf(ledger, "certificate")) {
    if (rankOfRole(statement.body.role) !== rank) continue;
    const issuer = issuerOf(ledger, statement, (holder) => holder.rank < rank && holder.rank <= 2);
    if (issuer !== undefined) admitted.push({ statement, issuerRank: issuer.rank });
  }
  admitted.sort((left, right) => left.issuerRank - right.issuerRank);
  for (const { statement, issuerRank } of admitted) addCertificate(ledger, statement, issuerRank);
}

/** Admits what invites certify. The proof costs a second signature check, remembered like the first. */
function admitInvited(ledger: Ledger): void {
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

function isPlaceOfInvite(
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

/** Decides which revocation of each new holder wins: highest rank, then highest revision, then lowest hash. [MEM5] */
function settleRevocations(ledger: Ledger): void {
  const revocations = groupBy(
    statementsOf(ledger, "revocation"),
    (statement) => statement.body.subject,
  );
  for (const holder of ledger.holders.values()) {
    if (holder.isSettled) continue;
    let best: { statement: StatementOf<Revocation>; rank: number } | undefined;
    for (const statement of revocations.get(holder.device) ?? []) {
      const rank = revokerRank(ledger, statement, holder);
      if (rank === undefined) continue;
      ledger.counted.add(statement.id);
      const isBetter =
        best === undefined ||
        rank < best.rank ||
        (rank === best.rank && statement.body.revision > best.statement.body.revision);
      if (isBetter) best = { statement, rank };
    }
    holder.revocation = best?.statement;
    holder.stays = new Set(best?.statement.body.stays);
  }
  for (const holder of ledger.holders.values()) holder.isSettled = true;
}

function revokerRank(ledger: Ledger, statement: Statement, subject: Holder): number | undefined {
  if (statement.body.issuer === subject.device && isMadeBy(ledger, statement, subject.signKey))
    return subject.rank;
  return issuerOf(ledger, statement, (holder) => holder.rank < subject.rank)?.rank;
}

/** Who is confirmed: the directly certified, and whom they vouch for, until nothing is added. [MEM7] */
function confirmedHolders(ledger: Ledger): ReadonlySet<Holder> {
  const confirmed = new Set([...ledger.holders.values()].filter((holder) => holder.isDirect));
  const confirmations = statementsOf(ledger, "confirmation");
  const pending = new Set(confirmations);
  for (let left = -1; left !== pending.size;) {
    left = pending.size;
    for (const statement of pending) {
      for (const subject of ledger.holdersByDevice.get(statement.body.subject) ?? []) {
        const may = (holder: Holder) =>
          mayConfirm(toPlace(holder), confirmed.has(holder), toPlace(subject)) &&
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

type Place = Pick<Standing, "device" | "roles" | "household" | "group" | "groupsLed">;

/** An invite is no device: a card that could vouch for what it lets in would make the mark mean nothing. */
function mayConfirm(issuer: Place, isConfirmed: boolean, subject: Place): boolean {
  if (isOfficer(issuer)) return true;
  if (!isConfirmed || issuer.roles.has("invite") || issuer.roles.has("relay")) return false;
  if (issuer.device === subject.device) return false;
  const isSameHousehold = issuer.household !== 0 && issuer.household === subject.household;
  return isSameHousehold || issuer.groupsLed.includes(subject.group);
}

function admitCancellations(ledger: Ledger): { invites: Set<InviteId>; devices: Set<DeviceId> } {
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
function inviteFlags(
  ledger: Ledger,
  confirmed: ReadonlySet<Holder>,
  cancelledDevices: ReadonlySet<DeviceId>,
): ReadonlyMap<Holder, readonly StandingFlag[]> {
  const joined = [...ledger.holders.values()]
    .filter((holder) => !holder.isDirect)
    .map((holder) => ({ holder, certificate: firstOf(holder.certificates) }))
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

function admitEpochs(ledger: Ledger): ReadonlyMap<Audience, readonly StatementOf<Epoch>[]> {
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

function standingsByDevice(
  ledger: Ledger,
  confirmed: ReadonlySet<Holder>,
  flags: ReadonlyMap<Holder, readonly StandingFlag[]>,
): ReadonlyMap<DeviceId, readonly Standing[]> {
  const standings = new Map<DeviceId, readonly Standing[]>();
  for (const [device, holders] of ledger.holdersByDevice) {
    const found = holders.map((holder): Standing => {
      const invitedBy = holder.isDirect ? undefined : firstOf(holder.certificates).body.issuer;
      const streams = holder.revocation?.body.streams;
      return {
        ...toPlace(holder),
        signKey: holder.signKey,
        sealKey: holder.sealKey,
        isConfirmed: confirmed.has(holder),
        invitedBy,
        flags: flags.get(holder) ?? [],
        revoked:
          streams && new Map(streams.map(({ stream, seq, head }) => [stream, { seq, head }])),
      };
    });
    standings.set(device, found);
  }
  return standings;
}

/** A leader's certificate names the group led, which need not be where the leader lives. */
function toPlace(holder: Holder): Place {
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

function certificatesByDevice(
  ledger: Ledger,
): ReadonlyMap<DeviceId, readonly StatementOf<Certificate>[]> {
  const certificates = new Map<DeviceId, readonly StatementOf<Certificate>[]>();
  for (const [device, holders] of ledger.holdersByDevice) {
    certificates.set(
      device,
      holders.flatMap((holder) => holder.certificates),
    );
  }
  return certificates;
}

function revocationsByDevice(ledger: Ledger): ReadonlyMap<DeviceId, StatementOf<Revocation>> {
  const revocations = new Map<DeviceId, StatementOf<Revocation>>();
  for (const holder of ledger.holders.values()) {
    if (holder.revocation !== undefined) revocations.set(holder.device, holder.revocation);
  }
  return revocations;
}

function firstOf<Item>(items: readonly Item[]): Item {
  const [first] = items;
  if (first === undefined) throw new Error("Broken invariant: a holder has a certificate");
  return first;
}
