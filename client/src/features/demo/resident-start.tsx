/** The resident's view of the demo until it has joined: asks the officers' view for a card and joins with it. */
import { type ReactElement, useEffect, useState } from "react";
import type { EngineFailure } from "../../engine/api.ts";
import { PURPOSE_VERSION } from "../../engine/purpose.ts";
import { demoMessages } from "../../i18n/ja/demo.ts";
import { useMessages } from "../../i18n/use-messages.tsx";
import { AppPage } from "../../screen/app-page.tsx";
import { useReplica } from "../../screen/replica-context.tsx";
import { Notice } from "../../ui/surface.tsx";
import { type DemoMessage, openDemoChannel } from "./channel.ts";
import { DemoFailure } from "./demo-failure.tsx";

/** How often the card is asked for until the officers' view answers. */
const ASK_EVERY_MS = 2000;

/** Joins, and says so meanwhile. */
export function DemoResidentStart(): ReactElement {
  const t = useMessages(demoMessages);
  const { engine } = useReplica();
  const [failure, setFailure] = useState<EngineFailure>();
  const [attempt, setAttempt] = useState(0);
  useEffect(() => {
    let isJoining = false;
    const join = async (card: Extract<DemoMessage, { readonly type: "card" }>): Promise<void> => {
      const found = await engine.lookUpInvite(card.code);
      if (!found.ok) return setFailure(found.error);
      const joined = await engine.join({
        codeOrQr: card.code,
        group: card.group,
        representative: card.representative,
        // The visitor stands for a resident who ticked it.
        purposeVersion: PURPOSE_VERSION,
      });
      if (!joined.ok && joined.error.type !== "alreadyMember") setFailure(joined.error);
    };
    const channel = openDemoChannel((message) => {
      if (message.type !== "card" || isJoining) return;
      isJoining = true;
      clearInterval(timer);
      void join(message);
    });
    const timer = setInterval(() => channel.send({ type: "cardWanted" }), ASK_EVERY_MS);
    channel.send({ type: "cardWanted" });
    return () => {
      clearInterval(timer);
      channel.close();
    };
  }, [engine, attempt]);
  return (
    <AppPage title={t("title")}>
      <h1>{t("residentView")}</h1>
      {failure === undefined ? (
        <Notice title={t("joining")} />
      ) : (
        <DemoFailure
          failure={failure}
          onRetry={() => {
            setFailure(undefined);
            setAttempt(attempt + 1);
          }}
        />
      )}
    </AppPage>
  );
}
