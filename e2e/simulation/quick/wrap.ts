/**
 * shared/crypto/wrap.ts by OpenSSL, in one go: HPKE base mode, X25519 / HKDF-SHA256 / ChaCha20-Poly1305.
 *
 * Source: RFC 9180; that it gives what the library gives is quick.test.ts'.
 */
import { createCipheriv, createDecipheriv, createHmac } from "node:crypto";
import { concatBytes, utf8ToBytes } from "@tomoshibi/shared/base/bytes.ts";
import { ENCAPSULATED_BYTES } from "@tomoshibi/shared/crypto/wrap.ts";
import type { Random } from "@tomoshibi/shared/ports/random.ts";
import { createMemo, nameOf } from "./memo.ts";
import { sealPublicKey, sharedSecret } from "./seal.ts";

export * from "@tomoshibi/shared/crypto/wrap.ts";

const CIPHER = "chacha20-poly1305";
const TAG = { authTagLength: 16 } as const;
const NOTHING = new Uint8Array(0);
const VERSION = utf8ToBytes("HPKE-v1");
/** DHKEM(X25519, HKDF-SHA256); and with it HKDF-SHA256 and ChaCha20-Poly1305. */
const KEM = concatBytes(utf8ToBytes("KEM"), Uint8Array.of(0, 0x20));
const SUITE = concatBytes(utf8ToBytes("HPKE"), Uint8Array.of(0, 0x20, 0, 1, 0, 3));

const EPHEMERAL_KEYS = 32;

const unwrapped = createMemo<Uint8Array | undefined>();

/** Wraps plain bytes for the holder of an X25519 key. */
export function wrap(
  deps: { readonly random: Random },
  recipient: Uint8Array,
  info: Uint8Array,
  plain: Uint8Array,
): Promise<Uint8Array> {
  const seed = ephemeralSeed(deps.random.bytes(32));
  const encapsulated = sealPublicKey(seed);
  const shared = sharedSecret(seed, recipient);
  if (shared === undefined) return Promise.reject(new Error("the recipient's key is of low order"));
  const { key, nonce } = schedule(shared, encapsulated, recipient, info);
  const cipher = createCipheriv(CIPHER, key, nonce, TAG);
  const box = concatBytes(cipher.update(plain), cipher.final(), cipher.getAuthTag());
  return Promise.resolve(concatBytes(encapsulated, box));
}

/** Unwraps what {@link wrap} made for this seed and purpose. Errors: undefined when it was not. */
export function unwrap(
  seed: Uint8Array,
  info: Uint8Array,
  wrapped: Uint8Array,
): Promise<Uint8Array | undefined> {
  const tagAt = wrapped.length - TAG.authTagLength;
  if (tagAt < ENCAPSULATED_BYTES) return Promise.resolve(undefined);
  const opened = unwrapped(nameOf(seed, info, wrapped), () => {
    const encapsulated = wrapped.slice(0, ENCAPSULATED_BYTES);
    const shared = sharedSecret(seed, encapsulated);
    if (shared === undefined) return undefined;
    const { key, nonce } = schedule(shared, encapsulated, sealPublicKey(seed), info);
    try {
      const decipher = createDecipheriv(CIPHER, key, nonce, TAG);
      decipher.setAuthTag(wrapped.slice(tagAt));
      return concatBytes(
        decipher.update(wrapped.slice(ENCAPSULATED_BYTES, tagAt)),
        decipher.final(),
      );
    } catch {
      return undefined;
    }
  });
  return Promise.resolve(opened);
}

/** One of few, so that what OpenSSL makes of a key is made once; nobody in a simulation is to be kept from reading. */
function ephemeralSeed(chance: Uint8Array): Uint8Array {
  const input = new Uint8Array(32).fill((chance[0] ?? 0) % EPHEMERAL_KEYS);
  return expand(KEM, extract(KEM, NOTHING, "dkp_prk", input), "sk", NOTHING, 32);
}

function schedule(
  diffieHellman: Uint8Array,
  encapsulated: Uint8Array,
  recipient: Uint8Array,
  info: Uint8Array,
): { readonly key: Uint8Array; readonly nonce: Uint8Array } {
  const shared = expand(
    KEM,
    extract(KEM, NOTHING, "eae_prk", diffieHellman),
    "shared_secret",
    concatBytes(encapsulated, recipient),
    32,
  );
  const context = concatBytes(
    Uint8Array.of(0),
    extract(SUITE, NOTHING, "psk_id_hash", NOTHING),
    extract(SUITE, NOTHING, "info_hash", info),
  );
  const secret = extract(SUITE, shared, "secret", NOTHING);
  return {
    key: expand(SUITE, secret, "key", context, 32),
    nonce: expand(SUITE, secret, "base_nonce", context, 12),
  };
}

function extract(
  suite: Uint8Array,
  salt: Uint8Array,
  label: string,
  input: Uint8Array,
): Uint8Array {
  return mac(salt, VERSION, suite, utf8ToBytes(label), input);
}

/** Shape: at most 32 bytes, one block of HKDF. */
function expand(
  suite: Uint8Array,
  secret: Uint8Array,
  label: string,
  info: Uint8Array,
  length: number,
): Uint8Array {
  const head = Uint8Array.of(0, length);
  const block = mac(secret, head, VERSION, suite, utf8ToBytes(label), info, Uint8Array.of(1));
  return block.slice(0, length);
}

function mac(key: Uint8Array, ...parts: readonly Uint8Array[]): Uint8Array {
  const hmac = createHmac("sha256", key);
  for (const part of parts) hmac.update(part);
  return Uint8Array.from(hmac.digest());
}
