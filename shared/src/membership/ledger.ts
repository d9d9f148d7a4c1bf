/**
 * The working state of computing authority: statements by kind, and the keys they certify. Used by authority.ts only.
 *
 * Invariants: statements stand in one order (id, then signature), so that whatever picks "the first" picks the same
 * everywhere; a signature is checked once for each key it might be by.
 */
import { bytesToHex, equalBytes } from "../base/bytes.ts";
import type { AssociationId, DeviceId, StatementId } from "../base/ids.ts";
import type { VerifySignature } from "../crypto/sign.ts";
import { signatureName } from "./signature-name.ts";
import {
  type Certificate,
  type Retirement,
  type Revocation,
  type Role,
  type Statement,
  type StatementBody,
  type StatementOf,
  deviceIdOf,
  isStatementOf,
  isStatementSignedBy,
} from "./statement.ts";

/** Verdicts on signatures checked before; kept by the caller, so that a growing set stays cheap. Never shared by associations. */
export type SignatureCache = Map<string, boolean>;

/** A key that counted certificates name, while authority is computed. */
export interface Holder {
  readonly device: DeviceId;
  readonly signKey: Uint8Array;
  readonly sealKey: Uint8Array;
  /** 0 until a certificate names one. */
  household: number;
  rank: number;
  readonly certificates: StatementOf<Certificate>[];
  /** Certified by an officer, an admin or root, not only by an invite. */
  isDirect: boolean;
  isSettled: boolean;
  revocation: StatementOf<Revocation> | undefined;
  stays: ReadonlySet<StatementId>;
  /** Ended certificates give the key nothing from the retirement on; what it issued before stays as heavy as it was. [KEY3] */
  retirement: StatementOf<Retirement> | undefined;
  staysInOffice: ReadonlySet<StatementId>;
}

/** All that is known while authority is computed. */
export interface Ledger {
  readonly association: AssociationId;
  readonly statements: readonly Statement[];
  readonly holders: Map<string, Holder>;
  readonly holdersByDevice: Map<DeviceId, Holder[]>;
  readonly signatures: SignatureCache;
  readonly verifySignature: VerifySignature;
  /** Statements that count. */
  readonly counted: Set<StatementId>;
}

/** The rank of an invite as an issuer: below all others. */
export const INVITE_RANK = 4;

/** The rank of a role: 0 is the highest. [MEM3] */
export function rankOfRole(role: Role): number {
  switch (role) {
    case "root":
      return 0;
    case "admin":
      return 1;
    case "officer":
      return 2;
    case "groupLeader":
    case "desk":
    case "member":
    case "invite":
    case "relay":
      return 3;
  }
}

/** Starts a ledger with the statements in their one order. */
export function openLedger(
  association: AssociationId,
  statements: Iterable<Statement>,
  signatures: SignatureCache,
  verifySignature: VerifySignature,
): Ledger {
  const ordered = [...statements].sort(compareStatements);
  return {
    association,
    statements: ordered,
    holders: new Map(),
    holdersByDevice: new Map(),
    signatures,
    verifySignature,
    counted: new Set(),
  };
}

/** The statements of one kind, in order. */
export function statementsOf<Type extends StatementBody["type"]>(
  ledger: Ledger,
  type: Type,
): StatementOf<Extract<StatementBody, { readonly type: Type }>>[] {
  return ledger.statements.filter((statement) => isStatementOf(statement, type));
}

/**
 * Who made a statement, if it passes `may` and the statement outlived the maker's revocation. [MEM5]
 *
 * Shape: the answer, and the first argument of `may`, is the holder as it was when it issued: without what a retirement ended,
 *        unless the retirement lets the statement stay. The second argument is the holder itself.
 */
export function issuerOf(
  ledger: Ledger,
  statement: Statement,
  may: (acting: Holder, holder: Holder) => boolean,
): Holder | undefined {
  for (const holder of ledger.holdersByDevice.get(statement.body.issuer) ?? []) {
    if (holder.revocation !== undefined && !holder.stays.has(statement.id)) continue;
    const isKept = holder.staysInOffice.has(statement.id);
    const acting = isKept ? holder : presentOf(holder);
    if (may(acting, holder) && isMadeBy(ledger, statement, holder.signKey)) return acting;
  }
  return undefined;
}

/** A holder without what its retirement ended. */
export function presentOf(holder: Holder): Holder {
  const { retirement } = holder;
  if (retirement === undefined) return holder;
  const ended = new Set(retirement.body.ended);
  const certificates = holder.certificates.filter(({ id }) => !ended.has(id));
  return { ...holder, certificates, rank: rankOfCertificates(certificates) };
}

/** The rank of a key that nothing certifies any more is below all. */
function rankOfCertificates(certificates: Holder["certificates"]): number {
  return Math.min(INVITE_RANK, ...certificates.map(({ body }) => rankOfRole(body.role)));
}

/** Tells whether a key signed a statement, asking the cache first. */
export function isMadeBy(ledger: Ledger, statement: Statement, signKey: Uint8Array): boolean {
  const name = signatureName(statement, signKey);
  const known = ledger.signatures.get(name);
  if (known !== undefined) return known;
  const verdict = isStatementSignedBy(
    ledger.association,
    statement,
    signKey,
    ledger.verifySignature,
  );
  ledger.signatures.set(name, verdict);
  return verdict;
}

/**
 * Adds a certificate to the key it names. A key has one sealing key and one household for ever [MEM1]: the first
 * certificate, by role's rank, issuer's rank and hash, decides; what contradicts it does not count.
 */
export function addCertificate(
  ledger: Ledger,
  statement: StatementOf<Certificate>,
  issuerRank: number,
): void {
  const { signKey, sealKey, role, household } = statement.body;
  const name = bytesToHex(signKey);
  const holder = ledger.holders.get(name) ?? createHolder(ledger, name, statement.body);
  if (!equalBytes(holder.sealKey, sealKey)) return;
  if (household !== 0 && holder.household !== 0 && household !== holder.household) return;
  if (holder.certificates.some((known) => known.id === statement.id)) return;
  holder.certificates.push(statement);
  holder.household ||= household;
  holder.rank = Math.min(holder.rank, rankOfRole(role));
  holder.isDirect ||= issuerRank < INVITE_RANK;
  ledger.counted.add(statement.id);
}

function createHolder(ledger: Ledger, name: string, certificate: Certificate): Holder {
  const holder: Holder = {
    device: deviceIdOf(certificate.signKey),
    signKey: certificate.signKey,
    sealKey: certificate.sealKey,
    household: certificate.household,
    rank: rankOfRole(certificate.role),
    certificates: [],
    isDirect: false,
    isSettled: false,
    revocation: undefined,
    stays: new Set(),
    retirement: undefined,
    staysInOffice: new Set(),
  };
  ledger.holders.set(name, holder);
  ledger.holdersByDevice.set(holder.device, [
    ...(ledger.holdersByDevice.get(holder.device) ?? []),
    holder,
  ]);
  return holder;
}

function compareStatements(left: Statement, right: Statement): number {
  if (left.id !== right.id) return left.id < right.id ? -1 : 1;
  const [leftSignature, rightSignature] = [bytesToHex(left.signature), bytesToHex(right.signature)];
  return leftSignature < rightSignature ? -1 : leftSignature > rightSignature ? 1 : 0;
}
