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
