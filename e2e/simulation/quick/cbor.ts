/** shared/base/cbor.ts, which decodes the same bytes once. */
import { type CborValue, decodeCbor as decodeAnew } from "@tomoshibi/shared/base/cbor.ts";

export * from "@tomoshibi/shared/base/cbor.ts";

const decoded = new WeakMap<Uint8Array, { readonly value: CborValue | undefined }>();

/** Decodes bytes that arrived from outside. */
export function decodeCbor(bytes: Uint8Array): CborValue | undefined {
  const known = decoded.get(bytes);
  if (known !== undefined) return known.value;
  const value = decodeAnew(bytes);
  decoded.set(bytes, { value });
  return value;
}
