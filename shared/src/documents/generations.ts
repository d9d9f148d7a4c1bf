/**
 * Which generation of a document is the current one, and what became of the changes of all others. [DOC3]
 *
 * A generation is a number: how many came before it × 2³² + chance, so that two begun apart have different ones. The first, which
 * nobody begins, is 1. The beginnings form a tree, for each names the one it was made from; the current generation is found by
 * walking from the first to the child whose branch holds most, for in that one people went on writing.
 *
 * Pure, and without Automerge: replicas decide it from records alone. Beginnings are never erased, for they hold ids only; so the
 * tree stays whole when what it sums up is gone.
 */
import type { RecordId } from "../base/ids.ts";
import type { DocumentChanged, GenerationBegun, Recorded } from "../records/record.ts";

/** The generation that nobody begins. */
export const FIRST_GENERATION = 1;

/** A change, as far as folding needs it. */
export type ChangeRecord = Pick<Recorded<DocumentChanged>, "recordId" | "content">;
/** A page of a beginning, as far as folding needs it. */
export type BegunRecord = Pick<Recorded<GenerationBegun>, "recordId" | "author" | "content">;

/** What the records of one document come to. */
export interface Generations<Change extends ChangeRecord = ChangeRecord> {
  /** The one that is read and written. */
  readonly current: number;
  /** When it was begun, by its author's clock; undefined of the first. Unix seconds. */
  readonly begunAtSeconds: number | undefined;
  /** Its beginning and its first state. */
  readonly beginning: readonly RecordId[];
  /** The changes it is made of. */
  readonly changes: readonly Change[];
  /** Changes of others that it does not know: to be shown to officers. */
  readonly late: readonly Change[];
  /** Changes that nobody needs any more, for others say the same, or an officer decided about them. */
  readonly spent: readonly Change[];
  /** Of those, which only say what others say that an officer may still have to decide about: what each was made from. */
  readonly copies: ReadonlyMap<RecordId, ReadonlySet<RecordId>>;
}

/**
 * Folds the applied records of one document.
 *
 * Shape: `decided` are late changes that an officer took over or set aside.
 * Law:   any order and duplication of the records gives the same answer, but for the order of the lists.
 */
export function foldGenerations<Change extends ChangeRecord>(
  changes: readonly Change[],
  begun: readonly BegunRecord[],
  decided: ReadonlySet<RecordId> = new Set(),
): Generations<Change> {
  const byId = new Map(changes.map((change) => [change.recordId, change]));
  const nodes = nodesOf(begun);
  const path = currentPath(nodes, byId);
  const last = path.at(-1);
  const current = last?.generation ?? FIRST_GENERATION;
  const settled = new Set([...decided, ...path.flatMap(({ summed }) => [...summed])]);
  const isNews = (id: RecordId): boolean => !settled.has(id) && !byId.has(id);
  // What a beginning that was not chosen holds, its sources say as well, unless one of them is known from it alone.
  const unchosen = nodes.filter((node) => !path.includes(node) && ![...node.summed].some(isNews));
  const copies = new Map(
    unchosen.flatMap(({ parts, summed }) => [...parts].map((part) => [part, summed] as const)),
  );
  for (const id of settled) copies.delete(id);
  const own: Change[] = [];
  const late: Change[] = [];
  const spent: Change[] = [];
  for (const change of byId.values()) {
    const { recordId, content } = change;
    if (content.generation === current) own.push(change);
    else if (settled.has(recordId) || copies.has(recordId)) spent.push(change);
    else late.push(change);
  }
  return {
    ...{ current, changes: own, late, spent, copies },
    begunAtSeconds: last?.atSeconds,
    beginning: last === undefined ? [] : [...last.pages, ...last.parts],
  };
}

/**
 * The spent changes that the next generation may sum up, where it leaves out what is in `open`.
 *
 * A copy of what it leaves out it leaves out too: each would be erased because the other says the same, and both would be gone.
 */
