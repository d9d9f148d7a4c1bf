/**
 * Offsets and the running hash: how a relay that lost messages, or was set back to an old backup, is noticed. [REL1]
 */
import { createHash } from "node:crypto";
import type { Offset } from "./storage.ts";

/** The running hash of a stream without messages. */
export const EMPTY_RUNNING_HASH: Uint8Array = new Uint8Array(32);

const POSITION_DIGITS = 16;
const MARK_BYTES = 8;
const OFFSET = /^(\d{16})_([0-9a-f]{16})$/;

/** The running hash after one more message. */
export function extendRunningHash(previous: Uint8Array, id: Uint8Array): Uint8Array {
  return new Uint8Array(createHash("sha256").update(previous).update(id).digest());
}

/** The id of a message that brought none: the running hash before it makes equal bytes differ by their place. */
export function rawMessageId(previous: Uint8Array, bytes: Uint8Array): Uint8Array {
  const hash = createHash("sha256").update("tomoshibi/raw/1").update(previous).update(bytes);
  return new Uint8Array(hash.digest());
}

/** The part of a running hash that an offset shows. */
export function offsetMark(runningHash: Uint8Array): Uint8Array {
  return runningHash.subarray(0, MARK_BYTES);
}

/** Writes an offset; a whole running hash or its mark will do. */
export function encodeOffset(position: number, runningHash: Uint8Array): Offset {
  const mark = Buffer.from(offsetMark(runningHash)).toString("hex");
  return `${String(position).padStart(POSITION_DIGITS, "0")}_${mark}`;
}

/** Reads an offset from outside. Errors: undefined when it is not one. */
export function decodeOffset(text: string): { position: number; mark: Uint8Array } | undefined {
  const match = OFFSET.exec(text);
  if (!match?.[1] || !match[2]) return undefined;
  const position = Number(match[1]);
  if (!Number.isSafeInteger(position)) return undefined;
  return { position, mark: Buffer.from(match[2], "hex") };
}

/** The offset before the first message. */
export const START_OFFSET: Offset = encodeOffset(0, EMPTY_RUNNING_HASH);
