/** 代わりに記録する and この内容で決める: an officer's, a leader's or a desk's report about a household; of how anybody is nothing is chosen beforehand. */
import type { Means } from "@tomoshibi/shared/records/record.ts";
import { useLiveQuery } from "dexie-react-hooks";
import { type FormEvent, type ReactElement, useRef, useState } from "react";
import type { IntentId } from "../../engine/api.ts";
import { deskMessages } from "../../i18n/ja/desk.ts";
import { useMessages } from "../../i18n/use-messages.tsx";
import { useReplica } from "../../screen/replica-context.tsx";
import { SaveFailed } from "../../screen/save-failure.tsx";
import { useSubmit } from "../../screen/use-submit.ts";
import { Button } from "../../ui/button.tsx";
import { Choice, TextArea, TextField } from "../../ui/field.tsx";
import { Dialog, Notice, Soft, Stack } from "../../ui/surface.tsx";
import { type RecordedRow, recordForHousehold, seenOn } from "./desk-commands.ts";
import {
  aboutMsOf,
  asksWhere,
  commentOf,
  draftOf,
  EMPTY_DRAFT,
  excessOf,
  missingIn,
  type RecordDraft,
  type Recorder,
  reporterOf,
  type Source,
  sourceChoices,
  subjectsOf,
} from "./record-draft.ts";
import { RecordWhom } from "./record-whom.tsx";

const MEANS: readonly Means[] = ["phone", "visit", "paper"];
const WHERE = ["here", "elsewhere"] as const;

/** Of 500 characters, some are for who told it. */
const COMMENT_TYPED_MAX = 480;

/** Deciding supersedes what is shown; recording does too, for the officer has it before the eyes. */
export function RecordDialog({
  row,
  kind,
  recorder,
  sources = sourceChoices(recorder),
  corrects = [],
  place = "",
  held,
  onClose,
}: {
  readonly row: RecordedRow;
  readonly kind: Kind;
  readonly recorder: Recorder;
  /** Who may have told it. */
  readonly sources?: readonly Source[] | undefined;
  /** What was written down on this device and is put right. */
  readonly corrects?: readonly IntentId[] | undefined;
  /** The shelter it is written down at, for the comment; empty where none is named. */
  readonly place?: string | undefined;
  readonly held?: HeldDraft | undefined;
  /** Also after it was saved. */
  readonly onClose: (isSaved: boolean) => void;
}): ReactElement {
  const t = useMessages(deskMessages);
  const persons = usePersons(row.household);
  const [draft, change] = useDraft(kind, recorder, held);
  const [wasTried, setWasTried] = useState(false);
  const { failure, excess, save } = useSaveRecord({ row, draft, recorder, corrects, place });
  const missing = missingIn(draft, recorder);
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    setWasTried(true);
    if (await save()) onClose(true);
  };
  return (
    <Dialog
      title={t(TITLES[kind])}
      isOpen
      onClose={() => onClose(false)}
      actions={
        <>
          <Button onClick={() => onClose(false)}>{t("opening.cancel")}</Button>
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
          {persons && <RecordWhom {...{ draft, persons, recorder }} onChange={change} />}
          <HowKnown
            draft={draft}
            recorder={recorder}
            sources={sources}
            superseded={seenOn(row).length + corrects.length}
            excess={excess}
            onChange={change}
          />
          {wasTried && missing !== undefined && (
            <Notice tone="error" title={t(`record.missing.${missing}`)} />
          )}
          <SaveFailed failure={failure} />
        </Stack>
      </form>
    </Dialog>
  );
}

/** undefined until it is read; empty where this device does not know them. */
function usePersons(household: number): readonly string[] | undefined {
  const { database } = useReplica();
  return useLiveQuery(
    async () => (await database.households.get(household))?.persons ?? [],
    [database, household],
  );
}

type Kind = "record" | "decide" | "correct";

/** What is being filled in, kept by who opened the question: it may be taken from the screen and shown again. */
export interface HeldDraft {
  /** undefined: nothing was filled in before. */
  readonly draft: RecordDraft | undefined;
  readonly keep: (draft: RecordDraft) => void;
}

