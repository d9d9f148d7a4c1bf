/** 一覧を印刷する: A4, those to go to at once, who waits to be called, who is only partly safe, then those not heard from, by group in walking order, with room for a pencil. */
import type { IncidentId } from "@tomoshibi/shared/base/ids.ts";
import type { Counts } from "@tomoshibi/shared/safety/board-types.ts";
import { useLiveQuery } from "dexie-react-hooks";
import { type ReactElement, useState } from "react";
import { useParams } from "wouter";
import type { BoardRowView, HouseholdView, IncidentView } from "../../engine/api.ts";
import { callsMessages } from "../../i18n/ja/calls.ts";
import { deskMessages } from "../../i18n/ja/desk.ts";
import { useFormats, useMessages } from "../../i18n/use-messages.tsx";
import { AppPage } from "../../screen/app-page.tsx";
import { useIsLeader, useProfile } from "../../screen/queries.ts";
import { useReplica } from "../../screen/replica-context.tsx";
import { Button } from "../../ui/button.tsx";
import { ModeLabel } from "../../ui/status.tsx";
import { PRINTED_FIRST, printedList, withoutGone } from "./board-list.ts";
import { outsideOf, printedColumns } from "./counts-shown.ts";
import { incidentTitle, provisionalText } from "./incident-title.ts";
import "./desk.css";
import "./print.css";
import { useGone } from "./use-gone.ts";

const TICKS = [
  "print.flag",
  "print.safe",
  "print.contact",
  "print.helpTick",
  "print.away",
] as const;

/** The list as it comes out of the printer, shown on the screen first. */
export function PrintScreen(): ReactElement {
  const t = useMessages(deskMessages);
  const calls = useMessages(callsMessages);
  const { database } = useReplica();
  const id = useParams()["incident"] as IncidentId;
  const incident = useLiveQuery(() => database.incidents.get(id), [database, id]);
  const rows = useLiveQuery(
    () => database.boardRows.where("incident").equals(id).toArray(),
    [database, id],
  );
  const counts = useLiveQuery(() => database.boardCounts.get([id, 0]), [database, id])?.counts;
  const households = useLiveQuery(() => database.households.toArray(), [database]);
  const byNumber = new Map(households?.map((household) => [household.number, household]));
  const list = printedList(withoutGone(rows ?? [], useGone(rows ?? [])));
  const first = PRINTED_FIRST.filter((part) => list[part].length > 0);
  const mode = incident?.isDrill ? "drill" : "real";
  // A check that nobody has confirmed has no lines before the first answer: silence about all is no good news.
  const hasLines = rows === undefined || rows.length > 0;

  return (
    <AppPage isWide backHref={`/desk/${id}`} mode={mode}>
      <div className="no-print">
        <Button kind="primary" onClick={() => window.print()}>
          {t("print.print")}
        </Button>
      </div>
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- on a phone the sheet is scrolled sideways, by keyboard too */}
      <article className="paper" tabIndex={0} aria-label={t("print.title")}>
        <PaperHead incident={incident} counts={counts} rows={rows ?? []} />
        {first.map((part) => (
          <PaperTable
            key={part}
            title={t(`print.${part}First`)}
            rows={list[part]}
            byNumber={byNumber}
          />
        ))}
        {list.notHeardFrom.map(({ group, rows: inGroup }) => (
          <PaperTable
            key={group}
            title={t("print.group", { group })}
            rows={inGroup}
            byNumber={byNumber}
          />
        ))}
        {first.length + list.notHeardFrom.length === 0 && (
          <p>{hasLines ? t("print.empty") : calls("noRows")}</p>
        )}
      </article>
    </AppPage>
  );
}

