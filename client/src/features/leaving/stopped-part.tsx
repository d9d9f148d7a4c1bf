/** What a phone says once officers have stopped it: that its household has left, or what else it may mean. Never that it was lost. [MEM5] */
import { useLiveQuery } from "dexie-react-hooks";
import { type ReactElement, useState } from "react";
import type { ProfileView } from "../../engine/api.ts";
import { leavingMessages } from "../../i18n/ja/leaving.ts";
import { useMessages } from "../../i18n/use-messages.tsx";
import { chooseStore, type MainStore, storeAfter } from "../../screen/main-store.ts";
import { useReplica } from "../../screen/replica-context.tsx";
import { webStorage } from "../../screen/web-storage.ts";
import { Button } from "../../ui/button.tsx";
import { Notice } from "../../ui/surface.tsx";

/** Nothing on a phone that was not stopped. */
export function StoppedPart({ profile }: { readonly profile: ProfileView }): ReactElement | null {
  const t = useMessages(leavingMessages);
  if (profile.isStopped !== true) return null;
  const hasLeft = profile.hasWithdrawn === true;
  return (
    <Notice title={t(hasLeft ? "leftTitle" : "stoppedTitle")}>
      <p>{t(hasLeft ? "left" : "stopped")}</p>
      <p>{t("kept")}</p>
      <p>{t("helpStill")}</p>
      <JoinAgainPart />
    </Notice>
  );
}

/** Joining again in a store beside this one: only once nothing waits here to be sent, for it is not sent from there. [DEL3] */
function JoinAgainPart(): ReactElement {
  const t = useMessages(leavingMessages);
  const { replica, isDemo } = useReplica();
  const unsent = useUnsent();
  const [isRefused, setRefused] = useState(false);
  const joinAgain = (): void => {
    if (chooseStore(webStorage(), storeAfter(replica as MainStore))) location.assign("/");
    else setRefused(true);
  };
  return (
    <>
      <p>{t("again")}</p>
      {unsent === 0 && !isDemo && !isRefused && (
        <Button kind="secondary" isWide onClick={joinAgain}>
          {t("joinAgain")}
        </Button>
      )}
      {unsent !== undefined && unsent > 0 && <p>{t("againUnsent", { count: unsent })}</p>}
      {isRefused && <p role="alert">{t("againElsewhere")}</p>}
    </>
  );
}

/** All that only this store would hand in: what was said here, and what was brought or is carried for others. undefined until it is known. */
function useUnsent(): number | undefined {
  const { database } = useReplica();
  return useLiveQuery(async () => {
    const { intents, outbox, carried, statements } = database;
    const counts = await Promise.all([
      intents.where("state").equals("stored").count(),
      outbox
        .where("state")
        .equals("due")
        .filter(({ isDelivered }) => isDelivered)
        .count(),
      carried.filter(({ relays }) => relays.length === 0).count(),
      statements.filter(({ isDue, relays }) => isDue && relays.length === 0).count(),
    ]);
    return counts.reduce((sum, count) => sum + count, 0);
  }, [database]);
}
