/** The households as people know them: by group, then by the number on their card. Officers' screens only. */
import { useLiveQuery } from "dexie-react-hooks";
import type { HouseholdView } from "../engine/api.ts";
import { useReplica } from "./replica-context.tsx";

/** All households of the roster; undefined while they are being read. */
export function useHouseholds(): readonly HouseholdView[] | undefined {
  const { database } = useReplica();
  return useLiveQuery(async () => {
    const households = await database.households.toArray();
    return households.sort(
      (left, right) => left.group - right.group || left.indexInGroup - right.indexInGroup,
    );
  }, [database]);
}
