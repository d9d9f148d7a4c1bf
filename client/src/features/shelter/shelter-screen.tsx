/** 避難所の受付: find a household by typing, record how who came is, and see how far that has come. (decision 0047) */
import type { IncidentId } from "@tomoshibi/shared/base/ids.ts";
import { useLiveQuery } from "dexie-react-hooks";
import { type ReactElement, useMemo, useState } from "react";
import type { IncidentView } from "../../engine/api.ts";
import { listedHouseholds, type WrittenRecord } from "../../engine/shelter-api.ts";
import { deskMessages } from "../../i18n/ja/desk.ts";
import { shelterMessages } from "../../i18n/ja/shelter.ts";
import { useFormats, useMessages } from "../../i18n/use-messages.tsx";
import { AppPage } from "../../screen/app-page.tsx";
import { isShelterDesk } from "../../screen/desk-text.ts";
import { useIncidents, useProfile } from "../../screen/queries.ts";
import { useReplica } from "../../screen/replica-context.tsx";
import { Button } from "../../ui/button.tsx";
import { Choice } from "../../ui/field.tsx";
import { Card, Notice, Soft, Stack } from "../../ui/surface.tsx";
import { incidentTitle, sortIncidents } from "../desk/incident-title.ts";
import { PinReplaced, useHide } from "../desk/locked.tsx";
import { RecordDialog } from "../desk/record-dialog.tsx";
import { correctionSources } from "../desk/record-draft.ts";
import { Refused } from "../refused/refused.tsx";
import { FindPart } from "./find-part.tsx";
import { type Findable, findable } from "./find-households.ts";
import { WrittenPart } from "./written-part.tsx";
import "./shelter.css";

/** Behind the lock, as every screen that shows names. */
export function ShelterScreen(): ReactElement {
  const t = useMessages(shelterMessages);
  const profile = useProfile();
  const known = useIncidents();
  const [chosen, setChosen] = useState<string>();
  if (profile === undefined || known === undefined) return <AppPage backHref="/">{null}</AppPage>;
  const isDesk = profile !== null && isShelterDesk(profile);
  const open = sortIncidents(known.filter(({ isShown, isOpen }) => isShown && isOpen));
  const incident = shownIncident(open, chosen);
  return (
    <AppPage
      backHref="/"
      mode={incident === undefined || !isDesk ? undefined : incident.isDrill ? "drill" : "real"}
    >
      <Stack>
        <Heading />
        {!isDesk && (
          <Notice tone="caution" title={t("notDesk")}>
            <p>{t("notDeskWhy")}</p>
          </Notice>
        )}
        <PinReplaced />
        <Refused />
        {isDesk && <Desk open={open} incident={incident} onChoose={setChosen} />}
        <Card href="/meet" title={t("toMeeting")} />
      </Stack>
    </AppPage>
  );
}

/** One that was joined into another goes on under its name. */
function shownIncident(
  open: readonly IncidentView[],
  chosen: string | undefined,
): IncidentView | undefined {
  return open.find(({ joined }) => joined.some((id) => id === chosen)) ?? open[0];
}

function Heading(): ReactElement {
  const t = useMessages(shelterMessages);
  const desk = useMessages(deskMessages);
  const hide = useHide();
  return (
    <div className="shelter-heading">
      <h1>{t("title")}</h1>
      <Button onClick={hide}>{desk("actions.hide")}</Button>
    </div>
  );
}

/** Which check it is; asked where more than one is open, real ones first. */
function IncidentChoice({
  open,
  incident,
  onChoose,
}: {
  readonly open: readonly IncidentView[];
  readonly incident: IncidentView;
  readonly onChoose: (incident: string) => void;
}): ReactElement {
  const t = useMessages(shelterMessages);
  const desk = useMessages(deskMessages);
  const formats = useFormats();
  const nameOf = (one: IncidentView): string =>
    `${desk(one.isDrill ? "opening.drill" : "opening.real")} ${incidentTitle(one, desk, formats.date)}`;
  if (open.length === 1) return <p>{nameOf(incident)}</p>;
  return (
    <Choice
      legend={t("incident")}
      value={incident.incident}
      options={open.map((one) => ({ value: one.incident, label: nameOf(one) }))}
      onChange={onChoose}
    />
  );
}

/** What is being recorded: anew, or in place of what was written down here. */
interface Task {
  readonly household: Findable;
  readonly incident: IncidentId;
  /** Begun in a drill: a real check that opens takes its place. */
  readonly isDrill: boolean;
  readonly corrects: WrittenRecord | undefined;
}

/**
 * The search and what was written down. What is being typed stays, whatever becomes of the check meanwhile: who ends it or joins it
 * into another knows nothing of the person at the desk, and a late word counts as well.
 */
function Desk({
  open,
  incident: shown,
  onChoose,
}: {
  readonly open: readonly IncidentView[];
  /** The one that is recorded for; undefined while none is open. */
  readonly incident: IncidentView | undefined;
  readonly onChoose: (incident: string) => void;
}): ReactElement {
  const t = useMessages(shelterMessages);
  const { database } = useReplica();
  const listed = useLiveQuery(() => listedHouseholds(database), [database]);
  const households = useMemo(() => findable(listed ?? []), [listed]);
  const [task, setTask] = useState<Task>();
  const [savedMark, setSavedMark] = useState<string>();
  const isRealNow = shown?.isDrill === false;
  // What was being played is no answer to what has happened.
  if (task?.isDrill === true && isRealNow) setTask(undefined);
  const begin = (next: Omit<Task, "isDrill">): void => {
    // Another check that opens does not take its place, unless this is a drill and that is real.
    if (isRealNow) onChoose(shown.incident);
    setSavedMark(undefined);
    setTask({ ...next, isDrill: !isRealNow });
  };
  return (
    <>
      {savedMark !== undefined && <Notice tone="done" title={t("saved", { mark: savedMark })} />}
      {shown === undefined ? (
        <Notice title={t("noIncident")} />
      ) : (
        <>
          <IncidentChoice open={open} incident={shown} onChoose={onChoose} />
          <Soft>{t("intro")}</Soft>
          {listed?.length === 0 && <Notice title={t("coming")} />}
          <FindPart
            households={households}
            onChoose={(household) =>
              begin({ household, incident: shown.incident, corrects: undefined })
            }
          />
        </>
      )}
      <WrittenPart
        joined={shown?.joined}
        households={households}
        onCorrect={
          shown &&
          ((household, corrects) =>
            begin({ household, incident: corrects.command.incident, corrects }))
        }
      />
      {task !== undefined && (
        <RecordDialog
          row={{ ...task.household, incident: task.incident, reports: [] }}
          kind={task.corrects === undefined ? "record" : "correct"}
          recorder="desk"
          sources={task.corrects && correctionSources(task.corrects.command.by)}
          corrects={task.corrects && [task.corrects.intent]}
          onClose={(isSaved) => {
            if (isSaved) setSavedMark(task.household.mark);
            setTask(undefined);
          }}
        />
      )}
    </>
  );
}
