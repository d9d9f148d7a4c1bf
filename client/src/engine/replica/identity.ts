/** The device's keys and place, as the vault keeps them. [MEM1] */
import { decodeCbor, encodeCbor, isBytes, isTuple } from "@tomoshibi/shared/base/cbor.ts";
import { ID_BYTES, idBytes, toId } from "@tomoshibi/shared/base/ids.ts";
import { KEY_BYTES } from "@tomoshibi/shared/crypto/sign.ts";
import type { Identity } from "./replica.ts";

const FORMAT = 1;

/** Encodes an identity for the vault; it holds secrets. */
export function encodeIdentity(identity: Identity): Uint8Array {
  const { association, device, signSeed, sealSeed, rootSeed } = identity;
  return encodeCbor([
    FORMAT,
    idBytes(association),
    idBytes(device),
    signSeed,
    sealSeed,
    rootSeed ?? new Uint8Array(0),
  ]);
}

/** Decodes what {@link encodeIdentity} made. Errors: undefined when malformed. */
export function decodeIdentity(bytes: Uint8Array): Identity | undefined {
  const value = decodeCbor(bytes);
  if (!isTuple(value, 6) || value[0] !== FORMAT) return undefined;
  const [, association, device, signSeed, sealSeed, rootSeed] = value;
  if (!isBytes(association, ID_BYTES.association) || !isBytes(device, ID_BYTES.device))
    return undefined;
  if (!isBytes(signSeed, KEY_BYTES) || !isBytes(sealSeed, KEY_BYTES) || !isBytes(rootSeed))
    return undefined;
  return {
    association: toId("association", association),
    device: toId("device", device),
    signSeed,
    sealSeed,
    rootSeed: rootSeed.length === 0 ? undefined : rootSeed,
  };
}
