/** A restored device belongs to no household yet: the roster tells which there are. [MEM1] */
import { searchTextOf } from "@tomoshibi/shared/roster/search.ts";
import { type ReactElement, useState } from "react";
import type { HouseholdView } from "../../engine/api.ts";
import { recoveryMessages } from "../../i18n/ja/recovery.ts";
import { shellMessages } from "../../i18n/ja/shell.ts";
import { useMessages } from "../../i18n/use-messages.tsx";
import { failureText } from "../../screen/failure-text.ts";
import { useProfile } from "../../screen/queries.ts";
import { useReplica } from "../../screen/replica-context.tsx";
import { useHouseholds } from "../../screen/roster-query.ts";
import { Button, Link } from "../../ui/button.tsx";
import { SelectField } from "../../ui/field.tsx";
import { Notice, Soft, Stack } from "../../ui/surface.tsx";

/** Asks for the household, the one with the typed name chosen beforehand where there is just one. */
export function HouseholdPart({ onDone }: { readonly onDone: () => void }): ReactElement {
  const t = useMessages(recoveryMessages);
  const shell = useMessages(shellMessages);
  const { engine } = useReplica();
  // A household that is known by its certificates only has no name yet: its line of the roster is still on its way.
  const households = useHouseholds()?.filter(({ indexInGroup }) => indexInGroup > 0) ?? [];
  const likely = householdNamed(households, useProfile()?.representative ?? "");
  const [chosen, setChosen] = useState<string>();
  const [problem, setProblem] = useState<string>();
  const choice = chosen ?? (likely === undefined ? "" : String(likely));
  const take = async (): Promise<void> => {
    const taken = await engine.takeHousehold(Number(choice));
    if (taken.ok) onDone();
    else setProblem(failureText(shell, taken.error));
  };
  return (
    <Notice tone="caution" title={t("householdTitle")}>
      <Stack isClose>
        <p>{t("householdIntro")}</p>
        {households.length === 0 ? (
          <p>{t("householdsComing")}</p>
        ) : (
          <>
            <SelectField
              label={t("household")}
              value={choice}
              options={[
                { value: "", label: t("chooseHousehold") },
                ...households.map(({ number, mark, name }) => ({
                  value: String(number),
                  label: `${mark} ${name}`,
                })),
              ]}
              onChange={(event) => setChosen(event.target.value)}
            />
            {problem !== undefined && <p role="alert">{problem}</p>}
            <Button kind="primary" isWide disabled={choice === ""} onClick={() => void take()}>
              {t("takeHousehold")}
            </Button>
            <Soft>{t("householdMissing")}</Soft>
            <Link href="/roster" kind="secondary">
              {t("toRoster")}
            </Link>
          </>
        )}
      </Stack>
    </Notice>
  );
}

/** The number of the one household with this representative; undefined for none and for several. */
function householdNamed(households: readonly HouseholdView[], name: string): number | undefined {
  const wanted = searchTextOf(name);
  const named = households.filter((household) => searchTextOf(household.name) === wanted);
  return wanted !== "" && named.length === 1 ? named[0]?.number : undefined;
}
