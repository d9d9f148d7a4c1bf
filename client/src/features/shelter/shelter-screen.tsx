/** 避難所の受付: find a household by typing, record how who came is, and see how far that has come. (decision 0047) */
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
  // One that was joined into another goes on under its name.
  const incident = open.find(({ joined }) => joined.some((id) => id === chosen)) ?? open[0];
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
        {isDesk && incident === undefined && <Notice title={t("noIncident")} />}
        {isDesk && incident !== undefined && (
          <>
            <IncidentChoice open={open} incident={incident} onChoose={setChosen} />
            <Desk key={incident.incident} incident={incident} />
          </>
        )}
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
  readonly corrects: WrittenRecord | undefined;
}

function Desk({
  incident: { incident, joined },
}: {
  readonly incident: IncidentView;
}): ReactElement {
  const t = useMessages(shelterMessages);
  const { database } = useReplica();
  const listed = useLiveQuery(() => listedHouseholds(database), [database]);
  const households = useMemo(() => findable(listed ?? []), [listed]);
  const [task, setTask] = useState<Task>();
  const [savedMark, setSavedMark] = useState<string>();
  const begin = (next: Task): void => {
    setSavedMark(undefined);
    setTask(next);
  };
  return (
    <>
      <Soft>{t("intro")}</Soft>
      {listed?.length === 0 && <Notice title={t("coming")} />}
      {savedMark !== undefined && <Notice tone="done" title={t("saved", { mark: savedMark })} />}
      <FindPart
        households={households}
        onChoose={(household) => begin({ household, corrects: undefined })}
      />
      <WrittenPart
        joined={joined}
        households={households}
        onCorrect={(household, corrects) => begin({ household, corrects })}
      />
      {task !== undefined && (
        <RecordDialog
          row={{ ...task.household, incident, reports: [] }}
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
