/** How far recovery is prepared, asked of the engine: it is no view, for it is about what this device holds. [KEY4] */
import { useLiveQuery } from "dexie-react-hooks";
import { useCallback, useEffect, useState } from "react";
import type { RecoveryState } from "../../engine/api.ts";
import { useReplica } from "../../screen/replica-context.tsx";

/** undefined until the engine has answered, and on a device that is no officer's. Asked again when a device changes. */
export function useRecoveryState(): {
  readonly state: RecoveryState | undefined;
  readonly refresh: () => void;
} {
  const { engine, database } = useReplica();
  const [state, setState] = useState<RecoveryState>();
  const [asked, setAsked] = useState(0);
  const refresh = useCallback(() => setAsked((times) => times + 1), []);
  const admins = useLiveQuery(
    () =>
      database.devices
        .filter(({ roles, isRevoked }) => roles.includes("admin") && !isRevoked)
        .count(),
    [database],
  );
  useEffect(() => {
    let isCurrent = true;
    void engine.recoveryState().then((answer) => {
      if (isCurrent) setState(answer.ok ? answer.value : undefined);
    });
    return () => {
      isCurrent = false;
    };
  }, [engine, admins, asked]);
  return { state, refresh };
}
