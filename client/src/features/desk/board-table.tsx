/**
 * The list itself: a table, so that a screen reader can walk it and paper can hold it. Rows outside the view cost no layout
 * (content-visibility), which keeps 5,000 of them usable.
 */
import type { ReactElement } from "react";
import type { BoardRowView } from "../../engine/api.ts";
import { deskMessages } from "../../i18n/ja/desk.ts";
import { useFormats, useMessages } from "../../i18n/use-messages.tsx";
import { classNames } from "../../ui/class-names.ts";
import { StatusTag } from "../../ui/status.tsx";
import { isKnownByUnconfirmedOnly } from "./board-list.ts";
import { useGone } from "./use-gone.ts";

/** Pressing a household's name opens it beside the list. */
export function BoardTable({
  rows,
  chosen,
  onChoose,
}: {
  readonly rows: readonly BoardRowView[];
  readonly chosen: number | undefined;
  readonly onChoose: (household: number) => void;
}): ReactElement {
  const t = useMessages(deskMessages);
  const gone = useGone(rows);
  if (rows.length === 0) return <p className="board-empty">{t("list.empty")}</p>;
  return (
    <table className="board-table" aria-label={t("list.label")}>
      <thead>
        <tr>
          <th scope="col">{t("list.now")}</th>
          <th scope="col">{t("list.household")}</th>
          <th scope="col">{t("list.reported")}</th>
          <th scope="col">{t("list.followUp")}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <BoardLine
            key={row.household}
            row={row}
            isChosen={row.household === chosen}
            isGone={gone.has(row.household)}
            onChoose={() => onChoose(row.household)}
          />
        ))}
      </tbody>
    </table>
  );
}

function BoardLine({
  row,
  isChosen,
  isGone,
  onChoose,
}: {
  readonly row: BoardRowView;
  readonly isChosen: boolean;
  readonly isGone: boolean;
  readonly onChoose: () => void;
}): ReactElement {
  const t = useMessages(deskMessages);
  const formats = useFormats();
  const isSilentAbout = row.lastReportedAtMs === undefined && row.readAtMs === undefined;
  return (
    <tr className={classNames("board-line", isChosen && "board-line-chosen")}>
      <td>
        <span className="board-states">
          <StatusTag state={row.state}>{t(`state.${row.state}`)}</StatusTag>
          {row.needsCheck && <StatusTag state="needsCheck">{t("state.needsCheck")}</StatusTag>}
        </span>
      </td>
      <th scope="row">
        <button type="button" className="board-name" aria-pressed={isChosen} onClick={onChoose}>
          <span className="board-mark">{row.mark}</span>
          <span className="board-family">{isGone ? t("list.gone") : row.name}</span>
          <span className="board-kana">{row.kana}</span>
        </button>
      </th>
      <td className={classNames("board-time", isSilentAbout && "board-none")}>
        {row.lastReportedAtMs !== undefined
          ? formats.dateTime(row.lastReportedAtMs)
          : row.readAtMs !== undefined
            ? t("list.readAt", { time: formats.time(row.readAtMs) })
            : "—"}
      </td>
      <FollowUpCell row={row} />
    </tr>
  );
}

/** Who goes, and what is not sure. */
function FollowUpCell({ row }: { readonly row: BoardRowView }): ReactElement {
  const t = useMessages(deskMessages);
  const { followUp } = row;
  const task = followUp?.isDone ? t("list.doneAt") : (followUp?.assignee ?? "");
  const isUnconfirmed = isKnownByUnconfirmedOnly(row);
  const personsUnknown = row.state === "partlySafe" ? row.personsUnknown : 0;
  const isNone = task === "" && !isUnconfirmed && personsUnknown === 0;
  return (
    <td className={classNames(isNone && "board-none")}>
      {task || "—"}
      {isUnconfirmed && <span className="board-note">{t("household.unconfirmed")}</span>}
      {personsUnknown > 0 && (
        <span className="board-note">{t("list.unknownPersons", { count: personsUnknown })}</span>
      )}
    </td>
  );
}