export function spentBeside<Change extends ChangeRecord>(
  { spent, copies }: Pick<Generations<Change>, "spent" | "copies">,
  open: ReadonlySet<RecordId>,
): readonly Change[] {
  const left = new Set(open);
  // A state may have been made from a state: what comes in while this is gone through is gone through again.
  for (let before = -1; before < left.size;) {
    before = left.size;
    for (const [id, sources] of copies)
      if ([...sources].some((source) => left.has(source))) left.add(id);
  }
  return spent.filter(({ recordId }) => !left.has(recordId));
}

/**
 * The changes that may be erased: those that some beginning sums up whose first state has come here, wholly, be it erased since, or
 * has itself been summed up by one that has.
 *
 * Shape: `isHeld` tells of a record whether its entry is here, in whatever state. `ownersIn`, where members read: whom a change that
 *        is here speaks of, undefined of one that cannot be read. Only what the first state speaks of as well counts then, so that a
 *        generation which leaves somebody's words out erases none of them.
 * Law:   what it answers only grows, so that replicas erase the same in the end, whichever beginning they saw first.
 */
export function summedUp(
  begun: readonly BegunRecord[],
  isHeld: (id: RecordId) => boolean,
  ownersIn?: OwnersIn,
): ReadonlySet<RecordId> {
  const nodes = nodesOf(begun);
  const listed = cameIn(nodes, isHeld).flatMap((node): readonly RecordId[] => {
    if (ownersIn === undefined) return [...node.summed];
    const named = namedIn(node, nodes, ownersIn);
    return [...node.summed].filter((id) => isNamed(ownersIn(id), named));
  });
  return new Set(listed);
}

/**
 * The beginnings whose first state has come. A part that was erased before it got here, and whose husk no relay has, may never come:
 * the state that sums it up speaks for it.
 */
function cameIn(nodes: readonly Node[], isHeld: (id: RecordId) => boolean): readonly Node[] {
  const came = new Set<Node>();
  const spoken = new Set<RecordId>();
  for (let before = -1; before < came.size;) {
    before = came.size;
    for (const node of nodes) {
      if (![...node.parts].every((id) => isHeld(id) || spoken.has(id))) continue;
      came.add(node);
      for (const id of node.summed) spoken.add(id);
    }
  }
  return [...came];
}

/** Whom a change speaks of. */
export type OwnersIn = (id: RecordId) => ReadonlySet<string> | undefined;

function isNamed(owners: ReadonlySet<string> | undefined, named: ReadonlySet<string>): boolean {
  return owners !== undefined && [...owners].every((owner) => named.has(owner));
}

/** Whom a first state speaks of; where it is erased by now, those who sum it up say it, for else it would be here. */
function namedIn(first: Node, nodes: readonly Node[], ownersIn: OwnersIn): ReadonlySet<string> {
  const named = new Set<string>();
  const asked = new Set([first]);
  for (const node of asked)
    for (const part of node.parts) {
      const owners = ownersIn(part);
      for (const owner of owners ?? []) named.add(owner);
      if (owners === undefined)
        for (const other of nodes) if (other.summed.has(part)) asked.add(other);
    }
  return named;
}

/** A number for the generation after this one. Errors: undefined after two million, which only a broken device comes to. */
export function numberAfter(generation: number, random4: Uint8Array): number | undefined {
  const chance = random4.reduce((sum, byte) => sum * 256 + byte, 0);
  const next = (Math.floor(generation / STEP) + 1) * STEP + chance;
  return Number.isSafeInteger(next) ? next : undefined;
}

const STEP = 2 ** 32;

interface Node {
  readonly generation: number;
  readonly previous: number;
  readonly atSeconds: number;
  readonly pages: readonly RecordId[];
  readonly parts: ReadonlySet<RecordId>;
  readonly summed: ReadonlySet<RecordId>;
}

type ChildrenOf = (generation: number) => readonly Node[];

/** One node for each generation number that has all its pages; of two authors that claim one number, the lower. */
function nodesOf(begun: readonly BegunRecord[]): readonly Node[] {
  const claims = new Map<string, BegunRecord[]>();
  for (const record of begun) {
    const { generation, previous, pages } = record.content;
    const claim = [generation, record.author, previous, pages].join();
    claims.set(claim, [...(claims.get(claim) ?? []), record]);
  }
  const nodes = new Map<number, Node>();
  for (const [, records] of [...claims].toSorted(([left], [right]) => (left < right ? -1 : 1))) {
    const node = toNode(records);
    if (node !== undefined && !nodes.has(node.generation)) nodes.set(node.generation, node);
  }
  return [...nodes.values()];
}

