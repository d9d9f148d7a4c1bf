/**
 * Which other statements a statement needs to count: what goes along with it in a card or a bundle. [MEET2]
 */
import type { StatementId } from "../base/ids.ts";
import type { Authority } from "./authority.ts";
import type { Certificate, Statement, StatementOf } from "./statement.ts";

/**
 * Adds, to the statements wanted, the certificates of their issuers and subjects up to the root, with those devices'
 * revocations and retirements (which say what stays); with a leader's card, who placed the household in the group.
 *
 * Law: what counts in `authority` among the wanted, counts in the answer alone; but for a confirmation by a device that
 *      another confirmation vouches for.
 */
export function withChain(authority: Authority, wanted: Iterable<Statement>): readonly Statement[] {
  const chain = new Map<StatementId, Statement>();
  const pending = [...wanted];
  for (let statement = pending.pop(); statement !== undefined; statement = pending.pop()) {
    if (chain.has(statement.id)) continue;
    chain.set(statement.id, statement);
    const { body } = statement;
    if (body.type === "certificate" && body.role === "invite" && body.proof.length > 0)
      pending.push(...placings(authority, body));
    for (const device of "subject" in body ? [body.issuer, body.subject] : [body.issuer]) {
      pending.push(...(authority.certificates.get(device) ?? []));
      const revocation = authority.revocations.get(device);
      const retirement = authority.retirements.get(device);
      if (revocation !== undefined) pending.push(revocation);
      if (retirement !== undefined) pending.push(retirement);
    }
  }
  return [...chain.values()].sort((left, right) => (left.id < right.id ? -1 : 1));
}

/** Certificates that place a household in a group: what an officer says is enough, where one says it plainly. */
function placings(
  authority: Authority,
  { household, group }: Certificate,
): readonly StatementOf<Certificate>[] {
  const all = [...authority.certificates.values()]
    .flat()
    .filter(
      ({ body }) =>
        body.role !== "groupLeader" && body.household === household && body.group === group,
    );
  const plain = all.find(({ body }) => body.proof.length === 0);
  return plain === undefined ? all : [plain];
}
