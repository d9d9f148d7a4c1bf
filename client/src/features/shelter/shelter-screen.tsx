/** 避難所の受付: find a household by typing, record how who came is, and see how far that has come. (decision 0047) */
import type { IncidentId } from "@tomoshibi/shared/base/ids.ts";
import { useLiveQuery } from "dexie-react-hooks";
import { type ReactElement, useEffect, useMemo, useState } from "react";
import type { IncidentView } from "../../engine/api.ts";
import { listedHouseholds } from "../../engine/shelter-api.ts";
import { deskMessages } from "../../i18n/ja/desk.ts";
import { shelterMessages } from "../../i18n/ja/shelter.ts";
import { useFormats, useMessages } from "../../i18n/use-messages.tsx";
import { AppPage } from "../../screen/app-page.tsx";
import { isShelterDesk } from "../../screen/desk-text.ts";
import { useIncidents, useProfile } from "../../screen/queries.ts";
import { useReplica } from "../../screen/replica-context.tsx";
import { webStorage } from "../../screen/web-storage.ts";
import { Button, Link } from "../../ui/button.tsx";
import { Choice } from "../../ui/field.tsx";
import { Card, Notice, Soft, Stack } from "../../ui/surface.tsx";
import { incidentTitle, sortIncidents } from "../desk/incident-title.ts";
import { locked, PinReplaced, useHide } from "../desk/locked.tsx";
import { RecordDialog } from "../desk/record-dialog.tsx";
import { correctionSources } from "../desk/record-draft.ts";
import { Refused } from "../refused/refused.tsx";
import { FindPart } from "./find-part.tsx";
import { findable } from "./find-households.ts";
import { HoldsTask, type Task, useHeldCheck, useHeldTask } from "./held-task.tsx";
import { NamePart } from "./name-part.tsx";
import { readShelterName, writeShelterName } from "./shelter-name.ts";
import { chooseCheck, shownCheck } from "./shown-check.ts";
import { WrittenPart } from "./written-part.tsx";
import "./shelter.css";

const LockedShelter = locked(Shelter, { hidesWithoutPin: true });

/** Behind the lock, as every screen that shows names; here it also shuts without a PIN. */
export function ShelterScreen(): ReactElement {
  return (
    <HoldsTask>
      <LockedShelter />
    </HoldsTask>
  );
}

function Shelter(): ReactElement {
  const t = useMessages(shelterMessages);
  const profile = useProfile();
  const known = useIncidents();
  const [chosen, setChosen] = useHeldCheck();
  if (profile === undefined || known === undefined) return <AppPage backHref="/">{null}</AppPage>;
  const isDesk = profile !== null && isShelterDesk(profile);
  const open = sortIncidents(known.filter(({ isShown, isOpen }) => isShown && isOpen));
  const incident = shownCheck(open, chosen);
  const choose = (next: IncidentId): void => setChosen(chooseCheck(open, next));
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
        {isDesk && <Desk open={open} incident={incident} onChoose={choose} />}
        <Card href="/meet" title={t("toMeeting")} />
      </Stack>
    </AppPage>
  );
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
  readonly onChoose: (incident: IncidentId) => void;
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
  readonly onChoose: (incident: IncidentId) => void;
}): ReactElement {
  const t = useMessages(shelterMessages);
  const { database } = useReplica();
  const [name, keepName] = useShelterName();
  const listed = useLiveQuery(() => listedHouseholds(database), [database]);
  const households = useMemo(() => findable(listed ?? []), [listed]);
  const [task, setTask] = useHeldTask();
  const [savedMark, setSavedMark] = useState<string>();
  const isRealNow = shown?.isDrill === false;
  // What was being played is no answer to what has happened.
  const isOver = task?.isDrill === true && isRealNow;
  useEffect(() => {
    if (isOver) setTask(undefined);
  }, [isOver, setTask]);
  const begin = (next: Omit<Task, "isDrill">): void => {
    // Another check that opens does not take its place, unless this is a drill and that is real.
    if (isRealNow) onChoose(shown.incident);
    setSavedMark(undefined);
    setTask({ ...next, isDrill: !isRealNow });
  };
  return (
    <>
      <NamePart name={name} onName={keepName} />
      {savedMark !== undefined && <Notice tone="done" title={t("saved", { mark: savedMark })} />}
      {shown === undefined ? (
        <NothingOpen />
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
      {task !== undefined && !isOver && (
        <TaskDialog
          {...{ task, place: name, keep: setTask }}
          onClose={(isSaved) => {
            if (isSaved) setSavedMark(task.household.mark);
            setTask(undefined);
          }}
        />
      )}
    </>
  );
}

/** Whoever sits there need not wait for an officer: 揺れました on this device's own home screen begins one at once. */
function NothingOpen(): ReactElement {
  const t = useMessages(shelterMessages);
  return (
    <Notice title={t("noIncident")}>
      <p>{t("noIncidentBegin")}</p>
      <Link href="/" kind="secondary">
        {t("toHome")}
      </Link>
    </Notice>
  );
}

/** The question about one household; what is filled in is kept as it is typed. */
function TaskDialog({
  task,
  place,
  keep,
  onClose,
}: {
  readonly task: Task;
  readonly place: string | undefined;
  readonly keep: (task: Task) => void;
  readonly onClose: (isSaved: boolean) => void;
}): ReactElement {
  const { household, incident, corrects, draft } = task;
  return (
    <RecordDialog
      row={{ ...household, incident, reports: [] }}
      kind={corrects === undefined ? "record" : "correct"}
      recorder="desk"
      sources={corrects && correctionSources(corrects.command.by)}
      corrects={corrects && [corrects.intent]}
      place={place}
      held={{ draft, keep: (next) => keep({ ...task, draft: next }) }}
      onClose={onClose}
    />
  );
}

/** The shelter's name, and how it is kept: see {@link NamePart}. */
function useShelterName(): readonly [string | undefined, (name: string) => boolean] {
  const { replica } = useReplica();
  const [name, setName] = useState(() => readShelterName(webStorage(), replica));
  const keep = (next: string): boolean => {
    setName(next);
    return writeShelterName(webStorage(), replica, next);
  };
  return [name, keep];
}
