/** Making and printing a kit. Its codes live in the screen's memory only, never in storage, a URL or a log. */
import { type ReactElement, useState } from "react";
import type { EngineFailure, RecoveryKit, RecoveryState, TypedSheets } from "../../engine/api.ts";
import { recoveryMessages } from "../../i18n/ja/recovery.ts";
import { shellMessages } from "../../i18n/ja/shell.ts";
import { useMessages } from "../../i18n/use-messages.tsx";
import { failureText } from "../../screen/failure-text.ts";
import { useReplica } from "../../screen/replica-context.tsx";
import { UnreachableNotice } from "../../screen/unreachable-notice.tsx";
import { Button } from "../../ui/button.tsx";
import { Disclosure, Notice, Stack } from "../../ui/surface.tsx";
import { KitSheets } from "./kit-sheets.tsx";
import { areSheetsRead, NO_SHEETS, SheetFields } from "./sheet-fields.tsx";

/** Without the root seed here, two sheets of an older kit make a new one. `kit`: made, and not said to be printed. */
export function KitPart({
  state,
  kit,
  onMade,
  onPrinted,
}: {
  readonly state: RecoveryState;
  readonly kit: RecoveryKit | undefined;
  readonly onMade: (kit: RecoveryKit) => void;
  readonly onPrinted: () => void;
}): ReactElement {
  const t = useMessages(recoveryMessages);
  const shell = useMessages(shellMessages);
  const { engine } = useReplica();
  const [sheets, setSheets] = useState<TypedSheets>(NO_SHEETS);
  const [isWorking, setIsWorking] = useState(false);
  const [problem, setProblem] = useState<EngineFailure>();

  const make = async (): Promise<void> => {
    setIsWorking(true);
    setProblem(undefined);
    const made = await engine.makeRecoveryKit(state.holdsRootSeed ? undefined : sheets);
    setIsWorking(false);
    if (made.ok) onMade(made.value);
    else setProblem(made.error);
  };
  const confirmPrinted = async (): Promise<void> => {
    const noted = await engine.confirmKitPrinted();
    if (!noted.ok) {
      setProblem(noted.error);
      return;
    }
    setSheets(NO_SHEETS);
    onPrinted();
  };

  const canMake = state.holdsRootSeed || areSheetsRead(sheets);
  return (
    <>
      <div className="no-print">
        <Stack>
          <h2>{t("printTitle")}</h2>
          <p>{t("printIntro")}</p>
          <UnreachableNotice />
          {!state.holdsRootSeed && (
            <Disclosure summary={t("printFromSheets")}>
              <SheetFields sheets={sheets} onChange={setSheets} />
            </Disclosure>
          )}
          {problem !== undefined && <Notice tone="error" title={failureText(shell, problem)} />}
          {kit === undefined ? (
            <Button
              kind={state.kitPrintedAtMs === undefined ? "primary" : "secondary"}
              isWide
              disabled={isWorking || !canMake}
              onClick={() => void make()}
            >
              {t("make")}
            </Button>
          ) : (
            <PrintButtons onPrinted={() => void confirmPrinted()} />
          )}
        </Stack>
      </div>
      {kit !== undefined && <KitSheets kit={kit} address={location.host} />}
    </>
  );
}

function PrintButtons({ onPrinted }: { readonly onPrinted: () => void }): ReactElement {
  const t = useMessages(recoveryMessages);
  return (
    <>
      <Notice tone="caution" title={t("ready")} />
      <Button kind="primary" isWide isLarge onClick={() => window.print()}>
        {t("print")}
      </Button>
      <Button isWide onClick={onPrinted}>
        {t("printed")}
      </Button>
    </>
  );
}
