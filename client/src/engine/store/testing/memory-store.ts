/**
 * The store port in memory, for simulations: synchronous at heart, so that one seed gives one order of events.
 *
 * Rows are kept as they are given, not copied: the replica never changes a row that it stored. One caller at a time, as the
 * replica's turns are; what is written beside a transaction belongs to it. Crashes are the `onCommit` hook's: what it throws
 * before a commit undoes the transaction, what it throws after one leaves it.
 */
import type {
  ReplicaStore,
  StoreKey,
  StoreRange,
  StoreRows,
  StoreTable,
} from "../replica-store.ts";
import { compareKeys, createIndexes, sorted, valueOf } from "./store-index.ts";

/** Everything a store holds: rows by table and key. Stays as it is when the store goes on. */
export type StoreImage = ReadonlyMap<string, ReadonlyMap<string, object>>;

/** A store in memory, and how to keep a copy of it. */
export interface MemoryStore extends ReplicaStore {
  /** A copy to go back to: a backup, or what a crash left. Nothing of a transaction that is still open is in it. */
  image(): StoreImage;
}

/** What may differ from one store to the next. */
export interface MemoryStoreOptions {
  /** What it holds at first. */
  readonly image?: StoreImage;
  /** Called around each commit; throwing is a crash. */
  readonly onCommit?: (phase: "before" | "after") => void;
}

/** Primary keys, as store/database.ts declares them. */
const PRIMARY_KEYS = {
  intents: "id",
  keyValues: "key",
  statements: "id",
  entries: "entryId",
  outbox: "entryId",
  documents: "key",
  carried: "entryId",
  profile: "key",
  connection: "key",
  incidents: "incident",
  ownReports: "recordId",
  boardRows: "[incident+household]",
  boardCounts: "[incident+group]",
  alerts: "incident",
  lateArrivals: "recordId",
  checkpoints: "[incident+signer]",
  households: "number",
  devices: "device",
  circulars: "circular",
  groupMessages: "recordId",
  notices: "id",
} as const;

type TableName = keyof typeof PRIMARY_KEYS;
type AnyRow = Readonly<Record<string, unknown>>;

/** A row that the open transaction wrote, as it was before. */
interface Undo {
  readonly table: string;
  readonly key: string;
  readonly before: AnyRow | undefined;
  readonly set: (key: string, row: AnyRow | undefined) => void;
}

/** What meeting without a relay asks of Dexie besides the port. */
interface MeetingRange {
  anyOf(values: readonly unknown[]): MeetingRows;
}
interface MeetingRows {
  each(visit: (row: AnyRow) => void): Promise<void>;
  primaryKeys(): Promise<unknown[]>;
}

/** What all tables of one store share. */
interface Journal {
  /** Undoes of the open transaction, the last last; undefined outside of one. */
  undos: Undo[] | undefined;
  /** Ends with the last transaction that was asked for. */
  last: Promise<unknown>;
  readonly onCommit: (phase: "before" | "after") => void;
}

/** Makes a store. Errors: those that `onCommit` throws. */
export function createMemoryStore(options: MemoryStoreOptions = {}): MemoryStore {
  const journal: Journal = {
    ...{ undos: undefined, last: Promise.resolve() },
    onCommit: options.onCommit ?? (() => undefined),
  };
  const rowsByTable = new Map<string, Map<string, AnyRow>>();
  const tables: Partial<Record<TableName, unknown>> = {};
  for (const [name, primaryKey] of Object.entries(PRIMARY_KEYS)) {
    const rows = new Map((options.image?.get(name) ?? new Map()) as Map<string, AnyRow>);
    rowsByTable.set(name, rows);
    tables[name as TableName] = createTable(journal, rows, name, primaryKey);
  }
  const store = {
    ...tables,
    tables: Object.keys(PRIMARY_KEYS).map((name) => ({ name })),
    transaction: <Answer>(_mode: string, _tables: readonly string[], work: () => Promise<Answer>) =>
      inTurn(journal, () => transact(journal, work)),
    image: () => committed(journal, rowsByTable),
  };
  return store as unknown as MemoryStore;
}

/** A machine may go off in the middle of a transaction: its disk knows nothing of that one. */
function committed(
  { undos }: Journal,
  rowsByTable: ReadonlyMap<string, ReadonlyMap<string, AnyRow>>,
): StoreImage {
  const image = new Map([...rowsByTable].map(([name, rows]) => [name, new Map(rows)]));
  for (const { table, key, before } of undos?.toReversed() ?? []) {
    if (before === undefined) image.get(table)?.delete(key);
    else image.get(table)?.set(key, before);
  }
  return image;
}

/** One transaction after the other, as IndexedDB's: two at once would undo each other's writes, or none. */
function inTurn<Answer>(journal: Journal, work: () => Promise<Answer>): Promise<Answer> {
  const turn = journal.last.then(work);
  journal.last = turn.catch(() => undefined);
  return turn;
}

