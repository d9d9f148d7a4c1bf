/** だれのことですか, as a resident is asked it: one person, 家族みんな, or ひとりずつ with the names the household gave. */
import { PERSONS_MAX, type Status, STATUSES } from "@tomoshibi/shared/records/record.ts";
import { type ReactElement, useState } from "react";
import { deskMessages } from "../../i18n/ja/desk.ts";
import { useMessages } from "../../i18n/use-messages.tsx";
import { Button } from "../../ui/button.tsx";
import { Choice } from "../../ui/field.tsx";
import { nameOf, type RecordDraft, type Recorder, whomChoices } from "./record-draft.ts";

/** The question, and how they are. */
export function RecordWhom({
  draft,
  persons,
  recorder,
  onChange,
}: {
  readonly draft: RecordDraft;
  readonly persons: readonly string[];
  readonly recorder: Recorder;
  readonly onChange: (change: Partial<RecordDraft>) => void;
}): ReactElement {
  const t = useMessages(deskMessages);
  return (
    <>
      <Choice
        isRow
        legend={t("record.whom")}
        value={draft.whom}
        options={whomChoices(recorder).map((value) => ({ value, label: t(`whom.${value}`) }))}
        onChange={(whom) => onChange({ whom })}
      />
      {draft.whom === "each" ? (
        <EachPerson
          persons={persons}
          statusByPerson={draft.statusByPerson}
          onChange={(statusByPerson) => onChange({ statusByPerson })}
        />
      ) : (
        <Choice
          isRow
          legend={t("record.status")}
          value={draft.status}
          options={STATUSES.map((value) => ({ value, label: t(`status.${value}`) }))}
          onChange={(status) => onChange({ status })}
        />
      )}
    </>
  );
}

function EachPerson({
  persons,
  statusByPerson,
  onChange,
}: {
  readonly persons: readonly string[];
  readonly statusByPerson: ReadonlyMap<number, Status>;
  readonly onChange: (statusByPerson: ReadonlyMap<number, Status>) => void;
}): ReactElement {
  const t = useMessages(deskMessages);
  const [rows, setRows] = useState(Math.max(persons.length, 1));
  const options = [
    ...STATUSES.map((value) => ({ value, label: t(`status.${value}`) })),
    { value: "unknown" as const, label: t("whom.unknown") },
  ];
  const choose = (person: number, value: Status | "unknown"): void => {
    const next = new Map(statusByPerson);
    if (value === "unknown") next.delete(person);
    else next.set(person, value);
    onChange(next);
  };
  return (
    <>
      {Array.from({ length: rows }, (_, index) => index + 1).map((person) => (
        <Choice
          key={person}
          isRow
          legend={nameOf(persons, person) ?? t("subject.person", { number: person })}
          value={statusByPerson.get(person) ?? "unknown"}
          options={options}
          onChange={(value) => choose(person, value)}
        />
      ))}
      {persons.length === 0 && rows < PERSONS_MAX && (
        <Button icon="plus" onClick={() => setRows(rows + 1)}>
          {t("whom.more")}
        </Button>
      )}
    </>
  );
}
