/** shared/sync/judged.ts, which compares two authorities once: a town computes each of them only once. See authority.ts. */
import { EMPTY_KEYRING } from "@tomoshibi/shared/keys/keyring.ts";
import type { Authority } from "@tomoshibi/shared/membership/authority.ts";
import {
  type Change,
  type JudgedWith,
  changeBetween as compareAnew,
} from "@tomoshibi/shared/sync/judged.ts";

export * from "@tomoshibi/shared/sync/judged.ts";

const compared = new WeakMap<Authority, WeakMap<Authority, Change["authors"]>>();

/** Compares two judgements' grounds. */
export function changeBetween(before: JudgedWith, after: JudgedWith): Change {
  if (before.authority === undefined || after.authority === undefined)
    return compareAnew(before, after);
  const authors = authorsBetween(before.authority, after.authority);
  const { audiences } = compareAnew(
    { authority: undefined, keyring: before.keyring },
    { authority: undefined, keyring: after.keyring },
  );
  return { authors, audiences };
}

function authorsBetween(before: Authority, after: Authority): Change["authors"] {
  let known = compared.get(before);
  if (known === undefined) compared.set(before, (known = new WeakMap()));
  const found = known.get(after);
  if (found !== undefined) return found;
  const keyring = EMPTY_KEYRING;
  const { authors } = compareAnew({ authority: before, keyring }, { authority: after, keyring });
  known.set(after, authors);
  return authors;
}
