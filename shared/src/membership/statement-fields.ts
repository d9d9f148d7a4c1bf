/** Fields that several kinds of statements share. Used by statement.ts only. */
import { isBytes, isList, isText, isTuple, isUint } from "../base/cbor.ts";
import { ID_BYTES, type StatementId, toId } from "../base/ids.ts";
import { type StreamName, parseStreamName } from "../entry/stream-name.ts";

/** Up to which entry of a stream a key's entries count: its seq, and the first 8 bytes of its id. */
export interface Bound {
  readonly stream: StreamName;
  readonly seq: number;
  readonly head: Uint8Array;
}

/** The secret of an epoch for officers, in its own statement. [KEY2] */
export interface KeyCopy {
  /** Whose: a device's id, or the first 8 bytes of the id of an epoch of officers. */
  readonly to: Uint8Array;
  /** By HPKE to the device's key, or sealed under that epoch's. */
  readonly sealed: Uint8Array;
}

/** Most copies in one statement; officers' devices beyond them get the key by their mailbox alone. */
export const COPIES_MAX = 24;
/** Bytes of the name of whose a copy is. */
export const COPY_NAME_BYTES = 8;
/** A secret of 32 bytes and a tag; before them HPKE's encapsulation, for a device. */
const SEALED_BYTES = [48, 80];

/** Decodes copies. Errors: undefined when malformed, or none: a statement without any has no such field. */
export function decodeCopies(values: unknown): readonly KeyCopy[] | undefined {
  if (!isList(values) || values.length === 0 || values.length > COPIES_MAX) return undefined;
  const copies: KeyCopy[] = [];
  for (const item of values) {
    if (!isTuple(item, 2)) return undefined;
    const [to, sealed] = item;
    if (!isBytes(to, COPY_NAME_BYTES) || !isBytes(sealed)) return undefined;
    if (!SEALED_BYTES.includes(sealed.length)) return undefined;
    copies.push({ to, sealed });
  }
  return copies;
}

/** Decodes bounds. Errors: undefined when malformed. */
export function decodeBounds(streams: unknown): readonly Bound[] | undefined {
  if (!isList(streams)) return undefined;
  const bounds: Bound[] = [];
  for (const item of streams) {
    if (!isTuple(item, 3)) return undefined;
    const [name, seq, head] = item;
    const stream = isText(name, 64) ? parseStreamName(name) : undefined;
    if (stream === undefined || !isUint(seq) || !isBytes(head, 8)) return undefined;
    bounds.push({ stream, seq, head });
  }
  return bounds;
}

/** Decodes names of statements. Errors: undefined when malformed. */
export function decodeIds(values: unknown): StatementId[] | undefined {
  if (!isList(values)) return undefined;
  const ids: StatementId[] = [];
  for (const value of values) {
    if (!isBytes(value, ID_BYTES.statement)) return undefined;
    ids.push(toId("statement", value));
  }
  return ids;
}
