/**
 * Founding an association: its root, its first admin, its first epochs. [MEM1] [KEY1] [KEY4]
 *
 * The root seed is to be split and wiped once there are two admins; until then it stays with the founder's device.
 */
import type { AssociationId } from "../base/ids.ts";
import type { Audience } from "../entry/stream-name.ts";
import type { EpochKey } from "../entry/entry.ts";
import { createEpoch } from "../keys/begin-epoch.ts";
import { EMPTY_KEYRING, type Keyring } from "../keys/keyring.ts";
import { addKey } from "../keys/taking.ts";
import type { Random } from "../ports/random.ts";
import { type DeviceKeys, SEED_BYTES, createDeviceKeys, rootKeysOf } from "./device-keys.ts";
import { certifyDevice } from "./issue.ts";
import { type Statement, associationIdOf } from "./statement.ts";

/** A new association and its founder's device. */
export interface Founding {
  readonly association: AssociationId;
  /** Secret: all authority and all keys derive from it or are sealed to it. */
  readonly rootSeed: Uint8Array;
  readonly root: DeviceKeys;
  /** The founder's device, certified as admin. */
  readonly keys: DeviceKeys;
  readonly statements: readonly Statement[];
  readonly keyring: Keyring;
}

/**
 * Founds an association. The name is no part of its identity: it stands in settings and on cards.
 *
 * Shape: the founder's household and group; 0 for none. Asynchronous for HPKE: never inside a storage transaction.
 */
export async function foundAssociation(
  deps: { readonly random: Random },
  founder: { readonly household: number; readonly group: number },
): Promise<Founding> {
  const rootSeed = deps.random.bytes(SEED_BYTES);
  const root = rootKeysOf(rootSeed);
  const association = associationIdOf(root.signKey);
  const keys = createDeviceKeys(deps);
  const statements: Statement[] = [
    certifyDevice(association, root, root, { role: "root", household: 0, group: 0 }),
    certifyDevice(association, root, keys, { role: "admin", ...founder }),
  ];
  let keyring = EMPTY_KEYRING;
  let officers: EpochKey | undefined;
  // The key of officers first: the others are sealed under it, for whoever gets the office later.
  const audiences: Audience[] = ["officers", "members", "safety"];
  if (founder.household !== 0) audiences.push(`household/${founder.household}`);
  if (founder.group !== 0) audiences.push(`group/${founder.group}`);
  for (const audience of audiences) {
    const plan = {
      association,
      issuer: keys,
      audience,
      number: 1,
      previous: [],
      recoveryKey: root.sealKey,
      copiesFor: officers === undefined ? { devices: [keys] } : { officers },
    };
    const { statement, key } = await createEpoch(deps, plan);
    statements.push(statement);
    officers ??= key;
    keyring = addKey(keyring, key);
  }
  return { association, rootSeed, root, keys, statements, keyring };
}
