/**
 * What the poster's QR code says after the `#` of the no-app page's address: for which association, and to which key. [FORM1]
 *
 * A browser sends nothing of it to anybody. There is no secret in it, and nothing personal.
 */
import { decodeCbor, encodeCbor, isBytes, isText, isTuple, isUint } from "../base/cbor.ts";
import { type AssociationId, ID_BYTES, idBytes, toId } from "../base/ids.ts";
import type { EpochKey } from "./entry.ts";

/** For whom a form is sealed. */
export interface FormLink {
  readonly association: AssociationId;
  readonly associationName: string;
  /** Of `safety`, without its secret. */
  readonly key: EpochKey & { readonly publicKey: Uint8Array };
}

/** Where the relay serves the page. */
export const FORM_PATH = "/form";

/** Longest name of an association, as in settings. */
const NAME_MAX = 60;
const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/** Writes it. */
export function encodeFormLink({ association, associationName, key }: FormLink): string {
  const name = associationName.slice(0, NAME_MAX);
  return toBase64Url(
    encodeCbor([1, idBytes(association), key.number, key.epochId, key.publicKey, name]),
  );
}

/** Reads it. Errors: undefined when it is not one, or was cut off; never throws. */
export function decodeFormLink(text: string): FormLink | undefined {
  const bytes = fromBase64Url(text);
  const value = bytes && decodeCbor(bytes);
  if (!isTuple(value, 6) || value[0] !== 1) return undefined;
  const [, association, number, epochId, publicKey, associationName] = value;
  if (!isBytes(association, ID_BYTES.association) || !isUint(number) || number < 1)
    return undefined;
  if (!isBytes(epochId, ID_BYTES.statement) || !isBytes(publicKey, 32)) return undefined;
  if (!isText(associationName, NAME_MAX)) return undefined;
  const key = { audience: "safety", number, epochId, publicKey, secret: undefined } as const;
  return { association: toId("association", association), associationName, key };
}

/** Source: RFC 4648 §5, without padding. */
function toBase64Url(bytes: Uint8Array): string {
  let text = "";
  for (let start = 0; start < bytes.length; start += 3) {
    const [first = 0, second = 0, third = 0] = bytes.slice(start, start + 3);
    const bits = (first << 16) | (second << 8) | third;
    const length = Math.min(3, bytes.length - start) + 1;
    for (let digit = 0; digit < length; digit += 1)
      text += ALPHABET.charAt((bits >> (18 - 6 * digit)) & 63);
  }
  return text;
}

/** What does not encode to the same text is refused. */
function fromBase64Url(text: string): Uint8Array | undefined {
  const bytes = new Uint8Array(Math.floor((text.length * 3) / 4));
  let bits = 0;
  for (const [index, digit] of [...text].entries()) {
    const value = ALPHABET.indexOf(digit);
    if (value < 0) return undefined;
    bits = ((bits << 6) | value) & 0xff_ffff;
    // The digits before it hold six bits each, a byte eight.
    const byte = Math.floor(((index + 1) * 6) / 8) - 1;
    const isWhole = index % 4 !== 0;
    if (isWhole) bytes[byte] = (bits >> (6 - 2 * (index % 4))) & 0xff;
  }
  return toBase64Url(bytes) === text ? bytes : undefined;
}
