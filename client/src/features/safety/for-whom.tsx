/** だれのことですか: わたしだけ, 家族みんな, ひとりずつ. Asked after saving; each answer is a new report. */
import type { Status, Subject } from "@tomoshibi/shared/records/record.ts";
import { PERSONS_MAX, STATUSES } from "@tomoshibi/shared/records/record.ts";
import { type ReactElement, useState } from "react";
import { shellMessages } from "../../i18n/ja/shell.ts";
import { useMessages } from "../../i18n/use-messages.tsx";
import { Button } from "../../ui/button.tsx";
import { Choice } from "../../ui/field.tsx";
import { Stack } from "../../ui/surface.tsx";
import type { ReportChange } from "./compose-report.ts";
import type { ShownReport, ShownSubject } from "./shown-reports.ts";

type Whom = "self" | "all" | "each";

/** The question, with what is saved as the chosen answer. */
export function ForWhom({
  mine,
  persons,
  onChange,
}: {
  readonly mine: ShownReport;
  readonly persons: readonly string[];
  readonly onChange: (change: ReportChange) => Promise<boolean>;
}): ReactElement {
  const t = useMessages(shellMessages);
  const [whom, setWhom] = useState<Whom>(whomOf(mine));
  const status = mine.subjects[0]?.status ?? "safe";
  const choose = async (next: Whom): Promise<void> => {
    setWhom(next);
    if (next === "each") return;
    // What could not be stored must not look chosen.
    const isSaved = await onChange({ subjects: [{ subject: next, status }] });
    if (!isSaved) setWhom(whomOf(mine));
  };
  return (
    <Stack>
      <Choice
        legend={t("forWhom")}
        isRow
        value={whom}
        onChange={(next) => void choose(next)}
        options={[
          { value: "self", label: t("forSelf") },
          { value: "all", label: t("forAll") },
          { value: "each", label: t("forEach") },
        ]}
      />
      {/* A household of which nobody else spoke is 一部無事; who calls for help has other things to read. */}
      {whom === "self" && status === "safe" && <p>{t("selfOnly", { answer: t("answer.safe") })}</p>}
      {whom === "each" && (
        <EachPerson
          mine={mine}
          persons={persons}
          onSave={(subjects) => void onChange({ subjects })}
        />
      )}
    </Stack>
  );
}

function whomOf({ subjects }: ShownReport): Whom {
  if (subjects.some(({ subject }) => typeof subject === "number")) return "each";
  return subjects.some(({ subject }) => subject === "all") ? "all" : "self";
}

/** Rows beside わたし while nobody's name is known. */
const ROWS_MIN = 1;

function EachPerson({
  mine,
  persons,
  onSave,
}: {
  readonly mine: ShownReport;
  readonly persons: readonly string[];
  readonly onSave: (subjects: readonly ShownSubject[]) => void;
}): ReactElement {
  const t = useMessages(shellMessages);
  const [statusBySubject, setStatuses] = useState(() => startingStatuses(mine));
  const numbers = mine.subjects.map(({ subject }) => (typeof subject === "number" ? subject : 0));
  const [rows, setRows] = useState(Math.max(persons.length, ROWS_MIN, ...numbers));
  const subjects: readonly Subject[] = ["self", ...Array.from({ length: rows }, (_, i) => i + 1)];
  const options = [
    ...STATUSES.map((value) => ({ value, label: t(`answer.${value}`) })),
    { value: "unknown" as const, label: t("personUnknown") },
  ];
  const save = (): void => {
    const said = subjects.flatMap((subject) => {
      const status = statusBySubject.get(subject);
      return status === undefined ? [] : [{ subject, status }];
    });
    if (said.length > 0) onSave(said);
  };
  return (
    <Stack>
      {subjects.map((subject) => (
        <Choice
          key={subject}
          isRow
          legend={subjectName(t, subject, persons)}
          value={statusBySubject.get(subject) ?? "unknown"}
          options={options}
          onChange={(value) => setStatuses(withStatus(statusBySubject, subject, value))}
        />
      ))}
      {persons.length === 0 && rows < PERSONS_MAX && (
        <Button icon="plus" onClick={() => setRows(rows + 1)}>
          {t("morePersons")}
        </Button>
      )}
      <Button kind="primary" isWide onClick={save}>
        {t("saveEach")}
      </Button>
    </Stack>
  );
}

/** Who a statement is about, in words. */
export function subjectName(
  t: ReturnType<typeof useMessages<typeof shellMessages.ja>>,
  subject: Subject,
  persons: readonly string[],
): string {
  if (subject === "self") return t("self");
  if (subject === "all") return t("forAll");
  return persons[subject - 1] ?? t("person", { number: subject });
}

/** 家族みんな was said of the person who taps too. */
function startingStatuses({ subjects }: ShownReport): ReadonlyMap<Subject, Status> {
  const said = new Map(subjects.map(({ subject, status }) => [subject, status]));
  const all = said.get("all");
  if (all !== undefined) said.set("self", all);
  return said;
}

function withStatus(
  before: ReadonlyMap<Subject, Status>,
  subject: Subject,
  value: Status | "unknown",
): ReadonlyMap<Subject, Status> {
  const after = new Map(before);
  if (value === "unknown") after.delete(subject);
  else after.set(subject, value);
  return after;
}
