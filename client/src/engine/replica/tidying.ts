/**
 * Tidying documents: beginning the next generation, and deciding about what comes too late for it. Loaded with Automerge. [DOC3]
 */
import type { CircularId, EntryId, RecordId } from "@tomoshibi/shared/base/ids.ts";
import { numberAfter, spentBeside } from "@tomoshibi/shared/documents/generations.ts";
import { secondsOf } from "@tomoshibi/shared/records/fields.ts";
import { documentStream } from "@tomoshibi/shared/records/policy.ts";
import {
  type DocumentName,
  GENERATION_IDS_MAX,
  GENERATION_PAGES_MAX,
  type GenerationBegun,
} from "@tomoshibi/shared/records/record.ts";
import { incidentShowing } from "@tomoshibi/shared/safety/incidents.ts";
import type { DecideLate, TidyDocuments } from "../commands.ts";
import { incidentViews } from "../views/incidents-view.ts";
import type { OpenDocument, PlannedEdit } from "./document-desk.ts";
import {
  type DeskContext,
  actorIn,
  lateNews,
  opened,
  setDocument,
  toWrite,
} from "./document-state.ts";
import {
  type FieldDocument,
  type LeftOut,
  editDocument,
  findCircular,
  holdsAll,
  householdRows,
  isCirculars,
  isWorthTidying,
  newsIn,
  nextGeneration,
  speaksOf,
  writesOf,
} from "./document-tool.ts";
import { ALWAYS_TIDIED, type Change, generationsOf } from "./generations-of.ts";
import { nextHeldSeconds } from "./held-seconds.ts";
import type { Memory } from "./memory.ts";
import type { PlannedWrite } from "./plan.ts";

const FAILED: PlannedEdit = { type: "failed", code: "failed" };

/** Plans the next generation of each document: its first state, then the beginning that names all of it. */
export function planTidying(context: DeskContext, command: TidyDocuments): PlannedEdit {
  const { memory, random } = context;
  const { atMs, circular } = command;
  const writes: PlannedWrite[] = [];
  const begun: [DocumentName, OpenDocument][] = [];
  const names = circular === undefined ? dueNames(context) : yearOf(memory, circular);
  const leftOut = leftOutOf(context);
  for (const name of names) {
    const open = opened(context, name);
    const generation = numberAfter(open.generation, random.bytes(4));
    const late = lateNews(open, generationsOf(memory, name).late).flatMap((one) => one.writes);
    const next = nextGeneration(open.document, actorIn(memory, context.start), leftOut, late);
    if (generation === undefined || !next.ok) return FAILED;
    const parts = next.value.changes.map((change) => toWrite(name, generation, change));
    const pages = pagesOf({
      ...{ document: name, generation, previous: open.generation, atSeconds: secondsOf(atMs) },
      summed: summedBy(memory, name, open, isCirculars(name) ? next.value.document : open.document),
      ...{ from: writes.length, to: writes.length + parts.length },
    });
    if (pages.length > GENERATION_PAGES_MAX) return { type: "failed", code: "tooLarge" };
    writes.push(...parts, ...pages);
    const { document } = next.value;
    const fresh = { merged: new Set<EntryId>(), isWaiting: false, ancestors: [] };
    begun.push([name, { ...open, ...fresh, document, generation }]);
  }
  for (const [name, open] of begun) setDocument(context, name, open);
  // Somebody else may have erased the circular meanwhile; of the roster there is always something.
  return writes.length === 0 && circular === undefined ? FAILED : { type: "writes", writes };
}

/** What is tidied once a year: of what everybody reads only what would say less, for all of it is sent to everybody again. */
function dueNames(context: DeskContext): readonly DocumentName[] {
  const { changes } = context.memory.records;
  const listed = listedIn(context.memory);
  const names = [...new Set(changes.map(({ content }) => content.document))];
  return names.filter((name) => {
    if (ALWAYS_TIDIED.includes(name)) return true;
    if (!isCirculars(name)) return false;
    const all = changes.filter(({ content }) => content.document === name);
    // What somebody had erased in vain here is gone from relays: whoever joined since has not read it.
    if (all.some(({ entryId }) => listed.has(entryId))) return true;
    return isWorthTidying(
      opened(context, name).document,
      all.flatMap(({ content }) => content.changes),
    );
  });
}

/** What erasures list, those of devices that were stopped too. */
function listedIn({ entries }: Memory): ReadonlySet<EntryId> {
  const lists = [...entries.values()].flatMap(({ payload }) =>
    payload?.kind === "erased" ? payload.entries : [],
  );
  return new Set(lists.flatMap(({ ids }) => ids));
}

/** The circulars of one year; nothing where this one is not known here any more, or was not withdrawn. */
function yearOf({ documents }: Memory, circular: CircularId): readonly DocumentName[] {
  const found = findCircular(documents, circular);
  return found?.row.isWithdrawn === true ? [found.document] : [];
}

