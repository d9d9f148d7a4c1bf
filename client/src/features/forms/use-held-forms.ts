/** The tray, asked again whenever what is kept changes. */
import { useLiveQuery } from "dexie-react-hooks";
import { useEffect, useState } from "react";
import type { HeldForm } from "../../engine/api.ts";
import { useReplica } from "../../screen/replica-context.tsx";

/** All forms that are here; undefined while they are read. */
export function useHeldForms(): readonly HeldForm[] | undefined {
  const { engine, database } = useReplica();
  const [forms, setForms] = useState<readonly HeldForm[]>();
  const kept = useLiveQuery(
    async () =>
      (await database.notices.where("id").startsWith("kept/").toArray())
        .map(({ id, detail, atMs }) => `${id} ${detail} ${atMs}`)
        .join(),
    [database],
  );
  useEffect(() => {
    let isCurrent = true;
    void engine.heldForms().then((answer) => {
      if (isCurrent && answer.ok) setForms(answer.value);
    });
    return () => {
      isCurrent = false;
    };
  }, [engine, kept]);
  return forms;
}
