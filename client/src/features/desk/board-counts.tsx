/** The counts of the Noto report, by household; below, the same by group. */
import type { BoardRow, Counts } from "@tomoshibi/shared/safety/board-types.ts";
import type { ReactElement } from "react";
import type { BoardCountsView } from "../../engine/api.ts";
import { deskMessages } from "../../i18n/ja/desk.ts";
import { useMessages } from "../../i18n/use-messages.tsx";
import { useIsLeader } from "../../screen/queries.ts";
import { Disclosure, Soft } from "../../ui/surface.tsx";
import { COUNT_COLUMNS, type CountColumn, isKnown, outsideOf } from "./counts-shown.ts";

/** The board's rows, where this device has them: they say who stands beside the total. */
type Rows = readonly Pick<BoardRow, "state" | "isInTotal" | "group">[];

/** 応答 and the rest for the whole association (group 0 of `counts`). `label`: where they are not this device's own. */
export function BoardCounts({
  counts,
  rows = [],
  label,
}: {
  readonly counts: readonly BoardCountsView[];
  readonly rows?: Rows;
  readonly label?: string;
}): ReactElement | null {
  const t = useMessages(deskMessages);
  const all = counts.find(({ group }) => group === 0)?.counts;
  if (all === undefined) return null;
  return (
    <>
      <dl className="counts" aria-label={label ?? t("counts.label")}>
        <div className="count count-answered">
          <dt>
            <span>{t("counts.answered")}</span>
            <span className="count-whose">{t("counts.withApp")}</span>
          </dt>
          <dd>
            {all.answered}
            <span className="count-total">
              {" "}
              / {t("counts.total")} {all.total}
            </span>
          </dd>
        </div>
        {COUNT_COLUMNS.map((column) => (
          <div key={column} className={`count count-${column}`}>
            <dt>{t(`state.${column}`)}</dt>
            <dd>
              <Count counts={all} column={column} />
              <Beside count={outsideOf(all, column, rows)} />
            </dd>
          </div>
        ))}
      </dl>
      <Outside counts={all} />
    </>
  );
}

/** A number, or that it cannot be known here: a zero would say that nobody has opened the question. */
function Count({
  counts,
  column,
}: {
  readonly counts: Counts;
  readonly column: CountColumn;
}): ReactElement {
  const t = useMessages(deskMessages);
  if (isKnown(column, useIsLeader())) return <>{counts[column]}</>;
  return <span className="count-unknown">{t("counts.unknown")}</span>;
}

/** What the total is of, and how many answered beside it. */
function Outside({ counts }: { readonly counts: Counts }): ReactElement {
  const t = useMessages(deskMessages);
  const { outsideAnswered } = counts;
  return (
    <Soft>
      {t("counts.whatTotal")}
      {outsideAnswered > 0 && t("counts.outsideAnswered", { count: outsideAnswered })}
    </Soft>
  );
}

function Beside({ count }: { readonly count: number }): ReactElement | null {
  const t = useMessages(deskMessages);
  if (count === 0) return null;
  return <span className="count-beside">{t("counts.beside", { count })}</span>;
}

/** 班ごと: the same numbers a group, one line each. */
export function GroupCounts({
  counts,
  rows,
}: {
  readonly counts: readonly BoardCountsView[];
  readonly rows: Rows;
}): ReactElement {
  const t = useMessages(deskMessages);
  const groups = [...counts].sort(
    (left, right) => (left.group || Infinity) - (right.group || Infinity),
  );
  return (
    <Disclosure summary={t("counts.byGroup")}>
      <Soft>{t("counts.whatTotal")}</Soft>
      <div className="table-scroll">
        <table className="group-counts">
          <thead>
            <tr>
              <th scope="col">{t("counts.group")}</th>
              <th scope="col">{t("counts.answered")}</th>
              {COUNT_COLUMNS.map((column) => (
                <th key={column} scope="col">
                  {t(`state.${column}`)}
                </th>
              ))}
              <th scope="col">{t("counts.total")}</th>
            </tr>
          </thead>
          <tbody>
            {groups.map(({ group, counts: ofGroup }) => (
              <GroupLine
                key={group}
                name={group === 0 ? t("counts.all") : t("counts.groupName", { group })}
                counts={ofGroup}
                rows={group === 0 ? rows : rows.filter((row) => row.group === group)}
              />
            ))}
          </tbody>
        </table>
      </div>
    </Disclosure>
  );
}

function GroupLine({
  name,
  counts,
  rows,
}: {
  readonly name: string;
  readonly counts: Counts;
  readonly rows: Rows;
}): ReactElement {
  const t = useMessages(deskMessages);
  const isLeader = useIsLeader();
  return (
    <tr>
      <th scope="row">{name}</th>
      <td>
        {counts.answered}
        <Beside count={outsideOf(counts, "answered", rows)} />
      </td>
      {COUNT_COLUMNS.map((column) => (
        <td key={column}>
          {isKnown(column, isLeader) ? counts[column] : t("counts.unknownShort")}
          <Beside count={outsideOf(counts, column, rows)} />
        </td>
      ))}
      <td>{counts.total}</td>
    </tr>
  );
}
