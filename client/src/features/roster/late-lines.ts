/** What a late change would change, as lines to read: the fields people know. */
import type { LateChangeView } from "../../engine/api.ts";

/** Fields of the roster and of follow-ups that a person reads; what else a change writes follows from them. */
export const SHOWN_FIELDS = [
  ...(["group", "name", "kana", "phone", "address", "careNeeds", "isPlace", "isRemoved"] as const),
  ...(["assignee", "isDone", "note"] as const),
] as const;

/** One line. */
export interface LateLine {
  readonly field: (typeof SHOWN_FIELDS)[number];
  readonly before: string | number | boolean | undefined;
  readonly after: string | number | boolean;
}

/** Whom a change is about, each once. */
export function ownersOf({ writes }: Pick<LateChangeView, "writes">): readonly string[] {
  return [...new Set(writes.map(({ owner }) => owner))];
}

/** Tells whether a late change is about circulars. */
export function isCircularItem({ document }: { readonly document: string }): boolean {
  return document.startsWith("circulars/");
}

/** Tells whether it publishes one that nobody knew: everybody sees it already. */
export function isNewCircular({ writes }: Pick<LateChangeView, "writes">): boolean {
  return writes.some(({ field, before }) => field === "publishedAtSeconds" && before === undefined);
}

/** What it would change about one of them, in the order of the form. */
export function linesOf(
  { writes }: Pick<LateChangeView, "writes">,
  owner: string,
): readonly LateLine[] {
  const own = new Map(writes.filter((one) => one.owner === owner).map((one) => [one.field, one]));
  // Who is taken off loses all that was written beside the name: one line says it.
  if (own.get("isRemoved")?.value === true)
    return [{ field: "isRemoved", before: undefined, after: true }];
  return SHOWN_FIELDS.flatMap((field) => {
    const write = own.get(field);
    return write === undefined ? [] : [{ field, before: write.before, after: write.value }];
  });
}
