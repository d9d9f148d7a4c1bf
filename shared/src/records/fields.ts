/**
 * Readers of the fields that payloads share. Each answers undefined for what is malformed or over its limit. [ENT5]
 */
import { type CborValue, isBytes, isList, isText, isUint } from "../base/cbor.ts";
import { ID_BYTES, type EntryId, type RecordId, toId } from "../base/ids.ts";
import { HOUSEHOLD_MAX } from "../entry/stream-name.ts";
import type { DocumentName } from "./record.ts";

/** The largest second a date can show: nothing honest is refused for its clock. Units: Unix seconds. */
export const SECONDS_MAX = 8_640_000_000_000;

/** The wire's form of a clock's reading; a clock before 1970 counts as 0. Units: Unix ms in, seconds out. */
export function secondsOf(ms: number): number {
  return Math.min(SECONDS_MAX, Math.max(0, Math.floor(ms / 1000)));
}

/** Tells whether a value is a time in Unix seconds. */
export function isSeconds(value: unknown): value is number {
  return isUint(value, SECONDS_MAX);
}

/** Tells whether a value numbers a household; 0 stands for the author's own where that is allowed. */
export function isHousehold(value: unknown, min: 0 | 1 = 1): value is number {
  return isUint(value, HOUSEHOLD_MAX) && value >= min;
}

/** Reads one of a fixed list of words by its place. */
export function readChoice<Word extends string>(
  words: readonly Word[],
  value: unknown,
): Word | undefined {
  return isUint(value, words.length - 1) ? words[value] : undefined;
}

/** Reads an 8-byte id: of a record, an incident or a circular. */
export function readId<Kind extends "record" | "incident" | "circular">(
  kind: Kind,
  value: unknown,
): ReturnType<typeof toId<Kind>> | undefined {
  return isBytes(value, ID_BYTES[kind]) ? toId(kind, value) : undefined;
}

/** Reads a list of record ids without duplicates. */
export function readRecordIds(value: unknown, lengthMax: number): readonly RecordId[] | undefined {
  return readUnique(value, lengthMax, (item) => readId("record", item));
}

/** Reads a list of entry ids without duplicates. */
export function readEntryIds(value: unknown, lengthMax: number): readonly EntryId[] | undefined {
  return readUnique(value, lengthMax, (item) =>
    isBytes(item, ID_BYTES.entry) ? toId("entry", item) : undefined,
  );
}

/** Reads a list of texts, none empty. */
export function readTexts(
  value: unknown,
  lengthMax: number,
  textMax: number,
): readonly string[] | undefined {
  if (!isList(value) || value.length > lengthMax) return undefined;
  const texts = value.filter((item): item is string => isText(item, textMax) && item !== "");
  return texts.length === value.length ? texts : undefined;
}

/** Reads a list whose items must differ. */
export function readUnique<Item>(
  value: unknown,
  lengthMax: number,
  read: (item: CborValue) => Item | undefined,
): readonly Item[] | undefined {
  if (!isList(value) || value.length > lengthMax) return undefined;
  const items = new Set<Item>();
  for (const raw of value) {
    const item = read(raw);
    if (item === undefined || items.has(item)) return undefined;
    items.add(item);
  }
  return [...items];
}

/** Reads a document's name. Errors: undefined when it is not one, in its one form. */
export function parseDocumentName(text: unknown): DocumentName | undefined {
  if (text === "roster" || text === "followUps" || text === "settings") return text;
  if (typeof text !== "string" || !/^circulars\/[1-9]\d{3}$/.test(text)) return undefined;
  return text as DocumentName;
}
