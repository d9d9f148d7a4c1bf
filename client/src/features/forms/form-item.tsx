/** One answer without the app: what was written, whose it may be, and the officer's word on it. [FORM3] */
import { incidentForForm } from "@tomoshibi/shared/safety/form-incident.ts";
import { suggestHouseholds } from "@tomoshibi/shared/roster/suggest-households.ts";
import { useLiveQuery } from "dexie-react-hooks";
import { type ReactElement, useMemo, useState } from "react";
import {
  adoptionOf,
  type HeldForm,
  type HouseholdView,
  type IncidentView,
} from "../../engine/api.ts";
import { deskMessages } from "../../i18n/ja/desk.ts";
import { formsMessages } from "../../i18n/ja/forms.ts";
import { shellMessages } from "../../i18n/ja/shell.ts";
import { useFormats, useMessages } from "../../i18n/use-messages.tsx";
import { useReplica } from "../../screen/replica-context.tsx";
import { SaveFailed, type SaveFailure, saveFailureOf } from "../../screen/save-failure.tsx";
import { Button } from "../../ui/button.tsx";
import { SelectField } from "../../ui/field.tsx";
import { ModeLabel, StatusTag } from "../../ui/status.tsx";
import { Notice, Soft, Stack } from "../../ui/surface.tsx";
import { incidentTitle, sortIncidents } from "../desk/incident-title.ts";
import { recordOfForm } from "./form-record.ts";
import { HouseholdChoice } from "./household-choice.tsx";

/** What stands in an item whatever was decided. */
export interface FormItemProps {
  readonly held: HeldForm;
  readonly households: readonly HouseholdView[];
  readonly incidents: readonly IncidentView[];
}

/** One that waits. */
export function OpenFormItem({ held, households, incidents }: FormItemProps): ReactElement {
  const t = useMessages(formsMessages);
  const { submit, nowMs } = useReplica();
  const suggestion = useMemo(
    () => suggestHouseholds(held.form, households),
    [held.form, households],
  );
  const first = suggestion.isClear ? suggestion.households[0] : undefined;
  const [household, setHousehold] = useState<HouseholdView | undefined>(first);
  const [incident, setIncident] = useState(() =>
    incidentForForm(incidents, held.arrivedAtMs, nowMs()),
  );
  const [recorded, setRecorded] = useState<HouseholdView>();
  const [failure, setFailure] = useState<SaveFailure>();
  const whose = household && t("household", household);
  const record = async (): Promise<void> => {
    if (household === undefined || incident === undefined) return;
    const sentences = {
      person: (person: string) => t("text.person", { person }),
      people: (count: number) => t("text.people", { count }),
    };
    const recording = { held, household, incident: incident.incident, atMs: nowMs() };
    try {
      await submit(recordOfForm(recording, sentences), adoptionOf(held.recordId));
      setRecorded(household);
      setFailure(undefined);
    } catch (error) {
      setFailure(saveFailureOf(error));
    }
  };
  if (recorded !== undefined) {
    const title = t("recorded", { whose: t("household", recorded) });
    return (
      <FormFrame held={held}>
        <Notice tone="done" title={title} />
      </FormFrame>
    );
  }
  return (
    <FormFrame held={held}>
      <HouseholdChoice
        suggested={suggestion.households}
        households={households}
        chosen={household}
        onChoose={setHousehold}
      />
      <IncidentChoice incidents={incidents} chosen={incident} onChoose={setIncident} />
      {household && incident && <OtherReports household={household} incident={incident} />}
      <SaveFailed failure={failure} />
      <div className="forms-actions">
        <Button
          kind="primary"
          isLarge
          disabled={household === undefined || incident === undefined}
          onClick={() => void record()}
        >
          {whose === undefined ? t("record") : t("recordOf", { whose })}
        </Button>
        <DecideButton held={held} onFailed={(error) => setFailure(saveFailureOf(error))} />
      </div>
    </FormFrame>
  );
}

/** One that was recorded or set aside. */
export function DecidedFormItem({ held }: { readonly held: HeldForm }): ReactElement {
  const t = useMessages(formsMessages);
  const [failure, setFailure] = useState<SaveFailure>();
  return (
    <FormFrame held={held}>
      <SaveFailed failure={failure} />
      {held.state === "adopted" ? (
        <Soft>{t("adopted")}</Soft>
      ) : (
        <DecideButton held={held} onFailed={(error) => setFailure(saveFailureOf(error))} />
      )}
    </FormFrame>
  );
}

