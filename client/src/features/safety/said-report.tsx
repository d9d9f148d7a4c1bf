/** One report of the household, to be looked at afterwards: who, what, when, and how far it came. Says only what is true. [DEL2] */
import type { ReactElement } from "react";
import type { DeliveryState } from "../../engine/api.ts";
import { shellMessages } from "../../i18n/ja/shell.ts";
import { useFormats, useMessages } from "../../i18n/use-messages.tsx";
import { Soft } from "../../ui/surface.tsx";
import { subjectName } from "./for-whom.tsx";
import { recorderOf, type ShownReport } from "./shown-reports.ts";

const STEPS = {
  saved: "stepSaved",
  relayed: "stepRelayed",
  received: "stepReceived",
} as const satisfies Record<DeliveryState, string>;

/** The report. `persons`: the household's names, by whom 「1人目」 is. */
export function SaidReport({
  report,
  persons,
}: {
  readonly report: ShownReport;
  readonly persons: readonly string[];
}): ReactElement {
  const t = useMessages(shellMessages);
  const formats = useFormats();
  const { isByThisDevice, delivery, isCurrent } = report;
  const time = formats.dateTime(report.reportedAtMs);
  const said = report.subjects.map(({ subject, status }) =>
    t("reportOf", {
      subject:
        subject === "self" && !isByThisDevice
          ? t("familyMember")
          : subjectName(t, subject, persons),
      answer: t(`answer.${status}`),
    }),
  );
  return (
    <div>
      <p>{said.join(t("listComma"))}</p>
      {report.comment !== "" && <p>{report.comment}</p>}
      <Soft>{isByThisDevice ? time : t(whenceOf(report), { time })}</Soft>
      {/* Of another device's only the last step is known here. */}
      {(isByThisDevice || delivery === "received") && <Soft>{t(STEPS[delivery])}</Soft>}
      {!isCurrent && <Soft>{t("rewritten")}</Soft>}
    </div>
  );
}

/** Whose word a report is that did not come from this device. */
export function whenceOf(report: ShownReport) {
  const recorder = recorderOf(report);
  return recorder === undefined ? "fromFamilyDevice" : (`recordedBy.${recorder}` as const);
}
