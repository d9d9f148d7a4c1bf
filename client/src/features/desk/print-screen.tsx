/** 一覧を印刷する: A4, those to go to at once, then those not heard from, by group in walking order, with room for a pencil. */
import type { IncidentId } from "@tomoshibi/shared/base/ids.ts";
import { useLiveQuery } from "dexie-react-hooks";
import { type ReactElement, useState } from "react";
import { useParams } from "wouter";
import type { BoardRowView } from "../../engine/api.ts";
import { deskMessages } from "../../i18n/ja/desk.ts";
import { useFormats, useMessages } from "../../i18n/use-messages.tsx";
import { AppPage } from "../../screen/app-page.tsx";
import { useProfile } from "../../screen/queries.ts";
import { useReplica } from "../../screen/replica-context.tsx";
import { Button } from "../../ui/button.tsx";
import { ModeLabel } from "../../ui/status.tsx";
import { printedList } from "./board-list.ts";
import { incidentTitle } from "./incident-title.ts";
import "./desk.css";
import "./print.css";

const TICKS = ["print.flag", "print.answered", "print.away"] as const;

/** The list as it comes out of the printer, shown on the screen first. */
export function PrintScreen(): ReactElement {
  const t = useMessages(deskMessages);
  const formats = useFormats();
  const { database, nowMs } = useReplica();
  const profile = useProfile();
  const [printedAtMs] = useState(nowMs);
  const id = useParams()["incident"] as IncidentId;
  const incident = useLiveQuery(() => database.incidents.get(id), [database, id]);
  const rows = useLiveQuery(
    () => database.boardRows.where("incident").equals(id).toArray(),
    [database, id],
  );
  const counts = useLiveQuery(() => database.boardCounts.get([id, 0]), [database, id])?.counts;
  const households = useLiveQuery(() => database.households.toArray(), [database]);
  const phones = new Map(households?.map(({ number, phone }) => [number, phone]));
  const list = printedList(rows ?? []);
  const mode = incident?.isDrill ? "drill" : "real";

  return (
    <AppPage isWide backHref={`/desk/${id}`} mode={mode}>
      <div className="no-print">
        <Button kind="primary" onClick={() => window.print()}>
          {t("print.print")}
        </Button>
      </div>
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- on a phone the sheet is scrolled sideways, by keyboard too */}
      <article className="paper" tabIndex={0} aria-label={t("print.title")}>
        <header>
          <p>{profile?.associationName}</p>
          <h1>
            <ModeLabel mode={mode}>{t(`opening.${mode}`)}</ModeLabel> {t("print.title")}
          </h1>
          <p>
            {incident && incidentTitle(incident, t, formats.date)}・
            {t("print.printedAt", { time: formats.dateTime(printedAtMs) })}
          </p>
          {counts && (
            <p>
              {t("print.counts", {
                answered: counts.answered,
                total: counts.total,
                unread: counts.unread,
                read: counts.read,
                noApp: counts.noApp,
              })}
            </p>
          )}
          <p>{t("print.careful")}</p>
        </header>
        {list.help.length > 0 && (
          <PaperTable title={t("print.help")} rows={list.help} phones={phones} />
        )}
        {list.notHeardFrom.map(({ group, rows: inGroup }) => (
          <PaperTable
            key={group}
            title={t("print.group", { group })}
            rows={inGroup}
            phones={phones}
          />
        ))}
        {list.help.length + list.notHeardFrom.length === 0 && <p>{t("print.empty")}</p>}
      </article>
    </AppPage>
  );
}

function PaperTable({
  title,
  rows,
  phones,
}: {
  readonly title: string;
  readonly rows: readonly BoardRowView[];
  readonly phones: ReadonlyMap<number, string>;
}): ReactElement {
  const t = useMessages(deskMessages);
  return (
    <table className="paper-table">
      <caption>{title}</caption>
      <thead>
        <tr>
          <th scope="col" className="paper-household">
            {t("print.household")}
          </th>
          <th scope="col">{t("print.state")}</th>
          <th scope="col" className="paper-phone">
            {t("print.phone")}
          </th>
          {TICKS.map((tick) => (
            <th key={tick} scope="col" className="paper-tick">
              {t(tick)}
            </th>
          ))}
          <th scope="col" className="paper-time">
            {t("print.time")}
          </th>
          <th scope="col" className="paper-memo">
            {t("print.memo")}
          </th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={row.household}>
            <th scope="row">
              {row.mark} {row.name} <small>{row.kana}</small>
            </th>
            <td>
              {t(`state.${row.state}`)}
              {row.needsCheck && `・${t("state.needsCheck")}`}
            </td>
            <td>{phones.get(row.household)}</td>
            {TICKS.map((tick) => (
              <td key={tick}>□</td>
            ))}
            <td />
            <td />
          </tr>
        ))}
      </tbody>
    </table>
  );
}
