/** The wire form of what erases, and of the counts that stay. [ERA1] */
import { type CborValue, isBytes, isList, isText, isTuple, isUint } from "../base/cbor.ts";
import { type EntryId, ID_BYTES, idBytes, toId } from "../base/ids.ts";
import { type StreamName, parseStreamName } from "../entry/stream-name.ts";
import { isSeconds, readId } from "./fields.ts";
import { ERASED_ENTRIES_MAX, type Erased, type IncidentSummed, SUM_FIELDS } from "./record.ts";

/** The fields of an `erased`. */
export function erasedFields({ entries, atSeconds }: Erased): readonly CborValue[] {
  return [entries.map(({ stream, ids }) => [stream, ids.map(idBytes)]), atSeconds];
}

/** Reads them. Errors: undefined when malformed, empty, or over a limit. */
export function readErased(fields: readonly CborValue[]): Erased | undefined {
  const [list, atSeconds] = fields;
  if (fields.length !== 2 || !isList(list) || !isSeconds(atSeconds)) return undefined;
  const entries: { stream: StreamName; ids: readonly EntryId[] }[] = [];
  const seen = new Set<string>();
  for (const item of list) {
    const part = readPart(item);
    if (part === undefined) return undefined;
    for (const name of [part.stream, ...part.ids]) {
      if (seen.has(name)) return undefined;
      seen.add(name);
    }
    entries.push(part);
  }
  const count = entries.reduce((sum, { ids }) => sum + ids.length, 0);
  if (count === 0 || count > ERASED_ENTRIES_MAX) return undefined;
  return { kind: "erased", entries, atSeconds };
}

/** The fields of an `incidentSummed`. */
export function summedFields({
  incident,
  counts,
  atSeconds,
}: IncidentSummed): readonly CborValue[] {
  return [idBytes(incident), SUM_FIELDS.map((name) => counts[name]), atSeconds];
}

/** Reads them. Errors: undefined when malformed. */
export function readSummed(fields: readonly CborValue[]): IncidentSummed | undefined {
  const incident = readId("incident", fields[0]);
  const [, numbers, atSeconds] = fields;
  if (fields.length !== 3 || incident === undefined || !isSeconds(atSeconds)) return undefined;
  if (!isTuple(numbers, SUM_FIELDS.length)) return undefined;
  if (!numbers.every((number) => isUint(number))) return undefined;
  const counts = Object.fromEntries(
    SUM_FIELDS.map((name, at) => [name, numbers[at]]),
  ) as IncidentSummed["counts"];
  return { kind: "incidentSummed", incident, counts, atSeconds };
}

function readPart(
  item: CborValue,
): { readonly stream: StreamName; readonly ids: readonly EntryId[] } | undefined {
  if (!isTuple(item, 2) || !isText(item[0], 64) || !isList(item[1])) return undefined;
  const stream = parseStreamName(item[0]);
  if (stream === undefined || item[1].length === 0) return undefined;
  const ids = item[1].flatMap((id) => (isBytes(id, ID_BYTES.entry) ? [toId("entry", id)] : []));
  return ids.length === item[1].length ? { stream, ids } : undefined;
}
