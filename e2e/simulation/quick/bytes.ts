/** shared/base/bytes.ts with Node's own hex; the same bytes are the same without looking at each of them. */
import {
  equalBytes as compareEach,
  hexToBytes as readSlowly,
} from "@tomoshibi/shared/base/bytes.ts";
import { viewOf } from "./memo.ts";

export * from "@tomoshibi/shared/base/bytes.ts";

/** Writes bytes as lower-case hex: in one piece, where the pure function's string is put together when it is first looked at. */
export function bytesToHex(bytes: Uint8Array): string {
  return viewOf(bytes).toString("hex");
}

/** Reads hex. Errors: throws the project's own. */
export function hexToBytes(hex: string): Uint8Array {
  const bytes = Uint8Array.from(Buffer.from(hex, "hex"));
  return bytes.length * 2 === hex.length ? bytes : readSlowly(hex);
}

/** Tells whether two byte strings are the same. */
export function equalBytes(left: Uint8Array, right: Uint8Array): boolean {
  return left === right || compareEach(left, right);
}
