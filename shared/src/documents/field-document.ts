/**
 * The one shape all documents have: a map of fields, each named `owner/field`, as `12/name` in the roster. [DOC1]
 *
 * Why flat: where two officers make the same owner apart, nested maps would be two objects of which one wins whole, and what
 * was written into the other would vanish. Flat fields merge one by one. Texts are ImmutableString: they are replaced, never
 * merged letter by letter, and cost no sequence.
 *
 * Invariants: a document holds its genesis; a change is applied only when all it depends on is there, so that one bad change
 * never spoils a good one that waits beside it; what cannot be applied is handed back, never dropped. A FieldDocument is used
 * up by editing or applying: go on with the answer, never with the argument.
 */
import { type Result, err, ok } from "../base/result.ts";
import type { DeviceId } from "../base/ids.ts";
import { bytesToHex } from "../base/bytes.ts";
import type { DocumentName } from "../records/record.ts";
import { Automerge } from "./automerge.ts";
import { genesisOf } from "./genesis.ts";

/** A value of a field. */
export type FieldValue = string | number | boolean;

/** All fields of one owner, as a projection reads them. */
export type OwnerFields = ReadonlyMap<string, FieldValue>;

/** What to write for one owner; fields not named stay as they are. */
export interface Edit {
  readonly owner: string;
  readonly fields: Readonly<Record<string, FieldValue>>;
}

/** An open document. */
export interface FieldDocument {
  readonly name: DocumentName;
  readonly automerge: Automerge.Doc<Root>;
  /** Hashes of the changes it holds. */
  readonly known: ReadonlySet<string>;
}

/** A change that was not applied, and why; shown to officers. [DOC1] */
export interface SetAside {
  readonly change: Uint8Array;
  readonly reason: "malformed" | "refused";
}

/** The answer to applying changes. */
export interface Applied {
  readonly document: FieldDocument;
  /** Changes that wait for others they depend on: apply them again, together with what comes. */
  readonly waiting: readonly Uint8Array[];
  readonly setAside: readonly SetAside[];
}

/** The answer to editing: the changes are to be written into entries, one or more an entry. */
export interface Edited {
  readonly document: FieldDocument;
  readonly changes: readonly Uint8Array[];
}

/** Why an edit was not made; nothing was changed. */
export type EditError = {
  readonly type: "TextTooLong";
  readonly owner: string;
  readonly lengthMax: number;
};

/** Most owners (households) a change holds. [DOC1] */
export const OWNERS_PER_CHANGE_MAX = 100;
/** Longest texts of one owner together, in UTF-16 units: 45 kB at most, so that a change always fits an entry. [ENT5] */
export const OWNER_TEXT_MAX = 15_000;
/** Units of text a change holds before the next begins. */
const CHANGE_TEXT_MAX = OWNER_TEXT_MAX;

interface Root {
  fields: Record<string, FieldValue | Automerge.ImmutableString>;
}

/** The actor of one start of the engine: device id and 8 random bytes, so that a restored backup never repeats one. [DOC1] */
export function actorOf(device: DeviceId, random8: Uint8Array): string {
  return `${device}${bytesToHex(random8)}`;
}

/** Opens a document from its stored changes, in any order. Errors: throws before initializeDocuments. [DOC2] */
export function openDocument(
  name: DocumentName,
  actor: string,
  changes: readonly Uint8Array[] = [],
): Applied {
  const genesis = genesisOf(name);
  const [automerge] = Automerge.applyChanges(Automerge.init<Root>({ actor }), [genesis]);
  const known = new Set([Automerge.decodeChange(genesis).hash]);
  return applyChanges({ name, automerge, known }, changes);
}

/** Writes a document whole, to be opened quickly by {@link loadDocument}. */
export function saveDocument(document: FieldDocument): Uint8Array {
  return Automerge.save(document.automerge);
}

