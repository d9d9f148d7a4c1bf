/**
 * What a relay keeps in the stream `intake`: an entry or statement as it came, with the stream it was meant for. [REL4]
 *
 * Its author is unknown, revoked or one too many, so nothing in it counts until an officer adopts it.
 */
import { decodeCbor, encodeCbor, isBytes, isText, isTuple } from "../base/cbor.ts";
import { type StreamName, parseStreamName } from "../entry/stream-name.ts";

/** One message of the intake; in `membership` the bytes are a statement, else an entry. */
export interface IntakeItem {
  readonly stream: StreamName;
  readonly bytes: Uint8Array;
}

/** Encodes an item. */
export function encodeIntakeItem(item: IntakeItem): Uint8Array {
  return encodeCbor([1, item.stream, item.bytes]);
}

/** Decodes an item. Errors: undefined when malformed. */
export function decodeIntakeItem(bytes: Uint8Array): IntakeItem | undefined {
  const value = decodeCbor(bytes);
  if (!isTuple(value, 3) || value[0] !== 1) return undefined;
  const [, name, content] = value;
  const stream = isText(name, 64) ? parseStreamName(name) : undefined;
  return stream !== undefined && isBytes(content) ? { stream, bytes: content } : undefined;
}
