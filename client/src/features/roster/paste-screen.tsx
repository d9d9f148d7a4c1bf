/** まとめて登録する: pasted lines, shown as they were understood before anything changes. */
import { goodHouseholds, type LineError, parseRoster } from "@tomoshibi/shared/roster/parse.ts";
import { type ReactElement, useMemo, useState } from "react";
import { useLocation } from "wouter";
import { AppPage } from "../../screen/app-page.tsx";
import { useSubmit } from "../../screen/use-submit.ts";
import { rosterMessages } from "../../i18n/ja/roster.ts";
import { shellMessages } from "../../i18n/ja/shell.ts";
import { useMessages } from "../../i18n/use-messages.tsx";
import { Button } from "../../ui/button.tsx";
import { TextArea } from "../../ui/field.tsx";
import { Notice, Soft, Stack } from "../../ui/surface.tsx";
import "./roster.css";

/** A dry run while typing; 登録する takes the good lines, the others stay in the field. */
export function PasteScreen(): ReactElement {
  const t = useMessages(rosterMessages);
  const shell = useMessages(shellMessages);
  const [, navigate] = useLocation();
  const { state, save } = useSubmit();
  const [text, setText] = useState("");
  const lines = useMemo(() => parseRoster(text), [text]);
  const good = goodHouseholds(lines);
  const bad = lines.flatMap(({ line, text: raw, household }) =>
    household.ok ? [] : [{ line, raw, error: household.error }],
  );

  const register = async (): Promise<void> => {
    const households = good.map((household) => ({
      ...household,
      number: undefined,
      careNeeds: "",
    }));
    if (!(await save({ type: "saveHouseholds", households }))) return;
    if (bad.length === 0) navigate("/roster");
    else setText(bad.map(({ raw }) => raw).join("\n"));
  };

  return (
    <AppPage title={t("title")} backHref="/roster">
      <Stack>
        <h1>{t("pasteTitle")}</h1>
        <TextArea
          label={t("pasteLabel")}
          hint={t("pasteHint")}
          value={text}
          rows={8}
          onChange={(event) => setText(event.target.value)}
        />
        {bad.length > 0 && (
          <Notice tone="error" title={t("pasteBadTitle", { count: bad.length })}>
            <ul>
              {bad.slice(0, 20).map(({ line, error }) => (
                <li key={line}>{t("pasteBad", { line, reason: t(reasonKey(error)) })}</li>
              ))}
            </ul>
          </Notice>
        )}
        {good.length > 0 && (
          <section aria-label={t("pastePreview", { count: good.length })}>
            <h2>{t("pastePreview", { count: good.length })}</h2>
            <ul className="roster-preview">
              {good.slice(0, 50).map((household, index) => (
                <li key={`${index}-${household.name}`}>
                  {t("groupTitleShort", { group: household.group })} {household.name}{" "}
                  {household.kana} {household.phone} {household.address}
                </li>
              ))}
            </ul>
            {good.length > 50 && <Soft>…</Soft>}
          </section>
        )}
        {state === "failed" && <Notice tone="error" title={shell("storageFull")} />}
        {state === "saved" && <Notice tone="done" title={t("saved")} />}
        <Button
          kind="primary"
          isWide
          isLarge
          disabled={good.length === 0 || state === "saving"}
          onClick={() => void register()}
        >
          {t("pasteSave", { count: good.length })}
        </Button>
      </Stack>
    </AppPage>
  );
}

function reasonKey(error: LineError) {
  switch (error.type) {
    case "GroupMissing":
      return "reason.noGroup";
    case "NameMissing":
      return "reason.noName";
    case "NameTooLong":
    case "FieldTooLong":
      return "reason.tooLong";
    case "CellTwice":
      return "reason.tooManyFields";
    case "QuotesBroken":
    case "CharactersLost":
    case "ChangedBySpreadsheet":
    case "SameAsLine":
    case "Ambiguous":
      return "reason.other";
  }
}
