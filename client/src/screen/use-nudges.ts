/** Ends the engine's wait for the relay from whatever screen is shown. */
import { useEffect } from "react";
import { watchForNudges } from "./nudges.ts";
import { useReplica } from "./replica-context.tsx";

/** Listens while the relay cannot be reached. `isUrgent`: the screen belongs to an incident. */
export function useNudges({
  isOffline,
  isUrgent,
}: {
  readonly isOffline: boolean;
  readonly isUrgent: boolean;
}): void {
  const { engine, nowMs } = useReplica();
  useEffect(() => {
    if (!isOffline) return undefined;
    return watchForNudges(
      {
        page: document,
        window,
        isVisible: () => document.visibilityState === "visible",
        nowMs,
        setTicker: (ms, fire) => {
          const ticker = setInterval(fire, ms);
          return () => clearInterval(ticker);
        },
        nudge: () => void engine.syncNow(),
      },
      isUrgent,
    );
  }, [engine, nowMs, isOffline, isUrgent]);
}
