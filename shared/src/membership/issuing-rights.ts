/** Who may issue what, told from standings: for screens, before signing. What counts, authority.ts alone decides. [MEM3] */
import { isPlaceOfInvite, mayConfirm } from "./admit.ts";
import { rankOfRole } from "./ledger.ts";
import { type Standing, isOfficer } from "./standing.ts";
import type { Certificate, StatementBody } from "./statement.ts";

/**
 * Tells whether a standing may issue a statement that would count.
 *
 * Shape: `subject` is the standing of the device a revocation or confirmation is about.
 */
export function mayIssue(issuer: Standing, body: StatementBody, subject?: Standing): boolean {
  if (issuer.revoked !== undefined) return false;
  switch (body.type) {
    case "certificate":
      return rankOf(issuer) <= 2
        ? rankOf(issuer) < rankOfRole(body.role)
        : (issuer.roles.has("invite") && isPlaceOfInvite(issuer, body)) ||
            isCardForGroupLed(issuer, body);
    case "revocation":
    case "retirement":
      return (
        body.subject === issuer.device ||
        (subject !== undefined && rankOf(issuer) < rankToEnd(subject))
      );
    case "epoch":
    case "inviteCancelled":
      return isOfficer(issuer);
    case "confirmation":
      return subject !== undefined && mayConfirm(issuer, issuer.isConfirmed, subject);
  }
}

/** That an officer placed the household in the group, and that the proof is the card's, the set alone tells. */
function isCardForGroupLed(issuer: Standing, card: Certificate): boolean {
  const { role, household, group, proof } = card;
  const isCard = role === "invite" && proof.length > 0;
  return isCard && household !== 0 && group !== 0 && issuer.groupsLed.includes(group);
}

/** The highest rank of a standing's roles: 0 root, 1 admin, 2 officer, 3 all others. [MEM3] */
export function rankOf(standing: Pick<Standing, "roles">): number {
  return Math.min(...[...standing.roles].map(rankOfRole));
}

/**
 * The rank to outrank for a revocation or retirement: an office that ended weighs as before, for who could void what was done in
 * it would otherwise be its holder's peers. [MEM5] [KEY3]
 */
export function rankToEnd(standing: Pick<Standing, "roles" | "former">): number {
  const { former } = standing;
  return former === undefined ? rankOf(standing) : Math.min(rankOf(standing), rankOf(former));
}
