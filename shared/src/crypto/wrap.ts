/**
 * Wrapping a key for one recipient: HPKE base mode, X25519 / HKDF-SHA256 / ChaCha20-Poly1305. [KEY2]
 *
 * Asynchronous, as the library is: never called inside a storage transaction.
 * Source: RFC 9180.
 */
import { concatBytes } from "../base/bytes.ts";
import type { Random } from "../ports/random.ts";

/** Bytes of the encapsulated key that goes before the ciphertext. */
export const ENCAPSULATED_BYTES = 32;

/** The library could not be loaded: it passes, and says nothing of what was to be opened. */
export class HpkeNotLoaded extends Error {
  override readonly name = "HpkeNotLoadedError";
}

/** Loaded when first needed: checking in needs no HPKE, and a phone should not wait for it. Errors: HpkeNotLoaded. */
async function loadSuite() {
  const [{ CipherSuite, HkdfSha256 }, { DhkemX25519HkdfSha256 }, { Chacha20Poly1305 }] =
    await Promise.all([
      import("@hpke/core"),
      import("@hpke/dhkem-x25519"),
      import("@hpke/chacha20poly1305"),
    ]).catch((cause: unknown) => {
      throw new HpkeNotLoaded("HPKE could not be loaded", { cause });
    });
  return new CipherSuite({
    kem: new DhkemX25519HkdfSha256(),
    kdf: new HkdfSha256(),
    aead: new Chacha20Poly1305(),
  });
}

/**
 * Wraps plain bytes for the holder of an X25519 key. `info` binds the purpose.
 *
 * Shape:  32-byte encapsulation, ciphertext.
 * Errors: rejects with HpkeNotLoaded.
 */
export async function wrap(
  deps: { readonly random: Random },
  recipientPublicKey: Uint8Array,
  info: Uint8Array,
  plain: Uint8Array,
): Promise<Uint8Array> {
  const hpke = await loadSuite();
  const recipient = await hpke.kem.deserializePublicKey(toBuffer(recipientPublicKey));
  const ephemeral = await hpke.kem.deriveKeyPair(toBuffer(deps.random.bytes(32)));
  const context = await hpke.createSenderContext({
    recipientPublicKey: recipient,
    info: toBuffer(info),
    ekm: ephemeral,
  });
  return concatBytes(
    new Uint8Array(context.enc),
    new Uint8Array(await context.seal(toBuffer(plain))),
  );
}

/**
 * Unwraps what {@link wrap} made for this seed and purpose.
 *
 * Errors: undefined when it was not; rejects with HpkeNotLoaded, which says nothing of the payload.
 */
export async function unwrap(
  seed: Uint8Array,
  info: Uint8Array,
  wrapped: Uint8Array,
): Promise<Uint8Array | undefined> {
  if (wrapped.length <= ENCAPSULATED_BYTES) return undefined;
  const hpke = await loadSuite();
  try {
    const context = await hpke.createRecipientContext({
      recipientKey: await hpke.kem.deserializePrivateKey(toBuffer(seed)),
      enc: toBuffer(wrapped.slice(0, ENCAPSULATED_BYTES)),
      info: toBuffer(info),
    });
    return new Uint8Array(await context.open(toBuffer(wrapped.slice(ENCAPSULATED_BYTES))));
  } catch {
    return undefined;
  }
}

/** The library takes whole ArrayBuffers; a view into a larger one would leak its neighbours. */
function toBuffer(bytes: Uint8Array): ArrayBuffer {
  return new Uint8Array(bytes).buffer;
}
