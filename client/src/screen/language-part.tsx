/** ことば: the switch of languages, also before anything is joined, for the consent has to be understood. */
import type { ReactElement } from "react";
import { LANGUAGES } from "../i18n/i18n.ts";
import { shellMessages } from "../i18n/ja/shell.ts";
import { useLanguage, useMessages } from "../i18n/use-messages.tsx";
import { Choice } from "../ui/field.tsx";

/** At the end of a page; what was typed above stays. */
export function LanguagePart(): ReactElement {
  const t = useMessages(shellMessages);
  const [language, setLanguage] = useLanguage();
  const names = { ja: t("japanese"), en: t("english") };
  return (
    <Choice
      legend={t("language")}
      isRow
      value={language}
      onChange={setLanguage}
      options={LANGUAGES.map((value) => ({ value, label: names[value] }))}
    />
  );
}
