/**
 * Indexes of the store in memory: rows in the order of a property, made when first asked for and kept in order from then on.
 */

type AnyRow = Readonly<Record<string, unknown>>;

/** Rows in the order of one index; rows without a place in it are left out. */
interface StoreIndex {
  all(): AnyRow[];
  /** From the first row that is not below `lower`, for as long as rows are wanted. */
  from(lower: unknown, isWanted: (value: unknown) => boolean): AnyRow[];
}

/** The indexes of one table. */
export interface Indexes {
  of(index: string): StoreIndex;
  /** A row took the place of another; either may be none. */
  note(before: AnyRow | undefined, after: AnyRow | undefined): void;
}

/** Makes the indexes of a table. */
export function createIndexes(rows: ReadonlyMap<string, AnyRow>, primaryKey: string): Indexes {
  const made = new Map<string, Ordered>();
  return {
    of(index) {
      const known = made.get(index);
      if (known !== undefined) return known;
      const ordered = orderRows([...rows.values()], index, primaryKey);
      made.set(index, ordered);
      return ordered;
    },
    note(before, after) {
      for (const ordered of made.values()) ordered.note(before, after);
    },
  };
}

type Ordered = StoreIndex & Pick<Indexes, "note">;

function orderRows(unordered: readonly AnyRow[], index: string, primaryKey: string): Ordered {
  const isPrimary = index === primaryKey;
  const ordered = isPrimary
    ? sorted(unordered, primaryKey)
    : sorted(sorted(unordered, primaryKey), index);
  const values = ordered.map((row) => valueOf(row, index));

  /** The first place whose row is not below a value, and among equal ones not below a primary key. */
  function placeOf(value: unknown, key?: unknown): number {
    let [low, high] = [0, ordered.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      const order =
        compareKeys(values[middle], value) ||
        (key === undefined ? 0 : compareKeys(valueOf(ordered[middle] as AnyRow, primaryKey), key));
      if (order < 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  function note(before: AnyRow | undefined, after: AnyRow | undefined): void {
    const valueBefore = before && valueOf(before, index);
    const valueAfter = after && valueOf(after, index);
    const isBefore = before !== undefined && valueBefore !== undefined;
    const isAfter = after !== undefined && valueAfter !== undefined;
    // No two rows have the same primary key: in its own index a row's value is its place.
    const keyOf = (row: AnyRow) => (isPrimary ? undefined : valueOf(row, primaryKey));
    const gone = isBefore ? placeOf(valueBefore, keyOf(before)) : -1;
    if (isBefore && isAfter && compareKeys(valueBefore, valueAfter) === 0) {
      ordered[gone] = after;
      return;
    }
    if (isBefore) {
      ordered.splice(gone, 1);
      values.splice(gone, 1);
    }
    if (!isAfter) return;
    const place = placeOf(valueAfter, keyOf(after));
    ordered.splice(place, 0, after);
    values.splice(place, 0, valueAfter);
  }

  return {
    note,
    all: () => [...ordered],
    from(lower, isWanted) {
      const start = placeOf(lower);
      let end = start;
      while (end < ordered.length && isWanted(values[end])) end += 1;
      return ordered.slice(start, end);
    },
  };
}

/** Rows that have the property, or all properties of a compound index, in its order. */
export function sorted(rows: readonly AnyRow[], index: string): AnyRow[] {
  return rows
    .map((row) => ({ row, value: valueOf(row, index) }))
    .filter(({ value }) => value !== undefined)
    .sort((left, right) => compareKeys(left.value, right.value))
    .map(({ row }) => row);
}

/** The value a row has in an index; undefined when it stands in no place of it. */
export function valueOf(row: AnyRow, index: string): unknown {
  if (!index.startsWith("[")) return row[index];
  const values = partsOf(index).map((property) => row[property]);
  return values.includes(undefined) ? undefined : values;
}

const parts = new Map<string, readonly string[]>();

function partsOf(index: string): readonly string[] {
  const known = parts.get(index);
  if (known !== undefined) return known;
  const made = index.slice(1, -1).split("+");
  parts.set(index, made);
  return made;
}

/** The order of IndexedDB: numbers, then strings, then arrays. */
export function compareKeys(left: unknown, right: unknown): number {
  if (typeof left === "string" && typeof right === "string")
    return left === right ? 0 : left < right ? -1 : 1;
  if (Array.isArray(left) && Array.isArray(right)) {
    for (let place = 0; place < left.length; place += 1) {
      if (place >= right.length) return 1;
      const order = compareKeys(left[place], right[place]);
      if (order !== 0) return order;
    }
    return left.length - right.length;
  }
  const [leftKind, rightKind] = [kindOf(left), kindOf(right)];
  if (leftKind !== rightKind) return leftKind - rightKind;
  if (left === right) return 0;
  return (left as string) < (right as string) ? -1 : 1;
}

function kindOf(value: unknown): number {
  return typeof value === "number" ? 0 : typeof value === "string" ? 1 : 2;
}
