/** Runs behind every officers' screen of the demo: sets the association up, and makes a card when the resident's view asks. */
import { type ReactElement, useEffect, useMemo, useState } from "react";
import type { EngineFailure } from "../../engine/api.ts";
import { demoMessages } from "../../i18n/ja/demo.ts";
import { useMessages } from "../../i18n/use-messages.tsx";
import { useReplica } from "../../screen/replica-context.tsx";
import { openDemoChannel } from "./channel.ts";
import { DemoFailure } from "./demo-failure.tsx";
import { makeDemoCard, setUpAssociation } from "./officer-set-up.ts";

/** Shows nothing unless something failed. */
export function DemoOfficerBackground(): ReactElement | null {
  const t = useMessages(demoMessages);
  const replica = useReplica();
  const [failure, setFailure] = useState<EngineFailure>();
  const [attempt, setAttempt] = useState(0);
  const texts = useMemo(
    () => ({
      associationName: t("associationName"),
      circularTitle: t("circularTitle"),
      circularBody: t("circularBody"),
      groupMessage: t("groupMessage"),
    }),
    [t],
  );
  useEffect(() => {
    let isStopped = false;
    let card: ReturnType<typeof makeDemoCard> | undefined;
    const channel = openDemoChannel((message) => {
      if (message.type !== "cardWanted") return;
      card ??= makeDemoCard(replica);
      void card.then((made) => {
        if (isStopped) return;
        if (made.ok) channel.send(made.value);
        else {
          card = undefined;
          setFailure(made.error);
        }
      });
    });
    // After the double mount of development, only the second one founds.
    queueMicrotask(() => {
      if (isStopped) return;
      void setUpAssociation(replica, texts).then((done) => {
        if (!done.ok && !isStopped) setFailure(done.error);
      });
    });
    return () => {
      isStopped = true;
      channel.close();
    };
  }, [replica, texts, attempt]);
  if (failure === undefined) return null;
  return (
    <DemoFailure
      failure={failure}
      onRetry={() => {
        setFailure(undefined);
        setAttempt(attempt + 1);
      }}
    />
  );
}
