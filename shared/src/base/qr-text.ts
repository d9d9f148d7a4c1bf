/** The texts of QR codes: what begins them tells one kind from the others, the rest is bytes in Base45. */
import { decodeBase45, encodeBase45 } from "./base45.ts";

/** Writes bytes as the text of a QR code, in characters of its alphanumeric mode. */
export function bytesToQrText(prefix: string, bytes: Uint8Array): string {
  return prefix + encodeBase45(bytes);
}

/** Reads such a text. Errors: undefined when it begins otherwise, or is not Base45; never throws. */
export function qrTextToBytes(prefix: string, text: string): Uint8Array | undefined {
  return text.startsWith(prefix) ? decodeBase45(text.slice(prefix.length)) : undefined;
}

/**
 * What a person copied and pasted of a QR code's text, with spaces around and line breaks within. The space is one of Base45's
 * digits, but never its last: the last digit of three is below 33, of two below 6.
 */
export function pastedQrText(text: string): string {
  return text.trim().replace(/[\r\n\t]+/gu, "");
}
