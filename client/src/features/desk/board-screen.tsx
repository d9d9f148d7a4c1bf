/** The officers' board of one incident: counts, what came late, the list, and the evidence of one household beside it. */
import type { IncidentId } from "@tomoshibi/shared/base/ids.ts";
import { searchTextOf } from "@tomoshibi/shared/roster/search.ts";
import { useLiveQuery } from "dexie-react-hooks";
import { type ReactElement, useMemo, useState } from "react";
import { useParams, useSearch } from "wouter";
import type { BoardCountsView, BoardRowView, IncidentView } from "../../engine/api.ts";
import { callsMessages } from "../../i18n/ja/calls.ts";
import { deskMessages } from "../../i18n/ja/desk.ts";
import { useFormats, useMessages } from "../../i18n/use-messages.tsx";
import { AppPage } from "../../screen/app-page.tsx";
import { useIsLeader, useProfile } from "../../screen/queries.ts";
import { useReplica } from "../../screen/replica-context.tsx";
import { Button, Link } from "../../ui/button.tsx";
import { Notice } from "../../ui/surface.tsx";
import { BoardCounts, GroupCounts } from "./board-counts.tsx";
import { type BoardFilter, filterRows, NO_FILTER, sortRows } from "./board-list.ts";
import { BoardTable } from "./board-table.tsx";
import { isBeyondRows } from "./counts-shown.ts";
import { CheckpointPart, useCheckpoints } from "./checkpoint-part.tsx";
import { EraseIncident } from "./erase-part.tsx";
import { FilterChoices, Going, SearchBar } from "./filter-bar.tsx";
import { FormsNotice } from "./forms-notice.tsx";
import { HouseholdPanel } from "./household-panel.tsx";
import { IncidentMenu, ProvisionalNotice } from "./incident-actions.tsx";
import { incidentTitle, provisionalText } from "./incident-title.ts";
import { LateStrip } from "./late-strip.tsx";
import { useHide } from "./locked.tsx";
import { NotOfficer } from "./not-officer.tsx";
import { OtherRealIncidents } from "./other-real.tsx";
import { QuakeLines } from "../safety/quake-lines.tsx";
import "./desk.css";

/** The board of the incident in the address, also under an id that was joined into another. */
export function BoardScreen(): ReactElement {
  const { database } = useReplica();
  const profile = useProfile();
  const isLeader = useIsLeader();
  const incidentId = useParams()["incident"] as IncidentId;
  const incident = useLiveQuery(
    async () =>
      (await database.incidents.toArray()).find(({ joined }) => joined.includes(incidentId)) ??
      null,
    [database, incidentId],
  );
  if (profile?.isOfficer === false && !isLeader) return <NotOfficer />;
  if (incident === undefined) return <AppPage backHref="/desk">{null}</AppPage>;
  if (incident === null) {
    return <UnknownBoard incident={incidentId} />;
  }
  return <OpenBoard incident={incident} />;
}

/** What this device has not read the opening of: at most what another officer's device summed up of it. [DOC4] */
function UnknownBoard({ incident }: { readonly incident: IncidentId }): ReactElement {
  const t = useMessages(deskMessages);
  const formats = useFormats();
  const rows = useCheckpoints(incident);
  const about = rows?.[0]?.about;
  if (about === undefined) {
    return (
      <AppPage backHref="/desk">
        <h1>{t("title")}</h1>
        <Notice title={t("opening.wait")} />
      </AppPage>
    );
  }
  return (
    <AppPage isWide backHref="/desk" mode={about.isDrill ? "drill" : "real"}>
      <h1>{incidentTitle(about, t, formats.date)}</h1>
      <CheckpointPart incident={incident} isAlone />
    </AppPage>
  );
}

function OpenBoard({ incident }: { readonly incident: IncidentView }): ReactElement {
  const t = useMessages(deskMessages);
  const { database } = useReplica();
  const id = incident.incident;
  const rows = useLiveQuery(
    async () => sortRows(await database.boardRows.where("incident").equals(id).toArray()),
    [database, id],
  );
  const counts = useLiveQuery(
    () => database.boardCounts.where("incident").equals(id).toArray(),
    [database, id],
  );
  const [filter, setFilter] = useState<BoardFilter>(NO_FILTER);
  const [chosen, setChosen] = useState<number | "none">();
  // Where another screen leads to one household, its mark stands in the address.
  const asked = new URLSearchParams(useSearch()).get("household");
  const shown = useMemo(() => filterRows(rows ?? [], filter, searchTextOf), [rows, filter]);
  const row = rows?.find(({ household, mark }) =>
    chosen === undefined ? mark === asked : household === chosen,
  );
  const isLeader = useIsLeader();

  return (
    <AppPage isWide backHref="/desk" mode={incident.isDrill ? "drill" : "real"}>
      <div className="board-page" data-has-choice={row !== undefined}>
        <div className="board-overview">
          <BoardHeading incident={incident} />
          <OtherRealIncidents except={id} />
          {!incident.isOpen && <Notice title={t(provisionalText(incident) ?? "ended")} />}
          {!isLeader && <EraseIncident incident={incident} />}
          {isLeader ? (
            <Notice title={t("leader.board")} />
          ) : (
            <ProvisionalNotice incident={incident} />
          )}
          <CheckpointPart incident={id} />
          <BoardCounts counts={counts ?? []} rows={rows ?? []} />
          {!isLeader && <FormsNotice />}
          <LateStrip incident={id} onChoose={setChosen} />
          <div className="board-tools">
            <FilterChoices rows={rows ?? []} filter={filter} onChange={setFilter} />
            <GroupCounts counts={counts ?? []} rows={rows ?? []} />
            <Going rows={rows ?? []} />
            {!isLeader && <IncidentMenu incident={incident} />}
          </div>
          {rows && counts && <BoardGaps rows={rows} counts={counts} />}
          <SearchBar rows={rows ?? []} shown={shown.length} filter={filter} onChange={setFilter} />
        </div>
        <div className="board">
          <BoardTable rows={shown} chosen={row?.household} onChoose={setChosen} />
          <HouseholdPanel row={row} onClose={() => setChosen("none")} />
        </div>
      </div>
    </AppPage>
  );
}

/** Why lines are missing, where they are. */
function BoardGaps({
  rows,
  counts,
}: {
  readonly rows: readonly BoardRowView[];
  readonly counts: readonly BoardCountsView[];
}): ReactElement | null {
  const t = useMessages(callsMessages);
  const all = counts.find(({ group }) => group === 0)?.counts;
  if (rows.length === 0 && all === undefined) return <Notice title={t("noRows")} />;
  return all !== undefined && isBeyondRows(all, rows) ? <Notice title={t("erased")} /> : null;
}

function BoardHeading({ incident }: { readonly incident: IncidentView }): ReactElement {
  const t = useMessages(deskMessages);
  const formats = useFormats();
  const hide = useHide();
  return (
    <div className="board-heading">
      <div>
        <h1>{incidentTitle(incident, t, formats.date)}</h1>
        <p className="soft">{formats.dateTime(incident.openedAtMs)}</p>
        <QuakeLines earthquakes={incident.earthquakes} />
      </div>
      <div className="incident-menu">
        <Link href={`/desk/${incident.incident}/print`} kind="secondary">
          {t("actions.print")}
        </Link>
        <Button onClick={hide}>{t("actions.hide")}</Button>
      </div>
    </div>
  );
}
