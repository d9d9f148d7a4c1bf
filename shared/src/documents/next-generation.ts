/**
 * The next generation of a document: what it says now, without its history; and what a late change wanted to write. [DOC3]
 *
 * Left out on purpose is what is to leave for good: what was known of households that are off the roster, what officers did about
 * households in incidents whose reports were erased, and what withdrawn circulars said. [ERA1]
 */
import { type Result, err } from "../base/result.ts";
import type { DocumentName } from "../records/record.ts";
import { Automerge } from "./automerge.ts";
import {
  type Edit,
  type EditError,
  type Edited,
  type FieldDocument,
  type FieldValue,
  type OwnerFields,
  editDocument,
  fieldsByOwner,
  isPlain,
  openDocument,
} from "./field-document.ts";

/** What must not go on into the next generation. */
export interface LeftOut {
  /** Households that are off the roster. */
  readonly households: ReadonlySet<number>;
  /** Incidents whose reports were erased. */
  readonly incidents: ReadonlySet<string>;
}

/** Why a generation cannot be begun here. */
export type NextError =
  | EditError
  /** A newer version of the app wrote what this one would leave out. */
  | { readonly type: "NotUnderstood" };

/** Writes a document's state into a fresh one; its changes are the first of the next generation. Of circulars, with what came late. */
export function nextGeneration(
  document: FieldDocument,
  actor: string,
  leftOut: LeftOut,
  late: readonly FieldWrite[] = [],
): Result<Edited, NextError> {
  if (!isPlain(document)) return err({ type: "NotUnderstood" });
  const edits = [...ownersWithLate(document, late)].flatMap(([owner, fields]): readonly Edit[] => {
    const kept = [...keptFields(document.name, owner, fields, leftOut)].filter(
      // What an empty document says as well needs no writing.
      ([, value]) => value !== "" && value !== false,
    );
    return kept.length === 0 ? [] : [{ owner, fields: Object.fromEntries(kept) }];
  });
  return editDocument(openDocument(document.name, actor).document, edits);
}

/**
 * What a document says, by owner; of circulars, with what was written into an earlier generation and came late: one that nobody here
 * knows is shown all the same, for it may say where there is water; and a withdrawal counts.
 *
 * Law: any order of `late` gives the same.
 */
export function ownersWithLate(
  document: FieldDocument,
  late: readonly FieldWrite[],
): ReadonlyMap<string, OwnerFields> {
  const known = fieldsByOwner(document);
  if (!isCirculars(document.name) || late.length === 0) return known;
  const owners = new Map(known);
  const inOrder = late.toSorted((left, right) => (wordOf(left) < wordOf(right) ? -1 : 1));
  for (const { owner, field, value } of inOrder)
    if (!known.has(owner) || (field === WITHDRAWN && value === true))
      owners.set(owner, new Map([...(owners.get(owner) ?? []), [field, value]]));
  return owners;
}

function wordOf({ owner, field, value }: FieldWrite): string {
  return JSON.stringify([owner, field, value]);
}

/** A field that a change writes. */
export interface FieldWrite {
  readonly owner: string;
  readonly field: string;
  readonly value: FieldValue;
}

/**
 * Reads what changes wrote, from themselves alone; of one field the last.
 *
 * Errors: undefined when one of them cannot be read, or holds what a newer version wrote: read in part, the rest would be gone.
 */
export function writesOf(changes: readonly Uint8Array[]): readonly FieldWrite[] | undefined {
  const writes = new Map<string, FieldWrite>();
  try {
    for (const change of changes)
      for (const { action, key, value } of Automerge.decodeChange(change).ops as readonly Op[]) {
        const slash = key?.lastIndexOf("/") ?? 0;
        if (action !== "set" || key === undefined || slash < 1 || !isValue(value)) return undefined;
        writes.set(key, { owner: key.slice(0, slash), field: key.slice(slash + 1), value });
      }
  } catch {
    return undefined;
  }
  return [...writes.values()];
}

/** Those of the writes that would change what a document says. */
export function newsIn(
  document: FieldDocument,
  writes: readonly FieldWrite[],
): readonly (FieldWrite & { readonly before: FieldValue | undefined })[] {
  const owners = fieldsByOwner(document);
  return writes.flatMap((write) => {
    const before = owners.get(write.owner)?.get(write.field);
    const isSame = before === write.value || (isEmpty(before) && isEmpty(write.value));
    // A circular that was withdrawn does not come back.
    const isOver = isCirculars(document.name) && owners.get(write.owner)?.get(WITHDRAWN) === true;
    return isSame || isOver ? [] : [{ ...write, before }];
  });
}

/**
 * Tells whether the next generation would say less than all that was written: then it is worth being sent to everybody.
 *
 * Shape: `changes` are all of the document that are here.
 */
export function isWorthTidying(document: FieldDocument, changes: readonly Uint8Array[]): boolean {
  const kept = [...fieldsByOwner(document)].flatMap(([owner, fields]) => [
    ...keptFields(document.name, owner, fields, NOBODY),
  ]);
  // What a newer version wrote counts as one word more than this one would keep.
  const written = changes.flatMap((change): readonly unknown[] => {
    return writesOf([change])?.map(({ value }) => value) ?? [undefined];
  });
  const isSaid = (value: unknown): boolean => value !== "" && value !== false;
  return written.filter(isSaid).length > kept.filter(([, value]) => isSaid(value)).length;
}

/** Tells whether a document says something of everybody whom changes speak of; of those that cannot be read it does not. */
export function speaksOf(document: FieldDocument, changes: readonly Uint8Array[]): boolean {
  const owners = fieldsByOwner(document);
  return writesOf(changes)?.every(({ owner }) => owners.has(owner)) ?? false;
}

/** Tells whether a document holds changes: those it waits with, or refused, it does not. */
export function holdsAll({ known }: FieldDocument, changes: readonly Uint8Array[]): boolean {
  try {
    return changes.every((change) => known.has(Automerge.decodeChange(change).hash));
  } catch {
    return false;
  }
}

interface Op {
  readonly action: string;
  readonly key?: string;
  readonly value?: unknown;
}

const NOBODY: LeftOut = { households: new Set(), incidents: new Set() };

function isCirculars(name: DocumentName): boolean {
  return name.startsWith("circulars/");
}

function keptFields(
  name: DocumentName,
  owner: string,
  fields: OwnerFields,
  { households, incidents }: LeftOut,
): OwnerFields {
  if (name === "followUps") {
    const [incident = "", household = ""] = owner.split("/");
    return households.has(Number(household)) || incidents.has(incident) ? new Map() : fields;
  }
  // That it was withdrawn stays: what of it comes late must not bring it back, and devices erase only what is still spoken of.
  if (isCirculars(name))
    return fields.get(WITHDRAWN) === true ? new Map([[WITHDRAWN, true]]) : fields;
  if (name !== "roster" || !households.has(Number(owner))) return fields;
  // Its number and its place are not given to another, for its card may still be about.
  return new Map([...fields].filter(([field]) => OF_REMOVED.has(field)));
}

const WITHDRAWN = "isWithdrawn";
const OF_REMOVED: ReadonlySet<string> = new Set(["group", "indexInGroup", "isRemoved"]);

function isEmpty(value: FieldValue | undefined): boolean {
  return value === undefined || value === "" || value === false;
}

function isValue(value: unknown): value is FieldValue {
  return ["string", "number", "boolean"].includes(typeof value);
}
