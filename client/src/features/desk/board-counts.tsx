/** The counts of the Noto report, by household; below, the same by group. */
import type { Counts } from "@tomoshibi/shared/safety/board-types.ts";
import type { ReactElement } from "react";
import type { BoardCountsView } from "../../engine/api.ts";
import { deskMessages } from "../../i18n/ja/desk.ts";
import { useMessages } from "../../i18n/use-messages.tsx";
import { Disclosure, Soft } from "../../ui/surface.tsx";

/** The columns after 応答, in the order an officer asks for them. */
const COLUMNS = [
  "help",
  "needsCheck",
  "contact",
  "safe",
  "partlySafe",
  "read",
  "unread",
  "noApp",
] as const;

/** 応答 and the rest for the whole association (group 0 of `counts`). */
export function BoardCounts({
  counts,
}: {
  readonly counts: readonly BoardCountsView[];
}): ReactElement | null {
  const t = useMessages(deskMessages);
  const all = counts.find(({ group }) => group === 0)?.counts;
  if (all === undefined) return null;
  return (
    <>
      <dl className="counts" aria-label={t("counts.label")}>
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
        {COLUMNS.map((column) => (
          <div key={column} className={`count count-${column}`}>
            <dt>{t(`state.${column}`)}</dt>
            <dd>
              {all[column]}
              <Beside count={outsideOf(all, column)} />
            </dd>
          </div>
        ))}
      </dl>
      <Outside counts={all} />
    </>
  );
}

/** Every household that asks for help, those without the app too: nobody who calls may stand in no number. */
export function helpIn(counts: Counts | undefined): number {
  return counts === undefined ? 0 : counts.help + counts.outsideHelp;
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

/** Of a state, the households beside the total: their calls must not hide under a zero. */
function Beside({ count }: { readonly count: number }): ReactElement | null {
  const t = useMessages(deskMessages);
  if (count === 0) return null;
  return <span className="count-beside">{t("counts.beside", { count })}</span>;
}

function outsideOf(counts: Counts, column: (typeof COLUMNS)[number]): number {
  if (column === "help") return counts.outsideHelp;
  return column === "contact" ? counts.outsideContact : 0;
}

/** 班ごと: the same numbers a group, one line each. */
export function GroupCounts({
  counts,
}: {
  readonly counts: readonly BoardCountsView[];
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
              {COLUMNS.map((column) => (
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
}: {
  readonly name: string;
  readonly counts: Counts;
}): ReactElement {
  return (
    <tr>
      <th scope="row">{name}</th>
      <td>{counts.answered}</td>
      {COLUMNS.map((column) => (
        <td key={column}>{counts[column]}</td>
      ))}
      <td>{counts.total}</td>
    </tr>
  );
}
