/** Taking keys in: which of them count, and their form for what is stored or handed on. Reading that form is keyring.ts. [KEY2] */
import { equalBytes } from "../base/bytes.ts";
import { type CborValue, encodeCbor } from "../base/cbor.ts";
import { idBytes, toId } from "../base/ids.ts";
import type { EpochKey } from "../entry/entry.ts";
import { type Authority, epochsOf } from "../membership/authority.ts";
import { matchEpoch } from "./epoch.ts";
import { KEYRING_FORMAT, type Keyring, compareKeys } from "./keyring.ts";

/** Adds a key; one without a secret adds nothing, for statements give it. */
export function addKey(keyring: Keyring, key: EpochKey): Keyring {
  if (key.secret === undefined) return keyring;
  const epoch = toId("statement", key.epochId);
  return keyring.keys.has(epoch) ? keyring : { keys: new Map(keyring.keys).set(epoch, key) };
}

/** Keeps the keys that match an epoch that counts. [KEY2] */
export function matchKeys(authority: Authority, keys: Iterable<EpochKey>): readonly EpochKey[] {
  const matched: EpochKey[] = [];
  for (const key of keys) {
    const statement = epochsOf(authority, key.audience).find((epoch) =>
      equalBytes(idBytes(epoch.id), key.epochId),
    );
    const match = statement && key.secret && matchEpoch(statement, key.secret);
    if (match !== undefined) matched.push(match);
  }
  return matched;
}

/** Encodes a keyring for storage; it holds secrets. */
export function encodeKeyring(keyring: Keyring): Uint8Array {
  return encodeCbor([KEYRING_FORMAT, encodeKeys([...keyring.keys.values()].sort(compareKeys))]);
}

/** The CBOR form of keys with their secrets, for what is sealed or stored. */
export function encodeKeys(keys: readonly EpochKey[]): CborValue {
  return keys.flatMap(({ audience, number, epochId, secret }) =>
    secret === undefined ? [] : [[audience, number, epochId, secret]],
  );
}
