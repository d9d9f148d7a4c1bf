/** 代わりに記録する and この内容で決める: an officer's report about a household; nothing is chosen beforehand. */
import type { Means, Status } from "@tomoshibi/shared/records/record.ts";
import { type FormEvent, type ReactElement, useState } from "react";
import type { BoardRowView } from "../../engine/api.ts";
import { deskMessages } from "../../i18n/ja/desk.ts";
import { useMessages } from "../../i18n/use-messages.tsx";
import { useIsLeader } from "../../screen/queries.ts";
import { useReplica } from "../../screen/replica-context.tsx";
import { SaveFailed } from "../../screen/save-failure.tsx";
import { useSubmit } from "../../screen/use-submit.ts";
import { Button } from "../../ui/button.tsx";
import { Choice, TextArea } from "../../ui/field.tsx";
import { Dialog, Notice, Soft, Stack } from "../../ui/surface.tsx";
import { recordForHousehold, seenOn } from "./desk-commands.ts";

const STATUSES: readonly Status[] = ["safe", "contact", "help"];
const MEANS: readonly Means[] = ["phone", "visit", "paper"];

/** Deciding supersedes what is shown; recording does too, for the officer has it before the eyes. */
export function RecordDialog({
  row,
  kind,
  onClose,
}: {
  readonly row: BoardRowView;
  readonly kind: "record" | "decide";
  readonly onClose: () => void;
}): ReactElement {
  const t = useMessages(deskMessages);
  const { nowMs } = useReplica();
  const { failure, save } = useSubmit();
  const [status, setStatus] = useState<Status>();
  const [means, setMeans] = useState<Means>();
  const [comment, setComment] = useState("");
  const [wasTried, setWasTried] = useState(false);
  const superseded = seenOn(row).length;
  const by = useIsLeader() ? "groupLeader" : "officer";

  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    setWasTried(true);
    if (status === undefined || means === undefined) return;
    const record = {
      subjects: [{ subject: "all" as const, status }],
      ...({ means, comment, by } as const),
    };
    if (await save(recordForHousehold(row, record, nowMs()))) onClose();
  };

  return (
    <Dialog
      title={t(kind === "decide" ? "record.decideTitle" : "record.title")}
      isOpen
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{t("opening.cancel")}</Button>
          <Button kind="primary" type="submit" form="record-form">
            {t(kind === "decide" ? "household.decide" : "record.save")}
          </Button>
        </>
      }
    >
      <form id="record-form" onSubmit={(event) => void submit(event)} noValidate>
        <Stack isClose>
          <p>
            {row.mark} {row.name}
          </p>
          <RecordChoices status={status} means={means} onStatus={setStatus} onMeans={setMeans} />
          <TextArea
            label={t("record.comment")}
            value={comment}
            maxLength={500}
            rows={2}
            onChange={(event) => setComment(event.target.value)}
          />
          {superseded > 0 && <Soft>{t("record.supersedes", { count: superseded })}</Soft>}
          {wasTried && status === undefined && (
            <Notice tone="error" title={t("record.chooseStatus")} />
          )}
          {wasTried && status !== undefined && means === undefined && (
            <Notice tone="error" title={t("record.chooseMeans")} />
          )}
          <SaveFailed failure={failure} />
        </Stack>
      </form>
    </Dialog>
  );
}

function RecordChoices({
  status,
  means,
  onStatus,
  onMeans,
}: {
  readonly status: Status | undefined;
  readonly means: Means | undefined;
  readonly onStatus: (status: Status) => void;
  readonly onMeans: (means: Means) => void;
}): ReactElement {
  const t = useMessages(deskMessages);
  return (
    <>
      <Choice
        legend={t("record.status")}
        value={status}
        options={STATUSES.map((value) => ({ value, label: t(`status.${value}`) }))}
        onChange={onStatus}
      />
      <Choice
        legend={t("record.means")}
        value={means}
        options={MEANS.map((value) => ({ value, label: t(`means.${value}`) }))}
        onChange={onMeans}
      />
    </>
  );
}
