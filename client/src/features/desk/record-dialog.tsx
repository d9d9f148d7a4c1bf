/** 代わりに記録する and この内容で決める: an officer's report about a household; nothing is chosen beforehand. */
import type { Means } from "@tomoshibi/shared/records/record.ts";
import { useLiveQuery } from "dexie-react-hooks";
import { type FormEvent, type ReactElement, useState } from "react";
import type { BoardRowView } from "../../engine/api.ts";
import { deskMessages } from "../../i18n/ja/desk.ts";
import { useMessages } from "../../i18n/use-messages.tsx";
import { useIsLeader } from "../../screen/queries.ts";
import { useReplica } from "../../screen/replica-context.tsx";
import { SaveFailed } from "../../screen/save-failure.tsx";
import { useSubmit } from "../../screen/use-submit.ts";
import { Button } from "../../ui/button.tsx";
import { Choice, TextArea, TextField } from "../../ui/field.tsx";
import { Dialog, Notice, Soft, Stack } from "../../ui/surface.tsx";
import { recordForHousehold, seenOn } from "./desk-commands.ts";
import {
  aboutMsOf,
  commentOf,
  EMPTY_DRAFT,
  missingIn,
  type RecordDraft,
  reporterOf,
  type Source,
  subjectsOf,
} from "./record-draft.ts";
import { RecordWhom } from "./record-whom.tsx";

const MEANS: readonly Means[] = ["phone", "visit", "paper"];

/** Of 500 characters, some are for who told it. */
const COMMENT_TYPED_MAX = 480;

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
  const { database } = useReplica();
  const [draft, setDraft] = useState<RecordDraft>(EMPTY_DRAFT);
  const [wasTried, setWasTried] = useState(false);
  const { failure, save } = useSaveRecord(row, draft);
  const persons = useLiveQuery(
    async () => (await database.households.get(row.household))?.persons ?? [],
    [database, row.household],
  );
  const change = (changes: Partial<RecordDraft>): void => setDraft({ ...draft, ...changes });
  const missing = missingIn(draft);
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    setWasTried(true);
    if (await save()) onClose();
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
        <Stack>
          <p>
            {row.mark} {row.name}
          </p>
          {persons && <RecordWhom draft={draft} persons={persons} onChange={change} />}
          <HowKnown row={row} draft={draft} onChange={change} />
          {wasTried && missing !== undefined && (
            <Notice tone="error" title={t(`record.missing.${missing}`)} />
          )}
          <SaveFailed failure={failure} />
        </Stack>
      </form>
    </Dialog>
  );
}

/** Saves what is complete; answers whether it was saved. */
function useSaveRecord(row: BoardRowView, draft: RecordDraft) {
  const t = useMessages(deskMessages);
  const { nowMs } = useReplica();
  const { failure, save } = useSubmit();
  const isLeader = useIsLeader();
  return {
    failure,
    save: async (): Promise<boolean> => {
      const { source, means } = draft;
      if (missingIn(draft) !== undefined || source === undefined || means === undefined)
        return false;
      const atMs = nowMs();
      const record = {
        ...{ means, subjects: subjectsOf(draft), by: reporterOf(source, isLeader) },
        comment: commentOf(source, t(`told.${source}`), draft.comment),
        aboutMs: aboutMsOf(draft.about, atMs),
      };
      return save(recordForHousehold(row, record, atMs));
    },
  };
}

/** From whom, by what means, and when: what others need to judge it by. */
function HowKnown({
  row,
  draft,
  onChange,
}: {
  readonly row: BoardRowView;
  readonly draft: RecordDraft;
  readonly onChange: (change: Partial<RecordDraft>) => void;
}): ReactElement {
  const t = useMessages(deskMessages);
  const isNeighbour = draft.source === "neighbour";
  const superseded = isNeighbour ? 0 : seenOn(row).length;
  return (
    <>
      <Choice
        isRow
        legend={t("record.source")}
        value={draft.source}
        options={useSources().map((value) => ({ value, label: t(`source.${value}`) }))}
        onChange={(source) => onChange({ source })}
      />
      {isNeighbour && <Notice title={t("record.neighbour")} />}
      <Choice
        isRow
        legend={t("record.means")}
        value={draft.means}
        options={MEANS.map((value) => ({ value, label: t(`means.${value}`) }))}
        onChange={(means) => onChange({ means })}
      />
      <TextField
        label={t("record.about")}
        hint={t("record.aboutHint")}
        type="time"
        value={draft.about}
        onChange={(event) => onChange({ about: event.target.value })}
      />
      <TextArea
        label={t("record.comment")}
        value={draft.comment}
        maxLength={COMMENT_TYPED_MAX}
        rows={2}
        onChange={(event) => onChange({ comment: event.target.value })}
      />
      {superseded > 0 && <Soft>{t("record.supersedes", { count: superseded })}</Soft>}
    </>
  );
}

/** What neighbours say is the officers': a leader's board does not show it. [STR] */
function useSources(): readonly Source[] {
  return useIsLeader() ? ["self", "family", "seen"] : ["self", "family", "seen", "neighbour"];
}
