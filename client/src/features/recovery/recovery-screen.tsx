/** 予備の鍵: what is prepared for the day the telephone is lost, and what is not. [KEY4] */
import { useLiveQuery } from "dexie-react-hooks";
import { type ReactElement, useState } from "react";
import type { RecoveryState } from "../../engine/api.ts";
import { recoveryMessages } from "../../i18n/ja/recovery.ts";
import { shellMessages } from "../../i18n/ja/shell.ts";
import { useFormats, useMessages } from "../../i18n/use-messages.tsx";
import { AppPage } from "../../screen/app-page.tsx";
import { failureText } from "../../screen/failure-text.ts";
import { useReplica } from "../../screen/replica-context.tsx";
import { Button, Link } from "../../ui/button.tsx";
import { SelectField } from "../../ui/field.tsx";
import { Dialog, Notice, Soft, Stack } from "../../ui/surface.tsx";
import { KitPart } from "./kit-part.tsx";
import "./recovery.css";
import { useRecoveryState } from "./use-recovery-state.ts";

/** Facts first; then the kit, the second admin, and the root seed's leaving. */
export function RecoveryScreen(): ReactElement {
  const t = useMessages(recoveryMessages);
  const { state, refresh } = useRecoveryState();
  return (
    <AppPage title={t("title")} backHref="/desk">
      <div className="no-print">
        <Stack>
          <h1>{t("title")}</h1>
          <p>{t("intro")}</p>
          {state !== undefined && (
            <>
              {state.household === 0 && <HouseholdPart onDone={refresh} />}
              <Facts state={state} />
            </>
          )}
        </Stack>
      </div>
      {state !== undefined && <KitPart state={state} onPrinted={refresh} />}
      {state !== undefined && (
        <div className="no-print">
          <Stack>
            <h2>{t("adminTitle")}</h2>
            <p>{t("adminIntro")}</p>
            <Link href="/devices" kind="secondary" isWide>
              {t("toDevices")}
            </Link>
            {state.holdsRootSeed && <WipePart state={state} onDone={refresh} />}
          </Stack>
        </div>
      )}
    </AppPage>
  );
}

function Facts({ state }: { readonly state: RecoveryState }): ReactElement {
  const t = useMessages(recoveryMessages);
  const formats = useFormats();
  const { kitPrintedAtMs, admins, holdsRootSeed } = state;
  return (
    <ul className="recovery-facts" aria-label={t("facts")}>
      {(holdsRootSeed || kitPrintedAtMs !== undefined) && (
        <li>
          {kitPrintedAtMs === undefined
            ? t("notPrinted")
            : t("printedAt", { date: formats.fullDate(kitPrintedAtMs) })}
        </li>
      )}
      <li>{t("admins", { count: admins })}</li>
      <li>{holdsRootSeed ? t("seedHere") : t("seedNotHere")}</li>
    </ul>
  );
}

/** A restored device belongs to no household yet. */
function HouseholdPart({ onDone }: { readonly onDone: () => void }): ReactElement {
  const t = useMessages(recoveryMessages);
  const shell = useMessages(shellMessages);
  const { database, engine } = useReplica();
  const households = useLiveQuery(
    () => database.households.orderBy("number").toArray(),
    [database],
  );
  const [choice, setChoice] = useState("");
  const [problem, setProblem] = useState<string>();
  const take = async (): Promise<void> => {
    const taken = await engine.takeHousehold(Number(choice));
    if (taken.ok) onDone();
    else setProblem(failureText(shell, taken.error));
  };
  return (
    <Notice tone="caution" title={t("householdTitle")}>
      <Stack isClose>
        <p>{t("householdIntro")}</p>
        <SelectField
          label={t("household")}
          value={choice}
          options={[
            { value: "", label: t("chooseHousehold") },
            ...(households ?? []).map(({ number, mark, name }) => ({
              value: String(number),
              label: `${mark} ${name}`,
            })),
          ]}
          onChange={(event) => setChoice(event.target.value)}
        />
        {problem !== undefined && <p role="alert">{problem}</p>}
        <Button kind="primary" isWide disabled={choice === ""} onClick={() => void take()}>
          {t("takeHousehold")}
        </Button>
      </Stack>
    </Notice>
  );
}

function WipePart({
  state,
  onDone,
}: {
  readonly state: RecoveryState;
  readonly onDone: () => void;
}): ReactElement {
  const t = useMessages(recoveryMessages);
  const shell = useMessages(shellMessages);
  const { engine } = useReplica();
  const [isAsking, setIsAsking] = useState(false);
  const [problem, setProblem] = useState<string>();
  const wipe = async (): Promise<void> => {
    setIsAsking(false);
    const wiped = await engine.wipeRootSeed();
    if (wiped.ok) onDone();
    else setProblem(failureText(shell, wiped.error));
  };
  return (
    <>
      <h2>{t("wipeTitle")}</h2>
      <p>{t("wipeIntro")}</p>
      {!state.mayWipeRootSeed && <Soft>{t("wipeNotYet")}</Soft>}
      {problem !== undefined && <Notice tone="error" title={problem} />}
      <Button isWide disabled={!state.mayWipeRootSeed} onClick={() => setIsAsking(true)}>
        {t("wipe")}
      </Button>
      <Dialog
        title={t("wipeTitle")}
        isOpen={isAsking}
        onClose={() => setIsAsking(false)}
        actions={
          <>
            <Button onClick={() => setIsAsking(false)}>{t("cancel")}</Button>
            <Button kind="danger" onClick={() => void wipe()}>
              {t("wipe")}
            </Button>
          </>
        }
      >
        <p>{t("wipeAsk")}</p>
      </Dialog>
    </>
  );
}
