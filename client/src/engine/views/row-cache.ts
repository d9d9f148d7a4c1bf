/**
 * Writes views by patch: only rows that differ from what the table holds, so that live queries wake for what changed.
 *
 * Invariant: the cache holds what the table holds as of the memory's version; it is dropped with that memory.
 */
import type { StoreTable } from "../store/replica-store.ts";

/** Rows by key, by table and scope. */
export type RowCache = Map<string, Map<string, object>>;

/** The rows of a table that one projection answers for: all, or those with one value of an index. */
export interface View<Row extends object> {
  readonly table: StoreTable<Row, string | number | [string, string | number]>;
  readonly scope?: { readonly index: string; readonly value: string | number };
  readonly keyOf: (row: Row) => string | number | [string, string | number];
}

/** A view that one projection answers for whole. */
export function whole<Row extends object>(table: unknown, key: keyof Row & string): View<Row> {
  return { table: table as View<Row>["table"], keyOf: (row) => row[key] as string | number };
}

/** The rows as the table holds them, by key; undefined when they were not read yet. */
export function heldRows<Row extends object>(
  cache: RowCache,
  view: View<Row>,
): Map<string, Row> | undefined {
  return cache.get(nameOf(view)) as Map<string, Row> | undefined;
}

/** The same, read when they have to be. Inside a transaction. */
export async function cachedRows<Row extends object>(
  cache: RowCache,
  view: View<Row>,
): Promise<Map<string, Row>> {
  const known = heldRows(cache, view);
  if (known !== undefined) return known;
  const { scope, table } = view;
  const stored = scope === undefined ? table : table.where(scope.index).equals(scope.value);
  const rows = new Map((await stored.toArray()).map((row) => [String(view.keyOf(row)), row]));
  cache.set(nameOf(view), rows);
  return rows;
}

/**
 * Makes the table hold exactly `rows`, touching only what differs. Inside a transaction.
 *
 * Shape: undefined when there is nothing to write. Who calls this in a loop must not await that: Dexie loses its transaction
 *        after a hundred awaits that bring the store no work.
 */
export function replaceRows<Row extends object>(
  cache: RowCache,
  view: View<Row>,
  rows: readonly Row[],
): Promise<void> | undefined {
  const held = heldRows(cache, view);
  return held === undefined ? readAndReplace(cache, view, rows) : replaceHeld(held, view, rows);
}

async function readAndReplace<Row extends object>(
  cache: RowCache,
  view: View<Row>,
  rows: readonly Row[],
): Promise<void> {
  await replaceHeld(await cachedRows(cache, view), view, rows);
}

function replaceHeld<Row extends object>(
  held: Map<string, Row>,
  view: View<Row>,
  rows: readonly Row[],
): Promise<void> | undefined {
  const changed: Row[] = [];
  const keys = new Set<string>();
  for (const row of rows) {
    const key = String(view.keyOf(row));
    keys.add(key);
    const before = held.get(key);
    if (before === row || (before !== undefined && isSame(before, row))) continue;
    held.set(key, row);
    changed.push(row);
  }
  const gone = [...held].filter(([key]) => !keys.has(key)).map(([, row]) => row);
  for (const row of gone) held.delete(String(view.keyOf(row)));
  return changed.length + gone.length === 0 ? undefined : write(view, changed, gone);
}

async function write<Row extends object>(
  { table, keyOf }: View<Row>,
  changed: readonly Row[],
  gone: readonly Row[],
): Promise<void> {
  if (changed.length > 0) await table.bulkPut(changed);
  if (gone.length > 0) await table.bulkDelete(gone.map((row) => keyOf(row)));
}

function nameOf<Row extends object>({ table, scope }: View<Row>): string {
  return `${table.name}|${scope?.value ?? ""}`;
}

/** Structural equality of plain data. An absent property and an undefined one are the same: IndexedDB keeps both apart. */
export function isSame(left: unknown, right: unknown): boolean {
  if (Object.is(left, right)) return true;
  if (typeof left !== "object" || typeof right !== "object" || left === null || right === null)
    return false;
  if (Array.isArray(left) !== Array.isArray(right)) return false;
  if (Array.isArray(left) && Array.isArray(right)) {
    return left.length === right.length && left.every((item, index) => isSame(item, right[index]));
  }
  const [one, other] = [left as Record<string, unknown>, right as Record<string, unknown>];
  for (const key in one) if (!isSame(one[key], other[key])) return false;
  for (const key in other) if (one[key] === undefined && other[key] !== undefined) return false;
  return true;
}
