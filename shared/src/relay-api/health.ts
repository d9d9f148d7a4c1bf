/**
 * The signed health answer: a captive portal answers 200 to anything, but cannot sign the caller's nonce. [REL6]
 */
import { bytesToHex, decodeHex } from "../base/bytes.ts";
import { encodeCbor } from "../base/cbor.ts";
import { KEY_BYTES, sign, SIGNATURE_BYTES, verify } from "../crypto/sign.ts";

/** Bytes of the caller's nonce. */
export const HEALTH_NONCE_BYTES = 16;

/** The JSON body of `GET /healthz?n=`; all hex. */
export interface HealthAnswer {
  readonly relayKey: string;
  readonly signature: string;
}

/** Signs a caller's nonce. */
export function signHealth(
  relaySeed: Uint8Array,
  relayKey: Uint8Array,
  nonce: Uint8Array,
): HealthAnswer {
  return {
    relayKey: bytesToHex(relayKey),
    signature: bytesToHex(sign(healthBytes(nonce), relaySeed)),
  };
}

/** Reads a health answer. Shape: the relay's key when it signed `nonce`. Errors: undefined when it is anything else. */
export function checkHealth(body: unknown, nonce: Uint8Array): Uint8Array | undefined {
  if (typeof body !== "object" || body === null) return undefined;
  const { relayKey, signature } = body as Record<string, unknown>;
  if (typeof relayKey !== "string" || typeof signature !== "string") return undefined;
  const key = decodeHex(relayKey, KEY_BYTES);
  const signatureBytes = decodeHex(signature, SIGNATURE_BYTES);
  if (key === undefined || signatureBytes === undefined) return undefined;
  return verify(signatureBytes, healthBytes(nonce), key) ? key : undefined;
}

function healthBytes(nonce: Uint8Array): Uint8Array {
  return encodeCbor(["tomoshibi/health/1", nonce]);
}
