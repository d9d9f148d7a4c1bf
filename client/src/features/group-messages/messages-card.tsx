/** The way to 班のひとこと from other screens: the newest line, and whether there is something new. */
import type { ReactElement } from "react";
import type { ProfileView } from "../../engine/api.ts";
import { groupMessages } from "../../i18n/ja/group-messages.ts";
import { shellMessages } from "../../i18n/ja/shell.ts";
import { useMessages } from "../../i18n/use-messages.tsx";
import { useReplica } from "../../screen/replica-context.tsx";
import { webStorage } from "../../screen/web-storage.ts";
import { NewLabel } from "../../ui/status.tsx";
import { Card } from "../../ui/surface.tsx";
import { seenUntilMs } from "./seen.ts";
import { newestOf, ownGroups, useGroupMessages } from "./use-group-board.ts";
import "./group-messages.css";

/** The card. */
export function MessagesCard({ profile }: { readonly profile: ProfileView }): ReactElement {
  const t = useMessages(groupMessages);
  const shell = useMessages(shellMessages);
  const { replica } = useReplica();
  const messages = useGroupMessages(ownGroups(profile)) ?? [];
  const seen = seenUntilMs(webStorage(), replica);
  const isNew = messages.some(
    ({ isByThisDevice, arrivedAtMs }) => !isByThisDevice && arrivedAtMs > seen,
  );
  const newest = newestOf(messages);
  return (
    <Card
      href="/messages"
      title={
        <>
          {isNew && <NewLabel>{shell("newLabel")}</NewLabel>}
          {t("title")}
        </>
      }
      detail={
        <span className="group-newest">
          {newest === undefined
            ? t("none")
            : t("newest", { name: newest.name, text: newest.text.replaceAll("\n", " ") })}
        </span>
      }
    />
  );
}
