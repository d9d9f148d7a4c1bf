/** The association's relays, asked of the engine: when each was reached is this device's own affair, and no view. [REL7] */
import { useLiveQuery } from "dexie-react-hooks";
import { useCallback, useEffect, useState } from "react";
import type { RelayState } from "../../engine/api.ts";
import { useReplica } from "../../screen/replica-context.tsx";

/** undefined until the engine has answered, and on a device that is no officer's. Asked again when the settings change. */
export function useRelays(): {
  readonly relays: readonly RelayState[] | undefined;
  readonly refresh: () => void;
} {
  const { engine, database } = useReplica();
  const [relays, setRelays] = useState<readonly RelayState[]>();
  const [asked, setAsked] = useState(0);
  const refresh = useCallback(() => setAsked((times) => times + 1), []);
  // What was just asked for stands in the settings only when it is sealed.
  const waiting = useLiveQuery(
    () => database.intents.where("state").equals("stored").count(),
    [database],
  );
  useEffect(() => {
    let isCurrent = true;
    void engine.relays().then((answer) => {
      if (isCurrent) setRelays(answer.ok ? answer.value : undefined);
    });
    return () => {
      isCurrent = false;
    };
  }, [engine, waiting, asked]);
  return { relays, refresh };
}