function toNode(records: readonly BegunRecord[]): Node | undefined {
  const pages = new Map<number, BegunRecord>();
  for (const record of records) {
    const { page } = record.content;
    const known = pages.get(page);
    // A fork of the author's chain says two things of one page: the lower counts. [ENT6]
    if (known === undefined || record.recordId < known.recordId) pages.set(page, record);
  }
  const first = pages.get(0);
  if (first === undefined || pages.size < first.content.pages) return undefined;
  const { generation, previous, atSeconds } = first.content;
  const contents = [...pages.values()].map(({ content }) => content);
  return {
    ...{ generation, previous, atSeconds },
    pages: [...pages.values()].map(({ recordId }) => recordId),
    parts: new Set(contents.flatMap(({ parts }) => parts)),
    summed: new Set(contents.flatMap(({ summed }) => summed)),
  };
}

/** The generations from the first to the current one, the first left out. */
function currentPath(
  nodes: readonly Node[],
  byId: ReadonlyMap<RecordId, ChangeRecord>,
): readonly Node[] {
  const known = new Set(nodes.map(({ generation }) => generation));
  const children = new Map<number, Node[]>();
  for (const node of nodes) {
    // Where the origin does not count any more, for its author was stopped, what was made from it still does.
    const origin = known.has(node.previous) ? node.previous : FIRST_GENERATION;
    children.set(origin, [...(children.get(origin) ?? []), node]);
  }
  const childrenOf: ChildrenOf = (generation) => children.get(generation) ?? [];
  const isWhole = ({ parts, generation }: Node): boolean =>
    [...parts].every((id) => byId.get(id)?.content.generation === generation);
  // Of a generation before the current one the parts may be erased: what was made from it speaks for it.
  const stands = (node: Node): boolean => isWhole(node) || childrenOf(node.generation).some(stands);
  const path: Node[] = [];
  for (;;) {
    const next = heaviest(
      childrenOf(path.at(-1)?.generation ?? FIRST_GENERATION).filter(stands),
      childrenOf,
      byId,
    );
    if (next === undefined) return path;
    path.push(next);
  }
}

/** Of generations begun apart, the one whose branch knows of most changes; the higher number where they know of as many. */
function heaviest(
  nodes: readonly Node[],
  childrenOf: ChildrenOf,
  byId: ReadonlyMap<RecordId, ChangeRecord>,
): Node | undefined {
  if (nodes.length < 2) return nodes[0];
  const branches = nodes.map((node) => ({ node, ...branchOf(node, childrenOf, byId) }));
  const weighed = branches.map(({ node, ids, summed }) => {
    // Who sums up the other's state has seen it, and all that is still written there is no reason to go back.
    const seen = branches.filter((other) => [...other.node.parts].some((id) => summed.has(id)));
    return { node, weight: new Set([...ids, ...seen.flatMap((other) => [...other.ids])]).size };
  });
  return weighed.toSorted(
    (left, right) => right.weight - left.weight || right.node.generation - left.node.generation,
  )[0]?.node;
}

/** What a branch sums up, and that with what was written in it. Erasing what is summed up changes neither. */
function branchOf(
  node: Node,
  childrenOf: ChildrenOf,
  byId: ReadonlyMap<RecordId, ChangeRecord>,
): { readonly summed: ReadonlySet<RecordId>; readonly ids: ReadonlySet<RecordId> } {
  const branch: Node[] = [];
  const waiting = [node];
  for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) {
    branch.push(at);
    waiting.push(...childrenOf(at.generation));
  }
  const summed = new Set(branch.flatMap((one) => [...one.summed]));
  const generations = new Set(branch.map(({ generation }) => generation));
  const written = [...byId.values()].filter(({ content }) => generations.has(content.generation));
  const parts = branch.flatMap((one) => [...one.parts]);
  return {
    summed,
    ids: new Set([...summed, ...parts, ...written.map(({ recordId }) => recordId)]),
  };
}
