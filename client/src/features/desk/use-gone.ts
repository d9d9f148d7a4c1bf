/** Households that were taken off since a check began: counted in it, without a name. [ERA1] */
import { useLiveQuery } from "dexie-react-hooks";
import type { BoardRowView } from "../../engine/api.ts";
import { useReplica } from "../../screen/replica-context.tsx";

/**
 * Their numbers among the rows of a board: nobody is to look for them. One that is not known yet, for the roster is on its way, has no
 * group and is none of them.
 */
export function useGone(rows: readonly BoardRowView[]): ReadonlySet<number> {
  const { database } = useReplica();
  const nameless = rows.filter(({ name, group }) => name === "" && group > 0);
  const numbers = nameless.map(({ household }) => household);
  const known = useLiveQuery(
    async () => new Set(await database.households.where("number").anyOf(numbers).primaryKeys()),
    [database, numbers.join()],
  );
  return new Set(known === undefined ? [] : numbers.filter((number) => !known.has(number)));
}