/** Opens what {@link saveDocument} wrote. Errors: undefined when the bytes are not a document: rebuild it from its changes. */
export function loadDocument(
  name: DocumentName,
  actor: string,
  bytes: Uint8Array,
): FieldDocument | undefined {
  try {
    const automerge = Automerge.load<Root>(bytes, { actor });
    const known = new Set(Automerge.getChangesMetaSince(automerge, []).map(({ hash }) => hash));
    return known.has(Automerge.decodeChange(genesisOf(name)).hash)
      ? { name, automerge, known }
      : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Applies changes from others (or one's own again): in one batch where all is well, one by one where not. [DOC1]
 *
 * Law: any order and duplication, and applying in parts (with what waits), gives the same fields, as long as no actor repeats
 *      a seq (G15). Honest devices cannot: each start has an actor of its own. Of two changes that do, the first to arrive is
 *      applied and the other set aside and shown.
 */
export function applyChanges(document: FieldDocument, changes: readonly Uint8Array[]): Applied {
  const setAside: SetAside[] = [];
  const known = new Set(document.known);
  let { automerge } = document;
  let waiting: readonly ReadChange[] = decodeNew(changes, known, setAside);
  for (;;) {
    const { ready, rest } = takeReady(waiting, known);
    if (ready.length === 0) break;
    waiting = rest;
    const applied = applyReady(automerge, ready);
    automerge = applied.automerge;
    for (const { hash } of applied.accepted) known.add(hash);
    setAside.push(...applied.refused.map(({ change }) => ({ change, reason: "refused" as const })));
  }
  return {
    document: { name: document.name, automerge, known },
    waiting: waiting.map(({ change }) => change),
    setAside,
  };
}

/**
 * Edits owners' fields; what already has the wanted value is left alone. At most {@link OWNERS_PER_CHANGE_MAX} owners and
 * some 45 kB of text go into one change. [DOC1]
 *
 * Errors: TextTooLong, and nothing is changed.
 */
export function editDocument(
  document: FieldDocument,
  edits: readonly Edit[],
): Result<Edited, EditError> {
  const tooLong = edits.find((edit) => textLength(edit) > OWNER_TEXT_MAX);
  if (tooLong !== undefined) {
    return err({ type: "TextTooLong", owner: tooLong.owner, lengthMax: OWNER_TEXT_MAX });
  }
  const known = new Set(document.known);
  const changes: Uint8Array[] = [];
  let { automerge } = document;
  for (const part of inParts(edits)) {
    const before = automerge;
    automerge = Automerge.change(before, { time: 0 }, ({ fields }) => writeEdits(fields, part));
    const change = automerge === before ? undefined : Automerge.getLastLocalChange(automerge);
    if (change === undefined) continue;
    known.add(Automerge.decodeChange(change).hash);
    changes.push(change);
  }
  return ok({ document: { name: document.name, automerge, known }, changes });
}

/** All fields by owner; values that are none of a field's kinds (a newer version's) are left out. */
export function fieldsByOwner(document: FieldDocument): ReadonlyMap<string, OwnerFields> {
  const owners = new Map<string, Map<string, FieldValue>>();
  const { fields } = document.automerge;
  for (const name of Object.keys(fields).toSorted()) {
    const slash = name.lastIndexOf("/");
    const value = plainValue(fields[name]);
    if (slash < 1 || value === undefined) continue;
    const owner = name.slice(0, slash);
    const own = owners.get(owner) ?? new Map<string, FieldValue>();
    owners.set(owner, own.set(name.slice(slash + 1), value));
  }
  return owners;
}

/** Tells whether all that a document holds are fields of the kinds known here. */
export function isPlain({ automerge }: FieldDocument): boolean {
  const roots = Object.keys(automerge);
  const names = Object.keys(automerge.fields);
  return (
    roots.length === 1 &&
    names.every((name) => name.includes("/", 1) && plainValue(automerge.fields[name]) !== undefined)
  );
}

/** A text field; empty when absent or of another kind. */
export function textField(fields: OwnerFields, name: string): string {
  const value = fields.get(name);
  return typeof value === "string" ? value : "";
}

/** An unsigned integer field; undefined when absent or of another kind. */
export function uintField(fields: OwnerFields, name: string): number | undefined {
  const value = fields.get(name);
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 0 ? value : undefined;
}

/** A yes-or-no field; false when absent or of another kind. */
export function flagField(fields: OwnerFields, name: string): boolean {
  return fields.get(name) === true;
}

/** A change, and the hashes of what it stands on. */
export interface ReadChange {
  readonly change: Uint8Array;
  readonly hash: string;
  readonly deps: readonly string[];
}

function decodeNew(
  changes: readonly Uint8Array[],
  known: ReadonlySet<string>,
  setAside: SetAside[],
): readonly ReadChange[] {
  const byHash = new Map<string, ReadChange>();
  for (const change of changes) {
    const decoded = readChange(change);
    if (decoded === undefined) setAside.push({ change, reason: "malformed" });
    else if (!known.has(decoded.hash)) byHash.set(decoded.hash, decoded);
  }
  return [...byHash.values()].toSorted((left, right) => (left.hash < right.hash ? -1 : 1));
}

/** Reads a change's place among others. Errors: undefined for what is no change. */
export function readChange(change: Uint8Array): ReadChange | undefined {
  try {
    const { hash, deps } = Automerge.decodeChange(change);
    return hash === undefined ? undefined : { change, hash, deps };
  } catch {
    return undefined;
  }
}

function takeReady(
  waiting: readonly ReadChange[],
  known: ReadonlySet<string>,
): { readonly ready: readonly ReadChange[]; readonly rest: readonly ReadChange[] } {
  const soon = new Set(known);
  const ready: ReadChange[] = [];
  let rest = waiting;
  for (;;) {
    const next = rest.filter(({ deps }) => deps.every((hash) => soon.has(hash)));
    if (next.length === 0) return { ready, rest };
    ready.push(...next);
    for (const { hash } of next) soon.add(hash);
    rest = rest.filter(({ hash }) => !soon.has(hash));
  }
}

function applyReady(
  automerge: Automerge.Doc<Root>,
  ready: readonly ReadChange[],
): {
  readonly automerge: Automerge.Doc<Root>;
  readonly accepted: readonly ReadChange[];
  readonly refused: readonly ReadChange[];
} {
  const batch = tryApply(automerge, ready);
  if (batch !== undefined) return { automerge: batch, accepted: ready, refused: [] };
  let current = automerge;
  const refusedHashes = new Set<string>();
  for (const one of ready) {
    // What stands on a refused change cannot stand either.
    const next = one.deps.some((hash) => refusedHashes.has(hash))
      ? undefined
      : tryApply(current, [one]);
    if (next === undefined) refusedHashes.add(one.hash);
    else current = next;
  }
  return {
    automerge: current,
    accepted: ready.filter(({ hash }) => !refusedHashes.has(hash)),
    refused: ready.filter(({ hash }) => refusedHashes.has(hash)),
  };
}

/** A failed call leaves the document as it was; tested, for it is not promised. */
function tryApply(
  automerge: Automerge.Doc<Root>,
  ready: readonly ReadChange[],
): Automerge.Doc<Root> | undefined {
  try {
    return Automerge.applyChanges(
      automerge,
      ready.map(({ change }) => change),
    )[0];
  } catch {
    return undefined;
  }
}

function inParts(edits: readonly Edit[]): readonly (readonly Edit[])[] {
  const parts: Edit[][] = [];
  let length = 0;
  for (const edit of edits) {
    const own = textLength(edit);
    const last = parts.at(-1);
    const fits = last && last.length < OWNERS_PER_CHANGE_MAX && length + own <= CHANGE_TEXT_MAX;
    if (fits) last.push(edit);
    else parts.push([edit]);
    length = fits ? length + own : own;
  }
  return parts;
}

function textLength(edit: Edit): number {
  return Object.values(edit.fields).reduce<number>(
    (sum, value) => sum + (typeof value === "string" ? value.length : 0),
    0,
  );
}

function writeEdits(fields: Root["fields"], edits: readonly Edit[]): void {
  for (const { owner, fields: wanted } of edits) {
    for (const [name, value] of Object.entries(wanted)) {
      const key = `${owner}/${name}`;
      if (plainValue(fields[key]) === value) continue;
      fields[key] = typeof value === "string" ? new Automerge.ImmutableString(value) : value;
    }
  }
}

function plainValue(value: unknown): FieldValue | undefined {
  if (typeof value === "number" || typeof value === "boolean") return value;
  if (typeof value === "string") return value;
  return Automerge.isImmutableString(value) ? value.toString() : undefined;
}
