/** 世帯をさがす: no list of names; who was chosen leaves the screen with the search. */
import { type ReactElement, useState } from "react";
import { shelterMessages } from "../../i18n/ja/shelter.ts";
import { useMessages } from "../../i18n/use-messages.tsx";
import { Button } from "../../ui/button.tsx";
import { TextField } from "../../ui/field.tsx";
import { Notice, Soft, Stack } from "../../ui/surface.tsx";
import { type Findable, findHouseholds } from "./find-households.ts";

/** The search, and the households that were typed. */
export function FindPart({
  households,
  onChoose,
}: {
  readonly households: readonly Findable[];
  readonly onChoose: (household: Findable) => void;
}): ReactElement {
  const t = useMessages(shelterMessages);
  const [typed, setTyped] = useState("");
  const found = findHouseholds(households, typed);
  return (
    <Stack isClose>
      <TextField
        label={t("search")}
        hint={t("searchHint")}
        type="search"
        autoComplete="off"
        value={typed}
        onChange={(event) => setTyped(event.target.value)}
      />
      {found !== undefined && found.shown.length > 0 && (
        <ul className="shelter-list" aria-label={t("found")}>
          {found.shown.map((household) => (
            <li key={household.household}>
              <Button
                isWide
                onClick={() => {
                  setTyped("");
                  onChoose(household);
                }}
              >
                {t("choose", household)}
              </Button>
            </li>
          ))}
        </ul>
      )}
      {found?.isMore && <Soft>{t("more")}</Soft>}
      {found?.shown.length === 0 && households.length > 0 && (
        <Notice title={t("none")}>
          <p>{t("unlisted")}</p>
        </Notice>
      )}
    </Stack>
  );
}
