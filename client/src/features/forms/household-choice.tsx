/** Which household a form is from: those that its words suggest, or another, found by search. */
import { matchesSearch } from "@tomoshibi/shared/roster/search.ts";
import { type ReactElement, useState } from "react";
import type { HouseholdView } from "../../engine/api.ts";
import { formsMessages } from "../../i18n/ja/forms.ts";
import { useMessages } from "../../i18n/use-messages.tsx";
import { Choice, TextField } from "../../ui/field.tsx";
import { Soft } from "../../ui/surface.tsx";

/** Most households that a search shows. */
const FOUND_MAX = 6;
const OTHER = "other";

/** `chosen` undefined: nobody is chosen yet. */
export function HouseholdChoice({
  suggested,
  households,
  chosen,
  onChoose,
}: {
  readonly suggested: readonly HouseholdView[];
  readonly households: readonly HouseholdView[];
  readonly chosen: HouseholdView | undefined;
  readonly onChoose: (household: HouseholdView | undefined) => void;
}): ReactElement {
  const t = useMessages(formsMessages);
  const [isOther, setIsOther] = useState(suggested.length === 0);
  const [search, setSearch] = useState("");
  const optionOf = (household: HouseholdView) => ({
    value: String(household.number),
    label: t("household", household),
  });
  const choose = (value: string): void => {
    setIsOther(value === OTHER);
    onChoose(households.find(({ number }) => String(number) === value));
  };
  const found =
    search.trim() === ""
      ? []
      : households.filter(({ searchText }) => matchesSearch(searchText, search));
  const value = chosen === undefined ? undefined : String(chosen.number);
  return (
    <>
      {suggested.length > 0 && (
        <Choice
          legend={t("which")}
          value={isOther ? OTHER : value}
          options={[...suggested.map(optionOf), { value: OTHER, label: t("other") }]}
          onChange={choose}
        />
      )}
      {isOther && (
        <TextField
          label={suggested.length > 0 ? t("search") : t("whichSearch")}
          type="search"
          value={search}
          onChange={(event) => setSearch(event.target.value)}
        />
      )}
      {isOther && search.trim() !== "" && found.length === 0 && <Soft>{t("searchNone")}</Soft>}
      {isOther && found.length > 0 && (
        <Choice
          legend={t("other")}
          value={value}
          options={found.slice(0, FOUND_MAX).map(optionOf)}
          onChange={(number) =>
            onChoose(households.find((household) => String(household.number) === number))
          }
        />
      )}
      {isOther && found.length > FOUND_MAX && <Soft>{t("searchMore")}</Soft>}
    </>
  );
}