function useDraft(kind: Kind, recorder: Recorder, held: HeldDraft | undefined) {
  const [draft, setDraft] = useState<RecordDraft>(
    () => held?.draft ?? (kind === "record" ? draftOf(recorder) : EMPTY_DRAFT),
  );
  const change = (changes: Partial<RecordDraft>): void => {
    const next = { ...draft, ...changes };
    setDraft(next);
    held?.keep(next);
  };
  return [draft, change] as const;
}

/** Saves what is complete and not too long; answers whether it was saved. */
function useSaveRecord({
  row,
  draft,
  recorder,
  corrects,
  place,
}: {
  readonly row: RecordedRow;
  readonly draft: RecordDraft;
  readonly recorder: Recorder;
  readonly corrects: readonly IntentId[];
  readonly place: string;
}) {
  const t = useMessages(deskMessages);
  const { nowMs } = useReplica();
  const { failure, save } = useSubmit();
  const { source, means, where } = draft;
  const placeText = place === "" ? "" : t("told.place", { place });
  const whereText = where !== undefined && asksWhere(draft, recorder) ? t(`told.${where}`) : "";
  const sourceText = source === undefined ? "" : `${t(`told.${source}`)}${whereText}`;
  const comment = commentOf(source ?? "self", sourceText, draft.comment, placeText);
  const excess = excessOf(comment);
  return {
    failure,
    excess,
    save: useOneAtATime(async (): Promise<boolean> => {
      if (missingIn(draft, recorder) !== undefined || source === undefined || means === undefined)
        return false;
      if (excess > 0) return false;
      const atMs = nowMs();
      const record = {
        ...{ means, subjects: subjectsOf(draft), by: reporterOf(source, recorder), corrects },
        ...{ comment, aboutMs: aboutMsOf(draft.about, atMs) },
      };
      return save(recordForHousehold(row, record, atMs));
    }),
  };
}

/** Taps come faster than a screen is drawn: while it is under way it is not begun again, and answers false. */
function useOneAtATime(work: () => Promise<boolean>): () => Promise<boolean> {
  const isUnderWay = useRef(false);
  return async () => {
    if (isUnderWay.current) return false;
    isUnderWay.current = true;
    try {
      return await work();
    } finally {
      isUnderWay.current = false;
    }
  };
}

const TITLES = {
  record: "record.title",
  decide: "record.decideTitle",
  correct: "record.correctTitle",
} as const;

/** From whom, by what means, and when: what others need to judge it by. */
function HowKnown({
  draft,
  recorder,
  sources,
  superseded,
  excess,
  onChange,
}: {
  readonly draft: RecordDraft;
  readonly recorder: Recorder;
  readonly sources: readonly Source[];
  /** How many reports the new one stands for. */
  readonly superseded: number;
  /** How many characters the comment is too long. */
  readonly excess: number;
  readonly onChange: (change: Partial<RecordDraft>) => void;
}): ReactElement {
  const t = useMessages(deskMessages);
  const isNeighbour = draft.source === "neighbour";
  const isDesk = recorder === "desk";
  return (
    <>
      <Choice
        isRow
        legend={t("record.source")}
        value={draft.source}
        options={sources.map((value) => ({ value, label: t(`source.${value}`) }))}
        onChange={(source) => onChange({ source })}
      />
      {isNeighbour && <Notice title={t("record.neighbour")} />}
      {asksWhere(draft, recorder) && (
        <Choice
          isRow
          legend={t("record.where")}
          value={draft.where}
          options={WHERE.map((value) => ({ value, label: t(`where.${value}`) }))}
          onChange={(where) => onChange({ where })}
        />
      )}
      <Choice
        isRow
        legend={t("record.means")}
        value={draft.means}
        options={MEANS.map((value) => ({
          value,
          label: t(isDesk && value === "visit" ? "means.met" : `means.${value}`),
        }))}
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
        hint={isDesk ? t("record.commentDesk") : undefined}
        error={excess > 0 ? t("record.tooLong", { count: excess }) : undefined}
        value={draft.comment}
        // What is pasted into it at a desk is not cut off without a word: it also holds where it was written down.
        maxLength={isDesk ? undefined : COMMENT_TYPED_MAX}
        rows={2}
        onChange={(event) => onChange({ comment: event.target.value })}
      />
      {superseded > 0 && !isNeighbour && (
        <Soft>{t("record.supersedes", { count: superseded })}</Soft>
      )}
    </>
  );
}
