/** まとめて登録する: a file or pasted lines, shown as they were understood before anything changes. */
import { parseRoster } from "@tomoshibi/shared/roster/parse.ts";
import { householdsToSave, planImport } from "@tomoshibi/shared/roster/plan-import.ts";
import { listedLines } from "@tomoshibi/shared/roster/read-table.ts";
import { useLiveQuery } from "dexie-react-hooks";
import { type ReactElement, useEffect, useMemo, useRef, useState } from "react";
import { useLocation } from "wouter";
import { rosterMessages } from "../../i18n/ja/roster.ts";
import { useMessages } from "../../i18n/use-messages.tsx";
import { AppPage } from "../../screen/app-page.tsx";
import { useReplica } from "../../screen/replica-context.tsx";
import { SaveFailed } from "../../screen/save-failure.tsx";
import { useSubmit } from "../../screen/use-submit.ts";
import { Button, Link } from "../../ui/button.tsx";
import { Checkbox, TextArea } from "../../ui/field.tsx";
import { Notice, Stack } from "../../ui/surface.tsx";
import { BadLines } from "./bad-lines.tsx";
import { type ChosenFile, FilePart, listedByFile } from "./file-part.tsx";
import { ImportPreview } from "./import-preview.tsx";
import "./roster.css";

/** What was saved last, and what of it was left: of a file, the lines to be copied; pasted ones stay in the field. */
interface Outcome {
  readonly count: number;
  readonly leftCount: number;
  readonly left: readonly string[];
}

/** The way from a spreadsheet to the roster. */
export function PasteScreen(): ReactElement {
  const t = useMessages(rosterMessages);
  const [, navigate] = useLocation();
  const { state, failure, save } = useSubmit();
  const [text, setText] = useState("");
  const [file, setFile] = useState<ChosenFile>();
  const [includesChanges, setIncludesChanges] = useState(true);
  const [outcome, setOutcome] = useState<Outcome>();
  const { plan, isReady, isPending } = usePlan(file, text);
  const chosen = includesChanges ? plan : { ...plan, changed: [] };
  const households = householdsToSave(chosen);

  const register = async (): Promise<void> => {
    if (!(await save({ type: "saveHouseholds", households }))) return;
    const left = plan.bad.map((bad) => bad.text);
    if (left.length === 0) {
      navigate("/roster");
      return;
    }
    // Lines that were not read are not lost: pasted ones stay in the field, a file's are shown to be copied.
    setOutcome({
      count: households.length,
      leftCount: left.length,
      left: file === undefined ? [] : left,
    });
    if (file === undefined) setText(left.join("\n"));
    else setFile(undefined);
  };

  return (
    <AppPage title={t("title")} backHref="/roster">
      <Stack>
        <h1>{t("pasteTitle")}</h1>
        {outcome !== undefined && <Left outcome={outcome} />}
        <Source
          file={file}
          text={text}
          onFile={(next) => {
            setOutcome(undefined);
            setFile(next);
          }}
          onText={(next) => {
            setOutcome(undefined);
            setText(next);
          }}
        />
        {isReady && <ImportPreview plan={plan} isFile={file !== undefined} />}
        {plan.changed.length > 0 && (
          <Checkbox
            label={t("includesChanges")}
            isChecked={includesChanges}
            onChange={setIncludesChanges}
          />
        )}
        {isPending && <Notice title={t("pendingSave")} />}
        <SaveFailed failure={failure} />
        <Button
          kind="primary"
          isWide
          isLarge
          disabled={households.length === 0 || state === "saving" || isPending || !isReady}
          onClick={() => void register()}
        >
          {saveText(t, chosen.added.length, chosen.changed.length)}
        </Button>
      </Stack>
    </AppPage>
  );
}

/** The dry run, and whether households that were saved are not in it yet: a second press must not add them twice. */
function usePlan(file: ChosenFile | undefined, text: string) {
  const { database } = useReplica();
  const known = useLiveQuery(() => database.households.orderBy("number").toArray(), [database]);
  const pending = useLiveQuery(
    () =>
      database.intents
        .where("state")
        .equals("stored")
        .filter(({ command }) => command.type === "saveHouseholds")
        .count(),
    [database],
  );
  const plan = useMemo(() => {
    const lines = file === undefined ? listedLines(parseRoster(text)) : listedByFile(file);
    return planImport(lines, known ?? []);
  }, [file, text, known]);
  const isReady = known !== undefined && pending !== undefined;
  return { plan, isReady, isPending: (pending ?? 0) > 0 };
}

/** Where the lines come from: a file, or the field to paste into. */
function Source({
  file,
  text,
  onFile,
  onText,
}: {
  readonly file: ChosenFile | undefined;
  readonly text: string;
  readonly onFile: (file: ChosenFile | undefined) => void;
  readonly onText: (text: string) => void;
}): ReactElement {
  const t = useMessages(rosterMessages);
  return (
    <>
      <FilePart file={file} onChange={onFile} />
      {file === undefined && (
        <TextArea
          label={t("pasteLabel")}
          hint={t("pasteHint")}
          value={text}
          rows={8}
          onChange={(event) => onText(event.target.value)}
        />
      )}
    </>
  );
}

function Left({ outcome }: { readonly outcome: Outcome }): ReactElement {
  const t = useMessages(rosterMessages);
  const top = useRef<HTMLDivElement>(null);
  useEffect(() => {
    // The button that saved stands at the end of a long page: what came of it is up here.
    top.current?.focus();
  }, [outcome]);
  return (
    <div ref={top} tabIndex={-1}>
      <Stack>
        <Notice tone="done" title={t("fileDone", { count: outcome.count })}>
          <p>{t("leftToCorrect", { count: outcome.leftCount })}</p>
          <Link href="/roster" kind="secondary">
            {t("toRoster")}
          </Link>
        </Notice>
        {outcome.left.length > 0 && <BadLines lines={outcome.left} />}
      </Stack>
    </div>
  );
}

function saveText(
  t: ReturnType<typeof useMessages<typeof rosterMessages.ja>>,
  added: number,
  changed: number,
): string {
  if (added + changed === 0) return t("save");
  if (changed === 0) return t("pasteSave", { count: added });
  return added === 0 ? t("saveChanges", { count: changed }) : t("saveBoth", { added, changed });
}
