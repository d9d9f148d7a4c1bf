/** Connecting to a device nearby, for a screen. [MEET2] */
import type { AssociationId } from "@tomoshibi/shared/base/ids.ts";
import { useEffect, useMemo, useState } from "react";
import { useReplica } from "../../screen/replica-context.tsx";
import { type Connector, NEAR_AT_FIRST, type NearShown, createConnector } from "./connector.ts";
import { canConnect, openLink } from "./near-link.ts";

/** What is shown, and what the person may do. A screen that is left leaves nothing open. */
export function useNear(association: AssociationId): NearShown & { readonly near: Connector } {
  const { engine } = useReplica();
  const [shown, setShown] = useState(NEAR_AT_FIRST);
  const near = useMemo(
    () =>
      createConnector({
        ...{ association, engine, setTimer, onShown: setShown },
        openLink: canConnect() ? openLink : undefined,
      }),
    [association, engine],
  );
  useEffect(() => near.close, [near]);
  return { ...shown, near };
}

function setTimer(ms: number, fire: () => void): () => void {
  const timer = setTimeout(fire, ms);
  return () => clearTimeout(timer);
}
