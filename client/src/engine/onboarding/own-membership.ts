/** Gathers what making cards needs: what the replica holds, and the statements to compute on from there. */
import type { SignatureCache } from "@tomoshibi/shared/membership/authority.ts";
import { decodeStatement } from "@tomoshibi/shared/membership/statement.ts";
import { KEY_VALUES, type Membership } from "../replica/memory.ts";
import type { OpenReplica } from "../replica/replica.ts";
import type { ReplicaDatabase } from "../store/database.ts";
import type { OwnMembership } from "./ports.ts";

/** Gathers it; undefined before founding or joining. */
export async function readOwnMembership(
  database: ReplicaDatabase,
  replica: OpenReplica,
): Promise<OwnMembership | undefined> {
  const { identity, authority, keyring } = replica;
  const membership = await database.keyValues.get(KEY_VALUES.membership);
  if (identity === undefined || authority === undefined || membership === undefined)
    return undefined;
  const rows = await database.statements.toArray();
  const statements = rows.flatMap(
    ({ bytes }) => decodeStatement(identity.association, bytes) ?? [],
  );
  const signatures: SignatureCache = new Map(rows.flatMap((row) => row.signatures));
  const { associationName: typed, isDemo, purposeVersion } = membership.value as Membership;
  // Who restored from typed sheets may have typed any name: what the association's settings say wins. [KEY4]
  const associationName = (await database.profile.get("me"))?.associationName ?? typed;
  return { authority, statements, signatures, keyring, associationName, isDemo, purposeVersion };
}
