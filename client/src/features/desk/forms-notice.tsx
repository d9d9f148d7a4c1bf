/** Answers without the app that wait for an officer: on the desk, and on the board, where officers are in an incident. [FORM3] */
import { useLiveQuery } from "dexie-react-hooks";
import type { ReactElement } from "react";
import { deskMessages } from "../../i18n/ja/desk.ts";
import { useMessages } from "../../i18n/use-messages.tsx";
import { useReplica } from "../../screen/replica-context.tsx";
import { Link } from "../../ui/button.tsx";
import { StatusTag } from "../../ui/status.tsx";
import { Notice } from "../../ui/surface.tsx";

/** Nothing is shown while none waits. */
export function FormsNotice(): ReactElement | null {
  const t = useMessages(deskMessages);
  const { database } = useReplica();
  const waiting = useLiveQuery(() => database.notices.get("kept/form"), [database]);
  const help = useLiveQuery(() => database.notices.get("kept/form/help"), [database]);
  if (waiting === undefined) return null;
  return (
    <Notice tone="caution" title={t("forms.waiting", { count: Number(waiting.detail) })}>
      {help !== undefined && (
        <p>
          <StatusTag state="help">{t("forms.help", { count: Number(help.detail) })}</StatusTag>
        </p>
      )}
      <Link href="/forms" kind="secondary">
        {t("forms.look")}
      </Link>
    </Notice>
  );
}
