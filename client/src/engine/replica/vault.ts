/**
 * Seeds and keys at rest: sealed by a non-extractable AES-GCM key that lives in IndexedDB as an object no script can read
 * out. [MEM1] WebCrypto is asynchronous, so nothing here is called inside a storage transaction. [ENT7]
 */
import type { Random } from "@tomoshibi/shared/ports/random.ts";
import type { ReplicaStore } from "../store/replica-store.ts";

/** Bytes as the vault stores them. */
export interface Sealed {
  readonly nonce: Uint8Array;
  readonly box: Uint8Array;
}

/** Seals and opens this replica's secrets. */
export interface Vault {
  seal(plain: Uint8Array): Promise<Sealed>;
  /** Errors: undefined when it is not this vault's. */
  open(sealed: unknown): Promise<Uint8Array | undefined>;
}

const KEY_NAME = "vaultKey";
const NONCE_BYTES = 12;

/** Opens the replica's vault, making its key the first time. Two tabs that start at once end with one key. */
export async function openVault(database: ReplicaStore, random: Random): Promise<Vault> {
  const stored = await database.keyValues.get(KEY_NAME);
  const key = stored === undefined ? await makeKey(database) : (stored.value as CryptoKey);
  return {
    async seal(plain) {
      const nonce = new Uint8Array(random.bytes(NONCE_BYTES));
      const box = await crypto.subtle.encrypt(
        { name: "AES-GCM", iv: nonce },
        key,
        new Uint8Array(plain),
      );
      return { nonce, box: new Uint8Array(box) };
    },
    async open(sealed) {
      if (!isSealed(sealed)) return undefined;
      try {
        const iv = new Uint8Array(sealed.nonce);
        const plain = await crypto.subtle.decrypt(
          { name: "AES-GCM", iv },
          key,
          new Uint8Array(sealed.box),
        );
        return new Uint8Array(plain);
      } catch {
        return undefined;
      }
    },
  };
}

async function makeKey(database: ReplicaStore): Promise<CryptoKey> {
  const made = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, [
    "encrypt",
    "decrypt",
  ]);
  return database.transaction("rw", ["keyValues"], async () => {
    const other = await database.keyValues.get(KEY_NAME);
    if (other !== undefined) return other.value as CryptoKey;
    await database.keyValues.add({ key: KEY_NAME, value: made });
    return made;
  });
}

function isSealed(value: unknown): value is Sealed {
  if (typeof value !== "object" || value === null) return false;
  const { nonce, box } = value as Partial<Sealed>;
  return nonce instanceof Uint8Array && box instanceof Uint8Array;
}
