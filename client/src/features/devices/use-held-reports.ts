/** Reports of stopped devices, as officers' screens ask for them. [MEM5] */
import { useLiveQuery } from "dexie-react-hooks";
import { useEffect, useState } from "react";
import type { HeldReport } from "../../engine/api.ts";
import { useReplica } from "../../screen/replica-context.tsx";

/** Asked again whenever the count of what is kept changes. */
export function useHeldReports(): readonly HeldReport[] | undefined {
  const { engine, database } = useReplica();
  const [reports, setReports] = useState<readonly HeldReport[]>();
  const kept = useLiveQuery(
    // Of stopped devices, and of who went out of office: each is counted under a reason of its own.
    async () =>
      (await database.notices.where("id").startsWith("kept/").toArray())
        .map(({ id, detail }) => `${id} ${detail}`)
        .join(),
    [database],
  );
  useEffect(() => {
    let isCurrent = true;
    void engine.heldReports().then((answer) => {
      if (isCurrent && answer.ok) setReports(answer.value);
    });
    return () => {
      isCurrent = false;
    };
  }, [engine, kept]);
  return reports;
}
