/** Group and representative's name: all that registration asks for. */
import { NAME_MAX } from "@tomoshibi/shared/records/record.ts";
import { type FormEvent, type ReactElement, useState } from "react";
import { joinMessages } from "../../i18n/ja/join.ts";
import { useMessages } from "../../i18n/use-messages.tsx";
import { Button } from "../../ui/button.tsx";
import { TextField } from "../../ui/field.tsx";
import { Stack } from "../../ui/surface.tsx";
import { groupProblem } from "./group-problem.ts";

/** Where a household belongs, and who speaks for it. */
export interface Place {
  readonly group: number;
  readonly representative: string;
}

/** Asks for both; the card knows the group already, and no other can be joined with it. */
export function PlaceStep({
  group,
  onPlace,
}: {
  readonly group: number;
  readonly onPlace: (place: Place) => void;
}): ReactElement {
  const t = useMessages(joinMessages);
  const [groupText, setGroupText] = useState(String(group));
  const [representative, setRepresentative] = useState("");
  const [isChecked, setIsChecked] = useState(false);
  const problem = groupProblem(groupText, group);
  const name = representative.trim();
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    setIsChecked(true);
    if (problem === undefined && name !== "") onPlace({ group, representative: name });
  };
  return (
    <form onSubmit={submit} noValidate>
      <Stack>
        <h1>{t("whoAreYou")}</h1>
        <TextField
          label={t("group")}
          hint={t("groupHint")}
          inputMode="numeric"
          value={groupText}
          error={isChecked && problem ? t(problem, { group }) : undefined}
          onChange={(event) => setGroupText(event.target.value)}
        />
        <TextField
          label={t("representative")}
          hint={t("representativeHint")}
          autoComplete="name"
          maxLength={NAME_MAX}
          value={representative}
          error={isChecked && name === "" ? t("representativeMissing") : undefined}
          onChange={(event) => setRepresentative(event.target.value)}
        />
        <Button kind="primary" type="submit" isWide isLarge>
          {t("next")}
        </Button>
      </Stack>
    </form>
  );
}
