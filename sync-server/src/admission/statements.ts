/**
 * Judging the statements of a bundle, all at once, for the certificates among them may need one another. [MEM2] [REL2]
 *
 * Taken is what a certified key signed, whether it counts or not: a revocation may come to be outranked, and then it must
 * be there. What a stranger signed is left with its sender. The relay's clock ends invites here and nowhere else. [MEM4]
 */
import { bytesToHex } from "@tomoshibi/shared/base/bytes.ts";
import type { DeviceId, StatementId } from "@tomoshibi/shared/base/ids.ts";
import { sha256 } from "@tomoshibi/shared/crypto/hash.ts";
import type { VerifySignature } from "@tomoshibi/shared/crypto/sign.ts";
import {
  type Authority,
  computeAuthority,
  standingOfKey,
} from "@tomoshibi/shared/membership/authority.ts";
import {
  STATEMENT_BYTES_MAX,
  type Statement,
  decodeStatement,
} from "@tomoshibi/shared/membership/statement.ts";
import type { Clock } from "@tomoshibi/shared/ports/clock.ts";
import { encodeIntakeItem } from "@tomoshibi/shared/relay-api/intake.ts";
import type { AssociationState } from "./associations.ts";
import { intakeLimit } from "./entries.ts";
import { type Charge, type Plan, messageOf, settle } from "./plan.ts";
import { type SignedStatement, type Till, openTill, payFor, siftStatements } from "./sift.ts";

/** What judging statements needs of the world. */
export interface StatementDeps {
  readonly clock: Clock;
  readonly verifySignature: VerifySignature;
}

/** The plans, in the order of the statements, and the authority that the bundle's entries are judged by. */
export interface JudgedStatements {
  readonly plans: readonly Plan[];
  readonly authority: Authority;
}

/**
 * Decides what to do with each statement.
 *
 * Shape: `pay` says whether an issuer's allowance covers one more statement, and takes it.
 * Cost:  a signature check or two for each new statement; the authority of the whole set, once or twice, but never for
 *        statements of strangers.
 */
export function judgeStatements(
  deps: StatementDeps,
  state: AssociationState,
  items: readonly Uint8Array[],
  pay: (charge: Charge) => boolean,
): JudgedStatements {
  const decoded = items.map((bytes) => ({ bytes, statement: decodeStatement(state.id, bytes) }));
  const fresh = new Map<StatementId, Statement>();
  for (const { statement } of decoded) {
    if (statement && !state.statements.has(statement.id)) fresh.set(statement.id, statement);
  }
  if (fresh.size === 0) {
    return { plans: decoded.map((item) => planKnown(item)), authority: state.authority };
  }
  const till = openTill(state, pay);
  const { signed, settled } = siftStatements(deps.verifySignature, till, fresh.values());
  const planById = new Map<string, Plan>(settled.map((plan) => [plan.answer.id, plan]));
  const authority =
    signed.length === 0
      ? state.authority
      : authorityWith(
          deps,
          state,
          signed.map(({ statement }) => statement),
        );
  for (const one of signed) planById.set(one.statement.id, planSigned(deps, till, authority, one));
  const admitted = signed
    .map(({ statement }) => statement)
    .filter(({ id }) => {
      const plan = planById.get(id);
      return plan?.type === "offer" && !plan.isIntake;
    });
  return {
    plans: decoded.map(
      (item) => (item.statement && planById.get(item.statement.id)) ?? planKnown(item),
    ),
    authority: admitted.length === signed.length ? authority : authorityWith(deps, state, admitted),
  };
}

function planSigned(
  deps: StatementDeps,
  till: Till,
  authority: Authority,
  { statement, signKey, paid }: SignedStatement,
): Plan {
  const { id, bytes } = statement;
  const standing = standingOfKey(authority, signKey);
  const charge = paid ?? (standing && payFor(till, standing, statement));
  if (charge === undefined) return settle(id, "later");
  const common = { type: "offer", id, charge, signer: standing } as const;
  if (!isExpiredJoin(deps.clock, authority, statement)) {
    const message = messageOf(id, bytes, undefined);
    return { ...common, stream: "membership", message, isIntake: false, limit: undefined };
  }
  const item = encodeIntakeItem({ stream: "membership", bytes });
  const message = messageOf(id, item, undefined);
  return { ...common, stream: "intake", message, isIntake: true, limit: intakeLimit(true) };
}

/** A join by a card whose time is over. Once somebody vouches for the device, its date does not matter any more. [MEM4] [MEM7] */
function isExpiredJoin(clock: Clock, authority: Authority, { body }: Statement): boolean {
  if (body.type !== "certificate") return false;
  const standing = standingOfKey(authority, body.signKey);
  if (standing?.invitedBy !== body.issuer || standing.isConfirmed) return false;
  return isInviteOver(clock, authority, body.issuer);
}

/** Tells whether an invite's date has passed by the relay's clock; one without a date never ends. [MEM4] */
export function isInviteOver(clock: Clock, authority: Authority, inviteDevice: DeviceId): boolean {
  const untils = (authority.certificates.get(inviteDevice) ?? [])
    .filter(({ body }) => body.role === "invite")
    .map(({ body }) => (body.untilSeconds === 0 ? Infinity : body.untilSeconds));
  return untils.length > 0 && Math.max(...untils) * 1000 < clock.nowMs();
}

function planKnown({
  bytes,
  statement,
}: {
  bytes: Uint8Array;
  statement: Statement | undefined;
}): Plan {
  if (statement !== undefined) return settle(statement.id, "known");
  const reason = bytes.length > STATEMENT_BYTES_MAX ? "tooLarge" : "malformed";
  return settle(bytesToHex(sha256(bytes)), "refused", reason);
}

function authorityWith(
  deps: StatementDeps,
  state: AssociationState,
  more: Iterable<Statement>,
): Authority {
  const union = [...state.statements.values(), ...more];
  return computeAuthority(state.id, union, state.signatures, deps.verifySignature);
}

/** Tells whether a set of statements makes the association exist: its own root certificate is among them. [MEM1] */
export function isFounded(authority: Authority): boolean {
  return authority.rootSignKey !== undefined;
}
