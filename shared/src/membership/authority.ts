/**
 * Authority: who may do what, computed from the set of statements and nothing else. [MEM2]
 *
 * Who may certify whom, by rank (root 0, admin 1, officer 2, all others 3): an issuer certifies strictly lower ranks only.
 * So root makes admins; admins make officers; officers make group leaders, desks, members, invites and relays; a higher
 * rank may do what a lower one may. Two exceptions: an invite certifies `member` for its own household and group, and a group
 * leader an `invite` for a household that an officer placed in the group led; both with the subject's proof. A new admin needs the root seed (its shares, KEY4): no admin makes a peer. Revocations need a
 * strictly higher rank or the device itself; epochs and cancelled cards an officer, admin or root.
 *
 * Invariants: the answer is a function of the set, whatever its order or duplication; no clock is read [MEM4]; a root cannot
 * be revoked, for nothing ranks above it. Which payloads a standing may write is left to the records' policies.
 */
import { equalBytes } from "../base/bytes.ts";
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
  admitCancellations,
  admitCertificates,
  admitEpochs,
  admitInvited,
  admitLeadersCards,
  admitRoot,
  confirmedHolders,
  inviteFlags,
  settleRevocations,
  toPlace,
} from "./admit.ts";
import { type Holder, type Ledger, type SignatureCache, openLedger, presentOf } from "./ledger.ts";
import { type Bounds, type Standing, type StandingFlag } from "./standing.ts";
import {
  type Certificate,
  type Epoch,
  type Retirement,
  type Revocation,
  type Statement,
  type StatementOf,
  deviceIdOf,
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
  /** The retirement that wins, by the device it is about. [KEY3] */
  readonly retirements: ReadonlyMap<DeviceId, StatementOf<Retirement>>;
  /** The groups each household is in: one, but for one that moved and kept a device. By devices and cards that count. */
  readonly groupsOfHousehold: ReadonlyMap<number, ReadonlySet<number>>;
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
  admitLeadersCards(ledger);
  settleRevocations(ledger);
  admitInvited(ledger);
  settleRevocations(ledger);
  const confirmed = confirmedHolders(ledger);
  const cancelled = admitCancellations(ledger);
  const flags = inviteFlags(ledger, confirmed, cancelled.devices);
  const standings = standingsByDevice(ledger, confirmed, flags);
  return {
    association,
    rootSignKey: root?.signKey,
    recoveryKey: root?.sealKey,
    standings,
    epochs: admitEpochs(ledger),
    cancelledInvites: cancelled.invites,
    cancelledInviteDevices: cancelled.devices,
    certificates: certificatesByDevice(ledger),
    revocations: winnersByDevice(ledger, ({ revocation }) => revocation),
    retirements: winnersByDevice(ledger, ({ retirement }) => retirement),
    groupsOfHousehold: groupsOfHousehold(standings, cancelled.devices),
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
  return standing.revoked === undefined || isWithin(standing.revoked, stream, seq, entryId);
}

/**
 * What a standing was for one of its entries: what an officer wrote in office stays an officer's word. [KEY3]
 */
export function standingAt(
  standing: Standing,
  stream: StreamName,
  seq: number,
  entryId: EntryId,
): Standing {
  const { former } = standing;
  if (former === undefined || !isWithin(former.bounds, stream, seq, entryId)) return standing;
  return { ...standing, roles: former.roles, groupsLed: former.groupsLed };
}

/** Tells whether a key leads a group that a household is in: its leader reads the household's copies. [STR] */
export function leadsHousehold(
  { groupsOfHousehold: groups }: Pick<Authority, "groupsOfHousehold">,
  standing: Standing,
  household: number,
): boolean {
  const found = groups.get(household);
  return found !== undefined && standing.groupsLed.some((group) => found.has(group));
}

function isWithin(bounds: Bounds, stream: StreamName, seq: number, entryId: EntryId): boolean {
  const bound = bounds.get(stream);
  if (bound === undefined || seq > bound.seq) return false;
  return seq < bound.seq || equalBytes(idBytes(entryId).slice(0, bound.head.length), bound.head);
}

function standingsByDevice(
  ledger: Ledger,
  confirmed: ReadonlySet<Holder>,
  flags: ReadonlyMap<Holder, readonly StandingFlag[]>,
): ReadonlyMap<DeviceId, readonly Standing[]> {
  const standings = new Map<DeviceId, readonly Standing[]>();
  for (const [device, holders] of ledger.holdersByDevice) {
    const found = holders.map((holder): Standing => {
      const joined = holder.certificates.find(({ body }) => body.role === "member");
      const invitedBy = holder.isDirect ? undefined : joined?.body.issuer;
      const { retirement } = holder;
      const place = toPlace(presentOf(holder));
      const { roles, groupsLed } = retirement === undefined ? place : toPlace(holder);
      return {
        ...place,
        signKey: holder.signKey,
        sealKey: holder.sealKey,
        isConfirmed: confirmed.has(holder),
        invitedBy,
        flags: flags.get(holder) ?? [],
        revoked: holder.revocation && boundsOf(holder.revocation.body.streams),
        ...(retirement && {
          former: { roles, groupsLed, bounds: boundsOf(retirement.body.streams) },
        }),
      };
    });
    standings.set(device, found);
  }
  return standings;
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

function boundsOf(streams: Revocation["streams"]): Bounds {
  return new Map(streams.map(({ stream, seq, head }) => [stream, { seq, head }]));
}

function winnersByDevice<Body extends Revocation | Retirement>(
  ledger: Ledger,
  winnerOf: (holder: Holder) => StatementOf<Body> | undefined,
): ReadonlyMap<DeviceId, StatementOf<Body>> {
  const winners = new Map<DeviceId, StatementOf<Body>>();
  for (const holder of ledger.holders.values()) {
    const winner = winnerOf(holder);
    if (winner !== undefined) winners.set(holder.device, winner);
  }
  return winners;
}

function groupsOfHousehold(
  standings: Authority["standings"],
  cancelled: ReadonlySet<DeviceId>,
): Authority["groupsOfHousehold"] {
  const groups = new Map<number, Set<number>>();
  for (const { device, household, group, revoked } of [...standings.values()].flat()) {
    if (household === 0 || group === 0 || revoked !== undefined || cancelled.has(device)) continue;
    groups.set(household, (groups.get(household) ?? new Set()).add(group));
  }
  return groups;
}
