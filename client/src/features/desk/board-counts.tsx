/** The counts of the Noto report, by household; below, the same by group. */
import type { Counts } from "@tomoshibi/shared/safety/board-types.ts";
import type { ReactElement } from "react";
import type { BoardCountsView } from "../../engine/api.ts";
import { deskMessages } from "../../i18n/ja/desk.ts";
import { useMessages } from "../../i18n/use-messages.tsx";
import { Disclosure } from "../../ui/surface.tsx";

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

/** Group 0 of `counts` is the whole association. */
export function BoardCounts({
  counts,
}: {
  readonly counts: readonly BoardCountsView[];
}): ReactElement | null {
  const t = useMessages(deskMessages);
  const all = counts.find(({ group }) => group === 0)?.counts;
  const groups = counts
    .filter(({ group }) => group !== 0)
    .sort((left, right) => left.group - right.group);
  if (all === undefined) return null;
  return (
    <section aria-label={t("counts.label")}>
      <dl className="counts">
        <div className="count count-answered">
          <dt>{t("counts.answered")}</dt>
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
            <dd>{all[column]}</dd>
          </div>
        ))}
      </dl>
      <Disclosure summary={t("counts.byGroup")}>
        <div className="table-scroll" role="region" aria-label={t("counts.byGroup")} tabIndex={0}>
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
                <GroupLine key={group} name={t("counts.groupName", { group })} counts={ofGroup} />
              ))}
              <GroupLine name={t("counts.all")} counts={all} />
            </tbody>
          </table>
        </div>
      </Disclosure>
    </section>
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