/** What was written, as text; the telephone as something to press. */
function FormFrame({
  held: { form, arrivedAtMs },
  children,
}: {
  readonly held: HeldForm;
  readonly children: ReactElement | readonly (ReactElement | false | undefined)[];
}): ReactElement {
  const t = useMessages(formsMessages);
  const shell = useMessages(shellMessages);
  const formats = useFormats();
  const digits = form.phone.replace(/[^\d+]/g, "");
  return (
    <li>
      <Stack isClose>
        <h2>{form.household}</h2>
        <p>
          <StatusTag state={form.status}>{shell(`answer.${form.status}`)}</StatusTag>
        </p>
        <p>
          {formats.facts([
            form.person === "" ? t("aboutAll") : t("about", { person: form.person }),
            form.people > 0 && t("people", { count: form.people }),
            form.group !== "" && t("group", { group: form.group }),
          ])}
        </p>
        {form.comment !== "" && <p className="forms-comment">{form.comment}</p>}
        {digits.length >= 9 && (
          <a className="forms-call" href={`tel:${digits}`}>
            {t("call", { phone: form.phone })}
          </a>
        )}
        <Soft>
          {t("times", {
            written: formats.dateTime(Math.min(form.atSeconds * 1000, LAST_DATE_MS)),
            arrived: formats.dateTime(arrivedAtMs),
          })}
        </Soft>
        {children}
      </Stack>
    </li>
  );
}

/** The last moment that has a date; a browser's clock may say anything. Source: ECMA-262, time values. */
const LAST_DATE_MS = 8_640_000_000_000_000;

/** Asked only where there is a choice; real or drill is said in any case. */
function IncidentChoice({
  incidents,
  chosen,
  onChoose,
}: {
  readonly incidents: readonly IncidentView[];
  readonly chosen: IncidentView | undefined;
  readonly onChoose: (incident: IncidentView | undefined) => void;
}): ReactElement {
  const t = useMessages(formsMessages);
  const desk = useMessages(deskMessages);
  const formats = useFormats();
  const open = sortIncidents(incidents.filter(({ isOpen }) => isOpen));
  const listed = chosen === undefined || open.includes(chosen) ? open : [...open, chosen];
  if (listed.length === 0) return <Notice title={t("noIncident")} />;
  const titleOf = (incident: IncidentView) =>
    `${desk(`opening.${incident.isDrill ? "drill" : "real"}`)} ${incidentTitle(incident, desk, formats.date)}`;
  const [only] = listed;
  if (listed.length === 1 && chosen === only && only !== undefined) {
    const mode = only.isDrill ? "drill" : "real";
    return (
      <p>
        <ModeLabel mode={mode}>{desk(`opening.${mode}`)}</ModeLabel>{" "}
        {incidentTitle(only, desk, formats.date)}
      </p>
    );
  }
  const options = listed.map((incident) => ({
    value: incident.incident,
    label: titleOf(incident),
  }));
  return (
    <SelectField
      label={t("incident")}
      value={chosen?.incident ?? ""}
      options={chosen === undefined ? [{ value: "" as never, label: "—" }, ...options] : options}
      onChange={(event) => onChoose(listed.find(({ incident }) => incident === event.target.value))}
    />
  );
}

/** What the household said itself is not overwritten; an officer should know that it is there. */
function OtherReports({
  household,
  incident,
}: {
  readonly household: HouseholdView;
  readonly incident: IncidentView;
}): ReactElement | null {
  const t = useMessages(formsMessages);
  const { database } = useReplica();
  const count = useLiveQuery(async () => {
    const row = await database.boardRows.get([incident.incident, household.number]);
    return row?.reports.filter(({ isCurrent }) => isCurrent).length ?? 0;
  }, [database, incident.incident, household.number]);
  return count === undefined || count === 0 ? null : <Notice title={t("hasReports")} />;
}

/** Sets aside, for every officer, or takes back. */
function DecideButton({
  held: { recordId, state, form },
  onFailed,
}: {
  readonly held: HeldForm;
  readonly onFailed: (error: unknown) => void;
}): ReactElement {
  const t = useMessages(formsMessages);
  const { submit, nowMs } = useReplica();
  const isAside = state === "aside";
  const text = t(isAside ? "back" : "leave");
  const decide = (): void => {
    const decision = isAside ? "restored" : "aside";
    void submit({ type: "decideHeld", held: recordId, decision, atMs: nowMs() }).catch(onFailed);
  };
  return (
    <Button kind="plain" aria-label={`${form.household} ${text}`} onClick={decide}>
      {text}
    </Button>
  );
}
