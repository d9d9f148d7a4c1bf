/** あとから届いた報告: what came long after it was made, above everything, because decisions may hang on it. */
import type { IncidentId } from "@tomoshibi/shared/base/ids.ts";
import { useLiveQuery } from "dexie-react-hooks";
import type { ReactElement } from "react";
import { deskMessages } from "../../i18n/ja/desk.ts";
import { useFormats, useMessages } from "../../i18n/use-messages.tsx";
import { useReplica } from "../../screen/replica-context.tsx";
import { Button } from "../../ui/button.tsx";
import { StatusTag } from "../../ui/status.tsx";
import { Disclosure } from "../../ui/surface.tsx";

/** Nothing is shown while nothing came late. */
export function LateStrip({
  incident,
  onChoose,
}: {
  readonly incident: IncidentId;
  readonly onChoose: (household: number) => void;
}): ReactElement | null {
  const t = useMessages(deskMessages);
  const formats = useFormats();
  const { database } = useReplica();
  const late = useLiveQuery(
    () => database.lateArrivals.where("incident").equals(incident).reverse().sortBy("arrivedAtMs"),
    [database, incident],
  );
  if (late === undefined || late.length === 0) return null;
  const touching = late.filter(({ touchesDone }) => touchesDone).length;
  return (
    <div className="late-strip">
      <Disclosure
        summary={formats.facts([
          t("late.title", { count: late.length }),
          touching > 0 && t("late.touching", { count: touching }),
        ])}
      >
        <ul>
          {late.map((report) => (
            <li key={report.recordId}>
              <Button kind="plain" onClick={() => onChoose(report.household)}>
                {t("late.line", {
                  mark: report.mark,
                  name: report.name,
                  reported: formats.dateTime(report.reportedAtMs),
                  arrived: formats.dateTime(report.arrivedAtMs),
                })}
              </Button>
              <StatusTag state={report.status}>{t(`state.${report.status}`)}</StatusTag>
              {report.touchesDone && <strong>{t("late.touches")}</strong>}
            </li>
          ))}
        </ul>
      </Disclosure>
    </div>
  );
}
