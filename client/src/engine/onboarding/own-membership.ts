/** Reads from the store what making cards needs: statements, what their signatures came to, and the keys held. */
import { decodeKeyring, EMPTY_KEYRING, expandKeyring } from "@tomoshibi/shared/keys/keyring.ts";
import { type SignatureCache, computeAuthority } from "@tomoshibi/shared/membership/authority.ts";
import { decodeStatement } from "@tomoshibi/shared/membership/statement.ts";
import { KEY_VALUES, type Membership } from "../replica/memory.ts";
import type { Replica } from "../replica/replica.ts";
import type { Vault } from "../replica/vault.ts";
import type { ReplicaDatabase } from "../store/database.ts";
import type { OwnMembership } from "./ports.ts";

/** Reads it; undefined before founding or joining. Cost: one authority, no signature checked twice. */
export async function readOwnMembership(
  database: ReplicaDatabase,
  vault: Vault,
  identity: Replica["identity"],
): Promise<OwnMembership | undefined> {
  const [keyringRow, membershipRow] = await database.keyValues.bulkGet([KEY_VALUES.keyring, KEY_VALUES.membership]);
  if (identity === undefined || membershipRow === undefined) return undefined;
  const rows = await database.statements.toArray();
  const statements = rows.flatMap(({ bytes }) => decodeStatement(identity.association, bytes) ?? []);
  const signatures: SignatureCache = new Map(rows.flatMap((row) => row.signatures));
  const authority = computeAuthority(identity.association, statements, signatures);
  const keyringBytes = await vault.open(keyringRow?.value);
  const keyring = expandKeyring((keyringBytes && decodeKeyring(keyringBytes)) ?? EMPTY_KEYRING, authority);
  const { associationName, isDemo, purposeVersion } = membershipRow.value as Membership;
  return { authority, statements, signatures, keyring, associationName, isDemo, purposeVersion };
}
