/** 予備の鍵: what is prepared for the day the telephone is lost, and what is not. [KEY4] */
import { type ReactElement, useState } from "react";
import type { RecoveryState } from "../../engine/api.ts";
import { recoveryMessages } from "../../i18n/ja/recovery.ts";
import { shellMessages } from "../../i18n/ja/shell.ts";
import { useFormats, useMessages } from "../../i18n/use-messages.tsx";
import { AppPage } from "../../screen/app-page.tsx";
import { failureText } from "../../screen/failure-text.ts";
import { useReplica } from "../../screen/replica-context.tsx";
import { Button, Link } from "../../ui/button.tsx";
import { Dialog, Notice, Soft, Stack } from "../../ui/surface.tsx";
import { locked } from "../desk/locked.tsx";
import { HoldsKit, useHeldKit } from "./held-kit.tsx";
import { HouseholdPart } from "./household-part.tsx";
import { KitPart } from "./kit-part.tsx";
import "./recovery.css";
import { useRecoveryState } from "./use-recovery-state.ts";

const LockedRecovery = locked(Recovery);

/** Behind the lock, as every officers' screen; leaving the screen forgets a kit, hiding it does not. */
export function RecoveryScreen(): ReactElement {
  return (
    <HoldsKit>
      <LockedRecovery />
    </HoldsKit>
  );
}

/**
 * Facts first; then the kit, the second admin, and the root seed's leaving. Between making a kit and saying that it was printed
 * nothing else is offered.
 */
function Recovery(): ReactElement {
  const t = useMessages(recoveryMessages);
  const { state, refresh } = useRecoveryState();
  const [wasHouseholdTaken, setWasHouseholdTaken] = useState(false);
  const [kit, setKit] = useHeldKit();
  return (
    <AppPage title={t("title")} backHref="/desk">
      <div className="no-print">
        <Stack>
          <h1>{t("title")}</h1>
          <p>{t("intro")}</p>
          {state !== undefined && (
            <>
              {state.household === 0 && kit === undefined && (
                <HouseholdPart
                  onDone={() => {
                    setWasHouseholdTaken(true);
                    refresh();
                  }}
                />
              )}
              {wasHouseholdTaken && kit === undefined && <NextSteps />}
              <Facts state={state} />
            </>
          )}
        </Stack>
      </div>
      {state !== undefined && (
        <KitPart
          state={state}
          kit={kit}
          onMade={setKit}
          onPrinted={() => {
            setKit(undefined);
            refresh();
          }}
        />
      )}
      {state !== undefined && kit === undefined && (
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

/** After restoring, what keeps the association safe: the lost telephone still holds its keys. */
function NextSteps(): ReactElement {
  const t = useMessages(recoveryMessages);
  return (
    <Notice tone="done" title={t("householdTaken")}>
      <Stack isClose>
        <p>{t("nextStop")}</p>
        <Link href="/devices" kind="primary" isWide>
          {t("toStop")}
        </Link>
        <p>{t("nextPrint")}</p>
      </Stack>
    </Notice>
  );
}

function Facts({ state }: { readonly state: RecoveryState }): ReactElement {
  const t = useMessages(recoveryMessages);
  const formats = useFormats();
  const { kitPrintedAtMs, admins, holdsRootSeed } = state;
  return (
    <ul className="recovery-facts" aria-label={t("facts")}>
      <li>
        {kitPrintedAtMs === undefined
          ? t("notPrinted")
          : t("printedAt", { date: formats.fullDate(kitPrintedAtMs) })}
      </li>
      <li>{t("admins", { count: admins })}</li>
      <li>{holdsRootSeed ? t("seedHere") : t("seedNotHere")}</li>
    </ul>
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
