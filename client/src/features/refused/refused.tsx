/** The place of できなかったこと on a screen: nothing, and nothing loaded, while there is none. */
import { useLiveQuery } from "dexie-react-hooks";
import { lazy, type ReactElement, Suspense } from "react";
import { refusedCommands } from "../../engine/api.ts";
import { useReplica } from "../../screen/replica-context.tsx";

const RefusedPart = lazy(async () => ({
  default: (await import("./refused-part.tsx")).RefusedPart,
}));

/** Shows it where there is something to tell. */
export function Refused(): ReactElement | null {
  const { database } = useReplica();
  const count = useLiveQuery(async () => (await refusedCommands(database)).length, [database]);
  if (!count) return null;
  return (
    <Suspense fallback={null}>
      <RefusedPart />
    </Suspense>
  );
}
