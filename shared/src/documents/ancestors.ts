/**
 * Changes that do not count themselves, and that counting ones stand on. [DOC2]
 *
 * An officer may build on what another one wrote, before hearing that this one was stopped: without the earlier change the later
 * ones could never be applied, and what an honest officer wrote would be shown nowhere.
 */
import { type Applied, type ReadChange, applyChanges, readChange } from "./field-document.ts";

/** The answer to applying ancestors. */
export interface AppliedBeside extends Applied {
  /** The candidates that the document holds now. */
  readonly ancestors: readonly Uint8Array[];
}

/**
 * Applies those of the candidates that waiting changes stand on, directly or through one another, and with them what waited; no other.
 *
 * Shape: `applied` as {@link applyChanges} answered; what it set aside stays told.
 */
export function applyAncestors(applied: Applied, candidates: readonly Uint8Array[]): AppliedBeside {
  const { document, waiting, setAside } = applied;
  const byHash = new Map(readAll(candidates).map((one) => [one.hash, one]));
  const chosen = new Map<string, ReadChange>();
  const next = [...readAll(waiting)];
  for (let one = next.pop(); one !== undefined; one = next.pop())
    for (const hash of one.deps) {
      const ancestor = byHash.get(hash);
      if (ancestor === undefined || chosen.has(hash) || document.known.has(hash)) continue;
      chosen.set(hash, ancestor);
      next.push(ancestor);
    }
  if (chosen.size === 0) return { ...applied, ancestors: [] };
  const all = [...chosen.values()];
  const after = applyChanges(document, [...waiting, ...all.map(({ change }) => change)]);
  const ancestors = all.filter(({ hash }) => after.document.known.has(hash));
  return {
    ...after,
    setAside: [...setAside, ...after.setAside],
    ancestors: ancestors.map(({ change }) => change),
  };
}

function readAll(changes: readonly Uint8Array[]): readonly ReadChange[] {
  return changes.flatMap((change) => readChange(change) ?? []);
}
