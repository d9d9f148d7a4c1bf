/** この端末で記録したもの: by number, without names, with how far each has come. Says only what is true. [DEL2] */
import type { IncidentId } from "@tomoshibi/shared/base/ids.ts";
import { useLiveQuery } from "dexie-react-hooks";
import type { ReactElement } from "react";
import { type WrittenRecord, writtenRecords } from "../../engine/shelter-api.ts";
import { deskMessages } from "../../i18n/ja/desk.ts";
import { shelterMessages } from "../../i18n/ja/shelter.ts";
import { useFormats, useMessages } from "../../i18n/use-messages.tsx";
import { useReplica } from "../../screen/replica-context.tsx";
import { Button } from "../../ui/button.tsx";
import { Soft, Stack } from "../../ui/surface.tsx";
import type { Findable } from "./find-households.ts";

/** The newest first. */
export function WrittenPart({
  joined,
  households,
  onCorrect,
}: {
  /** The check on the screen; undefined while none is open. */
  readonly joined: readonly IncidentId[] | undefined;
  readonly households: readonly Findable[];
  readonly onCorrect: ((household: Findable, record: WrittenRecord) => void) | undefined;
}): ReactElement {
  const t = useMessages(shelterMessages);
  const { database } = useReplica();
  const records = useLiveQuery(
    () => writtenRecords(database, joined),
    [database, joined?.join(" ")],
  );
  return (
    <Stack isClose>
      <h2>{t("written")}</h2>
      <Soft>{t(records?.length === 0 ? "writtenNone" : "writtenWhy")}</Soft>
      <ul className="shelter-list">
        {records?.map((record) => {
          const household = households.find((one) => one.household === record.command.household);
          return (
            <WrittenLine
              key={record.intent}
              record={record}
              mark={household?.mark ?? record.command.mark ?? t("unknownMark")}
              onCorrect={household && onCorrect && (() => onCorrect(household, record))}
            />
          );
        })}
      </ul>
    </Stack>
  );
}

function WrittenLine({
  record: { command, delivery, isCurrent, hasFailed },
  mark,
  onCorrect,
}: {
  readonly record: WrittenRecord;
  readonly mark: string;
  readonly onCorrect: (() => void) | undefined;
}): ReactElement {
  const t = useMessages(shelterMessages);
  const desk = useMessages(deskMessages);
  const formats = useFormats();
  const time = formats.time(command.atMs);
  const answers = command.subjects.map(({ subject, status }) =>
    typeof subject === "number"
      ? t("subject.person", { number: subject, status: desk(`status.${status}`) })
      : t(`subject.${subject}`, { status: desk(`status.${status}`) }),
  );
  const told = command.by === "witness" ? t("neighbour") : "";
  return (
    <li className="shelter-line">
      <div>
        <p>{t("line", { time, mark, answers: `${told}${formats.list(answers)}` })}</p>
        <Soft>{isCurrent ? t(hasFailed ? "failed" : `delivery.${delivery}`) : t("old")}</Soft>
      </div>
      {isCurrent && !hasFailed && onCorrect && (
        <Button aria-label={t("correctOf", { mark, time })} onClick={onCorrect}>
          {t("correct")}
        </Button>
      )}
    </li>
  );
}
