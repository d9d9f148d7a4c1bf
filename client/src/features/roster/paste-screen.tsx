/** まとめて登録する: a file or pasted lines, shown as they were understood before anything changes. */
import { parseRoster } from "@tomoshibi/shared/roster/parse.ts";
import { householdsToSave, planImport } from "@tomoshibi/shared/roster/plan-import.ts";
import { listedLines } from "@tomoshibi/shared/roster/read-table.ts";
import { useLiveQuery } from "dexie-react-hooks";
import { type ReactElement, useMemo, useState } from "react";
import { useLocation } from "wouter";
import { rosterMessages } from "../../i18n/ja/roster.ts";
import { shellMessages } from "../../i18n/ja/shell.ts";
import { useMessages } from "../../i18n/use-messages.tsx";
import { AppPage } from "../../screen/app-page.tsx";
import { useReplica } from "../../screen/replica-context.tsx";
import { useSubmit } from "../../screen/use-submit.ts";
import { Button, Link } from "../../ui/button.tsx";
import { Checkbox, TextArea } from "../../ui/field.tsx";
import { Notice, Stack } from "../../ui/surface.tsx";
import { BadLines } from "./bad-lines.tsx";
import { type ChosenFile, FilePart, listedByFile } from "./file-part.tsx";
import { ImportPreview } from "./import-preview.tsx";
import "./roster.css";

/** What was saved last, and what of it was left. */
interface Outcome {
  readonly count: number;
  readonly left: readonly string[];
}

/** The way from a spreadsheet to the roster. */
export function PasteScreen(): ReactElement {
  const t = useMessages(rosterMessages);
  const shell = useMessages(shellMessages);
  const [, navigate] = useLocation();
  const { state, save } = useSubmit();
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
    if (left.length === 0) navigate("/roster");
    // Lines that were not read are not lost: pasted ones stay in the field, a file's are shown to be copied.
    else if (file === undefined) setText(left.join("\n"));
    else {
      setFile(undefined);
      setOutcome({ count: households.length, left });
    }
  };

  return (
    <AppPage title={t("title")} backHref="/roster">
      <Stack>
        <h1>{t("pasteTitle")}</h1>
        {outcome !== undefined && <Left outcome={outcome} />}
        <FilePart
          file={file}
          onChange={(next) => {
            setOutcome(undefined);
            setFile(next);
          }}
        />
        {file === undefined && (
          <TextArea
            label={t("pasteLabel")}
            hint={t("pasteHint")}
            value={text}
            rows={8}
            onChange={(event) => setText(event.target.value)}
          />
        )}
        {isReady && <ImportPreview plan={plan} isFile={file !== undefined} />}
        {plan.changed.length > 0 && (
          <Checkbox
            label={t("includesChanges")}
            isChecked={includesChanges}
            onChange={setIncludesChanges}
          />
        )}
        {isPending && <Notice title={t("pendingSave")} />}
        {state === "failed" && <Notice tone="error" title={shell("storageFull")} />}
        {state === "saved" && outcome === undefined && <Notice tone="done" title={t("saved")} />}
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

function Left({ outcome }: { readonly outcome: Outcome }): ReactElement {
  const t = useMessages(rosterMessages);
  return (
    <>
      <Notice tone="done" title={t("fileDone", { count: outcome.count })}>
        <Link href="/roster" kind="secondary">
          {t("toRoster")}
        </Link>
      </Notice>
      <BadLines lines={outcome.left} />
    </>
  );
}

function saveText(
  t: ReturnType<typeof useMessages<typeof rosterMessages.ja>>,
  added: number,
  changed: number,
): string {
  if (changed === 0) return t("pasteSave", { count: added });
  return added === 0 ? t("saveChanges", { count: changed }) : t("saveBoth", { added, changed });
}
