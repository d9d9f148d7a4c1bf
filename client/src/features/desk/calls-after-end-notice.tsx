/** On top of the desk: who called for help in a check that had ended by then. */
import { useLiveQuery } from "dexie-react-hooks";
import type { ReactElement } from "react";
import type { IncidentView } from "../../engine/api.ts";
import { callsMessages } from "../../i18n/ja/calls.ts";
import { deskMessages } from "../../i18n/ja/desk.ts";
import { useFormats, useMessages } from "../../i18n/use-messages.tsx";
import { useProfile } from "../../screen/queries.ts";
import { useReplica } from "../../screen/replica-context.tsx";
import { Link } from "../../ui/button.tsx";
import { Notice } from "../../ui/surface.tsx";
import { callsAfterEnd, endedLately } from "./calls-after-end.ts";
import { incidentTitle } from "./incident-title.ts";

/** Nothing while there is none. `isLeader`: who cannot mark a household as done, nor reads that an officer did. */
export function CallsAfterEnd({
  incidents,
  isLeader = false,
}: {
  readonly incidents: readonly IncidentView[];
  readonly isLeader?: boolean;
}): ReactElement | null {
  const t = useMessages(callsMessages);
  const desk = useMessages(deskMessages);
  const formats = useFormats();
  const { database, nowMs } = useReplica();
  const joinedAtMs = useProfile()?.joinedAtMs ?? Number.POSITIVE_INFINITY;
  const ended = endedLately(incidents, nowMs(), joinedAtMs);
  const calls = useLiveQuery(async () => {
    const found = await Promise.all(
      ended.map(async (incident) => {
        const rows = await database.boardRows.where("incident").equals(incident.incident).toArray();
        return { incident, ...callsAfterEnd(rows, incident.closedAtMs) };
      }),
    );
    return found.filter(({ households, byNeighbours }) => households + byNeighbours > 0);
  }, [database, ended.map(({ incident, closedAtMs }) => `${incident}${closedAtMs}`).join()]);
  if (calls === undefined || calls.length === 0) return null;
  return (
    <>
      {calls.map(({ incident, households, byNeighbours }) => (
        <Notice
          key={incident.incident}
          tone="error"
          title={t(households > 0 ? "afterEnd" : "afterEndNeighbours", {
            title: incidentTitle(incident, desk, formats.date),
            count: households || byNeighbours,
          })}
        >
          {households > 0 && byNeighbours > 0 && (
            <p>{t("afterEndBeside", { count: byNeighbours })}</p>
          )}
          <p>{t(isLeader ? "afterEndLeader" : "afterEndWhy")}</p>
          <Link href={`/desk/${incident.incident}`} kind="secondary">
            {t("toBoard")}
          </Link>
        </Notice>
      ))}
    </>
  );
}
