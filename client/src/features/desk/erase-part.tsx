/** 報告の中身を消す: of an ended incident, a year later; of one household in it, when it asks. Counts stay. [ERA1] */
import { useLiveQuery } from "dexie-react-hooks";
import { erasableFromMs } from "@tomoshibi/shared/safety/erasing.ts";
import type { ReactElement } from "react";
import type { BoardRowView, IncidentView } from "../../engine/api.ts";
import { deskMessages } from "../../i18n/ja/desk.ts";
import { useFormats, useMessages } from "../../i18n/use-messages.tsx";
import { useReplica } from "../../screen/replica-context.tsx";
import { Button } from "../../ui/button.tsx";
import { Notice, Soft } from "../../ui/surface.tsx";
import { useDeskQuestion } from "./question.tsx";

/** Proposed a year after the end, and said to have been done; before that the day from which it is proposed. */
export function EraseIncident({
  incident,
}: {
  readonly incident: IncidentView;
}): ReactElement | null {
  const t = useMessages(deskMessages);
  const formats = useFormats();
  const { database, nowMs } = useReplica();
  const { ask, dialog } = useDeskQuestion();
  const id = incident.incident;
  // Erased, its counts have a board without a household.
  const isErased = useLiveQuery(
    async () =>
      (await database.boardCounts.where("incident").equals(id).count()) > 0 &&
      (await database.boardRows.where("incident").equals(id).count()) === 0,
    [database, id],
  );
  const fromMs = erasableFromMs(incident);
  if (fromMs === undefined || isErased === undefined) return null;
  if (isErased) return <Notice title={t("erase.done")} />;
  if (nowMs() < fromMs) return <Soft>{t("erase.from", { day: formats.fullDate(fromMs) })}</Soft>;
  const title = t("erase.incident");
  const erase = (): void =>
    ask({
      title,
      detail: t("erase.incidentAsk"),
      command: { type: "eraseReports", incident: id, household: undefined, atMs: nowMs() },
    });
  return (
    <Notice tone="caution" title={t("erase.due")}>
      <Button onClick={erase}>{title}</Button>
      {dialog}
    </Notice>
  );
}

/** On a household's wish, once the incident has ended: while it is open, what somebody said may save a life. */
export function EraseHousehold({ row }: { readonly row: BoardRowView }): ReactElement | null {
  const t = useMessages(deskMessages);
  const { database, nowMs } = useReplica();
  const { ask, dialog } = useDeskQuestion();
  const { incident, household, reports } = row;
  const isOpen = useLiveQuery(
    async () => (await database.incidents.get(incident))?.isOpen ?? true,
    [database, incident],
  );
  if (isOpen !== false || reports.length === 0) return null;
  const title = t("erase.household");
  const erase = (): void =>
    ask({
      title,
      detail: t("erase.householdAsk"),
      command: { type: "eraseReports", incident, household, atMs: nowMs() },
    });
  return (
    <>
      <Button isWide onClick={erase}>
        {title}
      </Button>
      {dialog}
    </>
  );
}