/** What the sheet is, how far it is to be trusted, and how it comes back. */
function PaperHead({
  incident,
  counts,
  rows,
}: {
  readonly incident: IncidentView | undefined;
  readonly counts: Counts | undefined;
  readonly rows: readonly BoardRowView[];
}): ReactElement {
  const t = useMessages(deskMessages);
  const formats = useFormats();
  const profile = useProfile();
  const { nowMs } = useReplica();
  const [printedAtMs] = useState(nowMs);
  const mode = incident?.isDrill ? "drill" : "real";
  const unconfirmed = incident && provisionalText(incident);
  return (
    <>
      <header>
        <p>{profile?.associationName}</p>
        <h1>
          <ModeLabel mode={mode}>{t(`opening.${mode}`)}</ModeLabel> {t("print.title")}
        </h1>
        <p>
          {formats.facts([
            unconfirmed ? t(unconfirmed) : "",
            incident !== undefined && incidentTitle(incident, t, formats.date),
            t("print.printedAt", { time: formats.dateTime(printedAtMs) }),
          ])}
        </p>
        {counts && <PaperCounts counts={counts} rows={rows} />}
        <p>{t("print.careful")}</p>
      </header>
      <section className="paper-legend" aria-label={t("print.legendTitle")}>
        <ul>
          <li>{t("print.legend1")}</li>
          <li>{t("print.legend2")}</li>
          <li>{t("print.legend3")}</li>
        </ul>
      </section>
    </>
  );
}

/** The board's own numbers: a call from outside the total must not be missing on paper. */
function PaperCounts({
  counts,
  rows,
}: {
  readonly counts: Counts;
  readonly rows: readonly BoardRowView[];
}): ReactElement {
  const t = useMessages(deskMessages);
  const formats = useFormats();
  const isLeader = useIsLeader();
  const withBeside = (text: string, count: number): string =>
    count === 0 ? text : t("print.beside", { text, count });
  const { answered, total } = counts;
  const texts = [
    ...printedColumns(isLeader).map((column) =>
      withBeside(
        t("print.count", { name: t(`state.${column}`), count: counts[column] }),
        outsideOf(counts, column, rows),
      ),
    ),
    withBeside(t("print.answered", { answered, total }), outsideOf(counts, "answered", rows)),
  ];
  return (
    <>
      <p>{formats.facts(texts)}</p>
      <p>{t("print.whatTotal")}</p>
    </>
  );
}

function PaperTable({
  title,
  rows,
  byNumber,
}: {
  readonly title: string;
  readonly rows: readonly BoardRowView[];
  readonly byNumber: ReadonlyMap<number, HouseholdView>;
}): ReactElement {
  const t = useMessages(deskMessages);
  return (
    <table className="paper-table">
      <caption>
        {t("print.households", { title, count: rows.length })}
        <span className="paper-walker">{t("print.walker")}</span>
      </caption>
      <thead>
        <tr>
          <th scope="col" className="paper-household">
            {t("print.household")}
          </th>
          <th scope="col" className="paper-details">
            {t("print.details")}
          </th>
          {TICKS.map((tick) => (
            <th key={tick} scope="col" className="paper-tick">
              {t(tick)}
            </th>
          ))}
          <th scope="col" className="paper-time">
            {t("print.time")}
          </th>
          <th scope="col">{t("print.memo")}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <PaperLine key={row.household} row={row} household={byNumber.get(row.household)} />
        ))}
      </tbody>
    </table>
  );
}

function PaperLine({
  row,
  household,
}: {
  readonly row: BoardRowView;
  readonly household: HouseholdView | undefined;
}): ReactElement {
  const t = useMessages(deskMessages);
  const formats = useFormats();
  const { phone = "", address = "", careNeeds = "" } = household ?? {};
  const assignee = row.followUp?.assignee ?? "";
  const personsUnknown = row.state === "partlySafe" ? row.personsUnknown : 0;
  const said = row.reports.filter(({ isCurrent, comment }) => isCurrent && comment !== "");
  return (
    <tr>
      <th scope="row">
        {row.mark} {row.name} <small>{row.kana}</small>
        <span className="paper-now">
          {formats.facts([
            t(`state.${row.state}`),
            row.needsCheck && t("state.needsCheck"),
            personsUnknown > 0 && t("list.unknownPersons", { count: personsUnknown }),
            row.followUp?.isDone === true && t("list.doneAt"),
          ])}
        </span>
      </th>
      <td>
        {phone !== "" && <p>{phone}</p>}
        {address !== "" && <p>{address}</p>}
        {careNeeds !== "" && (
          <p>
            <strong>{t("print.care", { text: careNeeds })}</strong>
          </p>
        )}
        {said.map(({ recordId, comment }) => (
          <p key={recordId}>{t("print.said", { text: comment })}</p>
        ))}
        {assignee !== "" && <p>{t("print.assigned", { name: assignee })}</p>}
      </td>
      {TICKS.map((tick) => (
        <td key={tick} className="paper-box">
          □
        </td>
      ))}
      <td />
      <td />
    </tr>
  );
}