async function transact<Answer>(journal: Journal, work: () => Promise<Answer>): Promise<Answer> {
  journal.undos = [];
  let outcome: () => Answer;
  try {
    const answer = await work();
    outcome = () => answer;
  } catch (error) {
    outcome = () => {
      throw error;
    };
  }
  return end(journal, outcome);
}

/** A write outside of a transaction is one of its own, done at once: a transaction that begins meanwhile is not ended by it. */
function commitAlone(journal: Journal, work: () => void): void {
  journal.undos = [];
  end(journal, work);
}

/** Does what is left of the open transaction and ends it, whole or with nothing left of it. Awaits nothing. */
function end<Answer>(journal: Journal, work: () => Answer): Answer {
  const undos = journal.undos ?? [];
  let answer: Answer;
  try {
    answer = work();
    if (undos.length > 0) journal.onCommit("before");
  } catch (error) {
    for (const { set, key, before } of undos.toReversed()) set(key, before);
    throw error;
  } finally {
    journal.undos = undefined;
  }
  if (undos.length > 0) journal.onCommit("after");
  return answer;
}

function createTable(
  journal: Journal,
  rows: Map<string, AnyRow>,
  name: string,
  primaryKey: string,
): StoreTable<AnyRow, StoreKey> {
  const keyOf = (row: AnyRow) => encodeKey(valueOf(row, primaryKey));
  const indexes = createIndexes(rows, primaryKey);
  function set(key: string, row: AnyRow | undefined, before = rows.get(key)): void {
    if (row === undefined) rows.delete(key);
    else rows.set(key, row);
    indexes.note(before, row);
  }
  function write(key: string, row: AnyRow | undefined): void {
    const before = rows.get(key);
    journal.undos?.push({ table: name, key, before, set });
    set(key, row, before);
  }
  async function commit(work: () => void): Promise<void> {
    if (journal.undos !== undefined) work();
    else commitAlone(journal, work);
  }
  const inOrder = () => indexes.of(primaryKey).all();
  const remove = (gone: readonly AnyRow[]) =>
    commit(() => gone.forEach((row) => write(keyOf(row), undefined)));
  const found = (index: string, lower: unknown, isWanted: (value: unknown) => boolean) =>
    collection(indexes.of(index).from(lower, isWanted), { index, primaryKey }, remove);
  return {
    name,
    get: async (key) => rows.get(encodeKey(key)),
    bulkGet: async (keys) => keys.map((key) => rows.get(encodeKey(key))),
    toArray: async () => inOrder(),
    each: async (visit) => inOrder().forEach((row) => visit(row)),
    put: (row) => commit(() => write(keyOf(row), row)),
    add: (row) =>
      commit(() => {
        if (rows.has(keyOf(row)))
          throw new DOMException("constraint: the key is there", "ConstraintError");
        write(keyOf(row), row);
      }),
    bulkPut: (all) => commit(() => all.forEach((row) => write(keyOf(row), row))),
    bulkUpdate: (all) =>
      commit(() => {
        for (const { key, changes } of all) {
          const before = rows.get(encodeKey(key));
          if (before !== undefined) write(encodeKey(key), { ...before, ...changes });
        }
      }),
    bulkDelete: (keys) => commit(() => keys.forEach((key) => write(encodeKey(key), undefined))),
    where: (index): StoreRange<AnyRow> & MeetingRange => ({
      anyOf: (values) =>
        collection(
          values
            .toSorted(compareKeys)
            .flatMap((value) =>
              indexes.of(index).from(value, (own) => compareKeys(own, value) === 0),
            ),
          { index, primaryKey },
          remove,
        ),
      equals: (value) => found(index, value, (own) => compareKeys(own, value) === 0),
      startsWith: (prefix) =>
        found(index, prefix, (own) => typeof own === "string" && own.startsWith(prefix)),
      between: (lower, upper) => found(index, lower, (own) => compareKeys(own, upper) < 0),
    }),
    orderBy: (index) => collection(indexes.of(index).all(), { index, primaryKey }, remove),
  };
}

function collection(
  rows: readonly AnyRow[],
  { index, primaryKey }: { readonly index: string; readonly primaryKey: string },
  remove: (gone: readonly AnyRow[]) => Promise<void>,
): StoreRows<AnyRow> & MeetingRows {
  const next = (others: readonly AnyRow[]) => collection(others, { index, primaryKey }, remove);
  return {
    toArray: async () => [...rows],
    first: async () => rows[0],
    reverse: () => next(rows.toReversed()),
    filter: (isWanted) => next(rows.filter(isWanted)),
    sortBy: async (property) => sorted(rows, property),
    uniqueKeys: async () =>
      [...new Map(rows.map((row) => [encodeKey(valueOf(row, index)), row])).values()].map((row) =>
        valueOf(row, index),
      ),
    each: async (visit) => rows.forEach((row) => visit(row)),
    primaryKeys: async () => rows.map((row) => valueOf(row, primaryKey)),
    async delete() {
      await remove(rows);
      return rows.length;
    },
  };
}

function encodeKey(key: unknown): string {
  return typeof key === "string" ? key : JSON.stringify(key);
}
