/**
 * The next generation of a document: what it says now, without its history; and what a late change wanted to write. [DOC3]
 *
 * Left out on purpose is what is to leave for good: what was known of households that are off the roster, and what officers did
 * about households in incidents whose reports were erased. [ERA1]
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

/** Writes a document's state into a fresh one; its changes are the first of the next generation. */
export function nextGeneration(
  document: FieldDocument,
  actor: string,
  leftOut: LeftOut,
): Result<Edited, NextError> {
  if (!isPlain(document)) return err({ type: "NotUnderstood" });
  const edits = [...fieldsByOwner(document)].flatMap(([owner, fields]): readonly Edit[] => {
    const kept = [...keptFields(document.name, owner, fields, leftOut)].filter(
      // What an empty document says as well needs no writing.
      ([, value]) => value !== "" && value !== false,
    );
    return kept.length === 0 ? [] : [{ owner, fields: Object.fromEntries(kept) }];
  });
  return editDocument(openDocument(document.name, actor).document, edits);
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
    return isSame ? [] : [{ ...write, before }];
  });
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
  if (name !== "roster" || !households.has(Number(owner))) return fields;
  // Its number and its place are not given to another, for its card may still be about.
  return new Map([...fields].filter(([field]) => OF_REMOVED.has(field)));
}

const OF_REMOVED: ReadonlySet<string> = new Set(["group", "indexInGroup", "isRemoved"]);

function isEmpty(value: FieldValue | undefined): boolean {
  return value === undefined || value === "" || value === false;
}

function isValue(value: unknown): value is FieldValue {
  return ["string", "number", "boolean"].includes(typeof value);
}
