/**
 * Starting new epochs, so that who left cannot read what is written from now on. [KEY3]
 *
 * Giving the new keys to the remaining devices is keysToWrap: it leaves out the revoked.
 */
import type { Author, EpochKey } from "../entry/entry.ts";
import type { Audience } from "../entry/stream-name.ts";
import { type Authority, currentEpoch } from "../membership/authority.ts";
import type { Standing } from "../membership/standing.ts";
import type { Random } from "../ports/random.ts";
import { createEpoch } from "./begin-epoch.ts";
import { copyHolders } from "./copies.ts";
import type { EpochStatement } from "./epoch.ts";
import { type Keyring, addKeys, audiencesFor, newestEpochs } from "./keyring.ts";

/** The audiences whose keys a device could have, and which need a new epoch when it is revoked. */
export function audiencesToRotate(authority: Authority, leaving: Standing): readonly Audience[] {
  return audiencesFor(authority, { ...leaving, revoked: undefined });
}

/**
 * Starts the next epoch of each audience, following all newest epochs whose keys are held.
 *
 * Shape: `authority` is that after whoever leaves has left, for officers' devices find the keys in the statements (KEY2); the
 *        answer's keyring holds the new keys too; the statements are new ones only.
 */
export async function startEpochs(
  deps: { readonly random: Random },
  input: {
    readonly authority: Authority;
    readonly keyring: Keyring;
    readonly issuer: Author;
    readonly audiences: readonly Audience[];
  },
): Promise<{ readonly statements: readonly EpochStatement[]; readonly keyring: Keyring }> {
  const { authority, issuer } = input;
  const statements: EpochStatement[] = [];
  const keys: EpochKey[] = [];
  // The key of officers first: the others are sealed under it.
  const place = (audience: Audience) => Number(audience !== "officers");
  for (const audience of input.audiences.toSorted((left, right) => place(left) - place(right))) {
    const { statement, key } = await createEpoch(deps, {
      association: authority.association,
      issuer,
      audience,
      number: 1 + (currentEpoch(authority, audience)?.body.number ?? 0),
      previous: newestEpochs(authority, audience).flatMap(
        (epoch) => input.keyring.keys.get(epoch.id) ?? [],
      ),
      recoveryKey: authority.recoveryKey,
      copiesFor: copyHolders(
        input,
        audience,
        keys.find((begun) => begun.audience === "officers"),
      ),
    });
    statements.push(statement);
    keys.push(key);
  }
  return { statements, keyring: addKeys(input.keyring, keys) };
}
