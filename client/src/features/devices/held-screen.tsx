/** 未確認: reports of stopped devices. Nothing here counts until an officer takes it over. [MEM5] */
import type { IncidentId } from "@tomoshibi/shared/base/ids.ts";
import { useLiveQuery } from "dexie-react-hooks";
import { type ReactElement, useState } from "react";
import { adoptionOf, type HeldReport, type HouseholdView } from "../../engine/api.ts";
import { callsMessages } from "../../i18n/ja/calls.ts";
import { deskMessages } from "../../i18n/ja/desk.ts";
import { devicesMessages } from "../../i18n/ja/devices.ts";
import { shellMessages } from "../../i18n/ja/shell.ts";
import { useFormats, useMessages } from "../../i18n/use-messages.tsx";
import { AppPage } from "../../screen/app-page.tsx";
import { useIncidents } from "../../screen/queries.ts";
import { useReplica } from "../../screen/replica-context.tsx";
import { SaveFailed, type SaveFailure, saveFailureOf } from "../../screen/save-failure.tsx";
import { Button, Link } from "../../ui/button.tsx";
import { StatusTag } from "../../ui/status.tsx";
import { Disclosure, Notice, Soft, Stack } from "../../ui/surface.tsx";
import { incidentTitle } from "../desk/incident-title.ts";
import { useHeldReports } from "./use-held-reports.ts";
import "./devices.css";

/** The newest first. */
export function HeldScreen(): ReactElement {
  const t = useMessages(devicesMessages);
  const reports = useHeldReports();
  const { database } = useReplica();
  const households = useLiveQuery(() => database.households.toArray(), [database]);
  const byNumber = new Map((households ?? []).map((household) => [household.number, household]));
  const listed = reports ?? [];
  const item = (report: HeldReport): ReactElement => (
    <HeldItem key={report.recordId} report={report} household={byNumber.get(report.household)} />
  );
  return (
    <AppPage title={t("heldTitle")} backHref="/desk">
      <Stack>
        <h1>{t("heldTitle")}</h1>
        <p>{t("heldIntro")}</p>
        {reports?.length === 0 && <Soft>{t("heldNone")}</Soft>}
        <ul className="devices-list">{listed.filter(({ isAside }) => !isAside).map(item)}</ul>
        {listed.some(({ isAside }) => isAside) && (
          <Disclosure summary={t("heldAside")}>
            <ul className="devices-list">{listed.filter(({ isAside }) => isAside).map(item)}</ul>
          </Disclosure>
        )}
      </Stack>
    </AppPage>
  );
}

function HeldItem({
  report,
  household,
}: {
  readonly report: HeldReport;
  readonly household: HouseholdView | undefined;
}): ReactElement {
  const t = useMessages(devicesMessages);
  const shell = useMessages(shellMessages);
  const formats = useFormats();
  const { submit, nowMs } = useReplica();
  const [isAdopted, setIsAdopted] = useState(report.isAdopted);
  const [failure, setFailure] = useState<SaveFailure>();
  const adopt = async (): Promise<void> => {
    const { incident, subjects, comment, place, means, reportedAtMs, recordId } = report;
    try {
      await submit(
        {
          ...{ type: "reportSafety", incident, household: report.household, subjects },
          ...{ comment, place, by: "officer", means, atMs: nowMs(), aboutMs: reportedAtMs },
          ...{ seen: [], corrects: [], adopts: recordId },
        },
        adoptionOf(recordId),
      );
      setIsAdopted(true);
      setFailure(undefined);
    } catch (error) {
      setFailure(saveFailureOf(error));
    }
  };
  const nobody = report.household === 0 ? "noHousehold" : "goneHousehold";
  const whose = household === undefined ? t(nobody) : `${household.mark} ${household.name}`;
  return (
    <li>
      <h2>{whose}</h2>
      <p>
        {report.subjects.map(({ subject, status }) => (
          <StatusTag key={subject} state={status}>
            {shell(`answer.${status}`)}
          </StatusTag>
        ))}
      </p>
      {report.comment !== "" && <p className="held-comment">{report.comment}</p>}
      <Soft>
        {t("heldTimes", {
          reported: formats.dateTime(report.reportedAtMs),
          arrived: formats.dateTime(report.arrivedAtMs),
        })}
      </Soft>
      <SaveFailed failure={failure} />
      {isAdopted || report.isAdopted ? (
        <Adopted incident={report.incident} />
      ) : (
        <>
          <EndedCheck incident={report.incident} />
          <div className="devices-actions">
            <Button aria-label={`${whose} ${t("adopt")}`} onClick={() => void adopt()}>
              {t("adopt")}
            </Button>
            <LeaveButton
              {...{ report, whose }}
              onFailed={(error) => setFailure(saveFailureOf(error))}
            />
          </div>
        </>
      )}
    </li>
  );
}

/** That the check is over, and what taking over does then: it stays possible, for a late word counts as well. */
function EndedCheck({ incident: id }: { readonly incident: IncidentId }): ReactElement | null {
  const t = useMessages(devicesMessages);
  const desk = useMessages(deskMessages);
  const formats = useFormats();
  const incident = useIncidents()?.find(({ joined }) => joined.includes(id));
  if (incident === undefined || incident.isOpen) return null;
  return (
    <Notice
      tone="caution"
      title={t("heldEnded", { title: incidentTitle(incident, desk, formats.date) })}
    >
      <p>{t("heldEndedAdopt")}</p>
    </Notice>
  );
}

/** It stands on a board now, which may be an ended one's. */
function Adopted({ incident }: Pick<HeldReport, "incident">): ReactElement {
  const t = useMessages(devicesMessages);
  const calls = useMessages(callsMessages);
  return (
    <Notice tone="done" title={t("adopted")}>
      <Link href={`/desk/${incident}`} kind="secondary">
        {calls("toBoard")}
      </Link>
    </Notice>
  );
}

/** Sets aside, for every officer, or takes back. */
function LeaveButton({
  report: { recordId: held, isAside },
  whose,
  onFailed,
}: {
  readonly report: HeldReport;
  readonly whose: string;
  readonly onFailed: (error: unknown) => void;
}): ReactElement {
  const t = useMessages(devicesMessages);
  const { submit, nowMs } = useReplica();
  const text = t(isAside ? "heldBack" : "heldLeave");
  const decide = (): void => {
    const decision = isAside ? "restored" : "aside";
    void submit({ type: "decideHeld", held, decision, atMs: nowMs() }).catch(onFailed);
  };
  return (
    <Button kind="plain" aria-label={`${whose} ${text}`} onClick={decide}>
      {text}
    </Button>
  );
}
