/**
 * Room for statements that came by hand. [MEET2] [REL4]
 *
 * What gives nobody anything is noise, or waits for the certificate above it: nobody can tell, and what is taken in is never
 * dropped. So it has a bound, the own household's and small ones first. What does give somebody something has one too where the
 * household of who signed it has no office, for a card can certify without end. What finds no room stays with whoever brought it.
 */
import type { Statement } from "@tomoshibi/shared/membership/statement.ts";
import {
  type Authority,
  type SignatureCache,
  computeAuthority,
  standingsOf,
} from "@tomoshibi/shared/membership/authority.ts";
import type { VerifySignature } from "@tomoshibi/shared/crypto/sign.ts";
import type { ChooseStatements, HeldMembership } from "../replica/replica.ts";
import { OWN_HOUSEHOLD_SHARE } from "./unknown-authors.ts";
import { hasHeldOffice } from "./author-room.ts";

/** Statements without force that are kept of what came by hand. */
export const WITHOUT_FORCE_MAX = 1_000;
/** Their bytes. */
export const WITHOUT_FORCE_BYTES_MAX = 1024 * 1024;
/** Statements with force by devices and cards of one household without an office: some years of a group leader's. */
export const HOUSEHOLD_STATEMENTS_MAX = 512;
/** Signatures that do not hold and are found out in one taking-in; what is left then passes for having no force. */
export const FAILED_CHECKS_MAX = 2_000;

/** What chooses in one taking-in: the checks that failed are counted over all its parts. */
export function createStatementRoom(): ChooseStatements {
  const verdicts: SignatureCache = new Map();
  let checksLeft = FAILED_CHECKS_MAX;
  return (held, statements) => {
    const fresh = statements.filter(({ id }) => !held.statements.has(id));
    // Another copy of what is held has its bound where copies are held.
    if (fresh.length === 0) return statements;
    const trial = tryOut(held, fresh, verdicts, (...signed) => {
      const isValid = checksLeft > 0 && held.verifySignature(...signed);
      if (!isValid) checksLeft -= 1;
      return isValid;
    });
    const withForce = withinHouseholds(held, trial, fresh);
    const forced = new Set(withForce);
    const rest = fresh.filter((statement) => !forced.has(statement) && !counts(trial, statement));
    const taken = new Set([...withForce, ...withinRoom(held, rest)]);
    remember(held.signatures, verdicts, taken);
    return statements.filter((item) => taken.has(item) || held.statements.has(item.id));
  };
}

/** What everything held and these would mean together. */
function tryOut(
  held: HeldMembership,
  fresh: readonly Statement[],
  verdicts: SignatureCache,
  verifySignature: VerifySignature,
): Authority | undefined {
  const { authority, signatures } = held;
  if (authority === undefined) return undefined;
  for (const [name, isValid] of signatures) verdicts.set(name, isValid);
  const all = [...[...held.statements.values()].map(({ statement }) => statement), ...fresh];
  return computeAuthority(authority.association, all, verdicts, verifySignature);
}

function counts(authority: Authority | undefined, { id }: Statement): boolean {
  return authority?.counted.has(id) === true;
}

/** Those with force, as far as the households of their issuers have room. */
function withinHouseholds(
  { authority: before, statements: held }: HeldMembership,
  trial: Authority | undefined,
  fresh: readonly Statement[],
): readonly Statement[] {
  const numbers = new Map<number, number>();
  const take = (authority: Authority | undefined, statement: Statement): boolean => {
    const household = householdWithoutOffice(authority, statement);
    if (household === undefined) return true;
    const number = (numbers.get(household) ?? 0) + 1;
    numbers.set(household, number);
    return number <= HOUSEHOLD_STATEMENTS_MAX;
  };
  for (const { statement } of held.values()) if (counts(before, statement)) take(before, statement);
  return fresh.filter((statement) => counts(trial, statement) && take(trial, statement));
}

/** The household of who signed it; undefined for who has, or had, an office. */
function householdWithoutOffice(
  authority: Authority | undefined,
  { body }: Statement,
): number | undefined {
  const issuers = authority === undefined ? [] : standingsOf(authority, body.issuer);
  return issuers.some(hasHeldOffice) ? undefined : issuers[0]?.household;
}

/** Those without force, as far as there is room beside what came by hand before. */
function withinRoom(held: HeldMembership, rest: readonly Statement[]): readonly Statement[] {
  const before = [...held.statements.values()]
    .filter(({ statement, row }) => row.isDue && !counts(held.authority, statement))
    .map(({ statement }) => statement);
  let number = before.length;
  let bytes = before.reduce((sum, statement) => sum + statement.bytes.length, 0);
  const own = ownHousehold(held);
  const isOwn = (statement: Statement) => own !== 0 && householdNamed(held, statement) === own;
  return rest
    .toSorted(
      (left, right) =>
        Number(isOwn(right)) - Number(isOwn(left)) || left.bytes.length - right.bytes.length,
    )
    .filter((statement) => {
      const share = isOwn(statement) ? 1 : 1 - OWN_HOUSEHOLD_SHARE;
      const { length } = statement.bytes;
      if (number + 1 > WITHOUT_FORCE_MAX * share) return false;
      if (bytes + length > WITHOUT_FORCE_BYTES_MAX * share) return false;
      number += 1;
      bytes += length;
      return true;
    });
}

function ownHousehold({ authority, identity }: HeldMembership): number {
  if (authority === undefined || identity === undefined) return 0;
  return standingsOf(authority, identity.device)[0]?.household ?? 0;
}

/** The household that a statement is about, as far as it says. */
function householdNamed({ authority }: HeldMembership, { body }: Statement): number | undefined {
  if (body.type === "certificate") return body.household;
  if (!("subject" in body) || authority === undefined) return undefined;
  return standingsOf(authority, body.subject)[0]?.household;
}

/** What was found valid is not checked again when it is taken in. */
function remember(
  known: SignatureCache,
  found: SignatureCache,
  taken: ReadonlySet<Statement>,
): void {
  const ids = new Set<string>([...taken].map(({ id }) => id));
  for (const [name, isValid] of found)
    if (isValid && ids.has(name.slice(0, name.indexOf("/")))) known.set(name, true);
}