/** Plans what an officer decided about a late change; what is taken over is written into the generation of now. */
export function planDecision(
  context: DeskContext,
  { document: name, late, decision, atMs }: DecideLate,
): PlannedEdit {
  const { memory } = context;
  const change = generationsOf(memory, name).late.find(({ recordId }) => recordId === late);
  // Another officer decided, or it is no longer late: there is nothing left to do.
  if (change === undefined) return { type: "writes", writes: [] };
  const open = opened(context, name);
  const atSeconds = nextHeldSeconds(memory, atMs);
  const aside = { kind: "heldDecided", held: late, decision: "aside", report: undefined } as const;
  const asideWrite: PlannedWrite = {
    ...{ stream: "officers", payload: { ...aside, atSeconds }, isOptional: false },
  };
  const isAside = decision === "aside";
  if (isAside && !isCirculars(name)) return { type: "writes", writes: [asideWrite] };
  const edited = editDocument(
    open.document,
    isAside ? withdrawalsOf(open, change) : editsOf(open, change),
  );
  if (!edited.ok) return { type: "failed", code: "tooLarge" };
  if (edited.value.changes.length === 0) return { type: "writes", writes: [asideWrite] };
  setDocument(context, name, { ...open, document: edited.value.document });
  const adopted = (report: RecordId) =>
    ({ kind: "heldDecided", held: late, decision: "adopted", report, atSeconds }) as const;
  const writes = [
    ...edited.value.changes.map((bytes) => toWrite(name, open.generation, bytes)),
    isAside ? asideWrite : ({ stream: "officers", payload: adopted, isOptional: false } as const),
  ];
  return { type: "writes", writes };
}

/**
 * What the state holds, what would change nothing, and what nobody needs beside the two: all that will not be news, and may be erased
 * for it.
 */
function summedBy(
  memory: Memory,
  name: DocumentName,
  open: OpenDocument,
  stated: FieldDocument,
): readonly RecordId[] {
  const generations = generationsOf(memory, name);
  const { changes, late } = generations;
  const news = new Set(lateNews({ document: stated }, late).map(({ recordId }) => recordId));
  // What waits for something it depends on, or was refused, is not in the state.
  const held = changes.filter(({ content }) => holdsAll(open.document, content.changes));
  const same = late.filter(
    ({ recordId, content }) => !news.has(recordId) && writesOf(content.changes) !== undefined,
  );
  const said = new Set([...held, ...same]);
  const unsaid = [...changes, ...late].filter((change) => !said.has(change));
  const spent = spentBeside(generations, new Set(unsaid.map(({ recordId }) => recordId)));
  // An officer's device may have left circulars out that everybody shows again once it is stopped: no other one says they are summed up.
  const known = isCirculars(name)
    ? spent.filter(({ content }) => speaksOf(stated, content.changes))
    : spent;
  return [...said, ...known].map(({ recordId }) => recordId);
}

interface Beginning extends Pick<
  GenerationBegun,
  "document" | "generation" | "previous" | "summed" | "atSeconds"
> {
  /** Where among the plan's records the parts are. */
  readonly from: number;
  readonly to: number;
}

function pagesOf({ from, to, ...begun }: Beginning): readonly PlannedWrite[] {
  const { document, summed } = begun;
  const longest = Math.max(to - from, summed.length, 1);
  const pages = Math.ceil(longest / GENERATION_IDS_MAX);
  const stream = documentStream(document);
  return Array.from({ length: pages }, (_, page): PlannedWrite => {
    const start = page * GENERATION_IDS_MAX;
    const rest = { page, pages, summed: summed.slice(start, start + GENERATION_IDS_MAX) };
    const payload = (parts: readonly RecordId[]): GenerationBegun => ({
      kind: "generationBegun",
      ...begun,
      ...rest,
      parts,
    });
    const first = from + start;
    const last = Math.min(to, first + GENERATION_IDS_MAX);
    // Their ids are known once they are sealed; a document without content has none.
    return first >= last
      ? { stream, payload: payload([]), isOptional: false }
      : { stream, payload: (_first, all) => payload(all.slice(first, last)), isOptional: false };
  });
}

function leftOutOf(context: DeskContext): LeftOut {
  const { memory } = context;
  const removed = householdRows(opened(context, "roster").document).filter(
    ({ isRemoved }) => isRemoved,
  );
  const shown = incidentViews(memory);
  const incidents = memory.records.sums.flatMap(
    ({ content: { incident } }) => incidentShowing(shown, incident)?.joined ?? [incident],
  );
  return {
    households: new Set(removed.map(({ number }) => number)),
    incidents: new Set(incidents),
  };
}

/**
 * 入れない, of circulars: everybody sees a late one that nobody knew, and a late withdrawal counts, so that both are said here for all
 * devices; members do not read what officers decided.
 */
function withdrawalsOf({ document }: OpenDocument, { content }: Change) {
  const news = newsIn(document, writesOf(content.changes) ?? []);
  const isNew = ({ field, before }: (typeof news)[number]) =>
    field === "publishedAtSeconds" && before === undefined;
  const owners = news.filter((one) => one.field === "isWithdrawn" || isNew(one));
  return owners.map(({ owner }) => ({ owner, fields: { isWithdrawn: true } }));
}

/** What a late change writes, by owner; a household that is off the roster comes back with it. */
function editsOf({ document }: OpenDocument, { content }: Change) {
  const news = newsIn(document, writesOf(content.changes) ?? []);
  const owners = new Map<string, Record<string, string | number | boolean>>();
  for (const { owner, field, value } of news)
    owners.set(owner, {
      ...(content.document === "roster" ? { isRemoved: false } : {}),
      ...owners.get(owner),
      [field]: value,
    });
  return [...owners].map(([owner, fields]) => ({ owner, fields }));
}
