/** Two sheets of the recovery kit, typed or scanned. What is typed lives in this page's memory only. */
import { lazy, type ReactElement, Suspense, useState } from "react";
import { recoveryMessages } from "../../i18n/ja/recovery.ts";
import { shellMessages } from "../../i18n/ja/shell.ts";
import { useMessages } from "../../i18n/use-messages.tsx";
import type { TypedSheets } from "../../engine/api.ts";
import { Button } from "../../ui/button.tsx";
import { TextArea } from "../../ui/field.tsx";
import { Notice, Stack } from "../../ui/surface.tsx";
import { pairProblem, readSheetText } from "./sheet-text.ts";

// The decoder is large and only the camera needs it.
const QrScanner = lazy(async () => ({
  default: (await import("../join/qr-scanner.tsx")).QrScanner,
}));

/** No sheet yet. */
export const NO_SHEETS: TypedSheets = ["", ""];

/** Tells whether two sheets are there that go together; whether they are of this association, the engine says. */
export function areSheetsRead(sheets: TypedSheets): boolean {
  return (
    sheets.every((sheet) => readSheetText(sheet).type === "read") &&
    pairProblem(sheets) === undefined
  );
}

/** Both sheets. */
export function SheetFields({
  sheets,
  onChange,
}: {
  readonly sheets: TypedSheets;
  readonly onChange: (sheets: TypedSheets) => void;
}): ReactElement {
  const t = useMessages(recoveryMessages);
  const [first, second] = sheets;
  const problem = pairProblem(sheets);
  return (
    <Stack>
      <SheetField
        label={t("firstSheet")}
        text={first}
        onText={(text) => onChange([text, second])}
      />
      <SheetField
        label={t("secondSheet")}
        text={second}
        problem={problem && t(`pair.${problem}`)}
        onText={(text) => onChange([first, text])}
      />
    </Stack>
  );
}

function SheetField({
  label,
  text,
  problem,
  onText,
}: {
  readonly label: string;
  readonly text: string;
  /** What is wrong with a sheet that reads well by itself. */
  readonly problem?: string | undefined;
  readonly onText: (text: string) => void;
}): ReactElement {
  const t = useMessages(recoveryMessages);
  const shell = useMessages(shellMessages);
  const [isScanning, setIsScanning] = useState(false);
  const read = readSheetText(text);
  if (read.type === "read") {
    const title = t("sheetRead", { sheet: label, number: read.share.index });
    return (
      <Notice tone={problem === undefined ? "done" : "error"} title={problem ?? title}>
        <Button aria-label={`${label} ${t("readAgain")}`} onClick={() => onText("")}>
          {t("readAgain")}
        </Button>
      </Notice>
    );
  }
  const scanned = (found: string): void => {
    setIsScanning(false);
    onText(found);
  };
  return (
    <Stack isClose>
      <TextArea
        label={label}
        hint={t("codeHint")}
        rows={4}
        value={text}
        autoComplete="off"
        autoCapitalize="characters"
        spellCheck={false}
        error={
          read.type === "wrongLine"
            ? t("wrongLine", { line: read.line })
            : read.type === "wrong"
              ? t("wrongCode")
              : undefined
        }
        onChange={(event) => onText(event.target.value)}
      />
      {isScanning ? (
        <Suspense fallback={<output>{shell("loading")}</output>}>
          <QrScanner onText={scanned} onStop={() => setIsScanning(false)} />
        </Suspense>
      ) : (
        <Button icon="camera" isWide onClick={() => setIsScanning(true)}>
          {t("scan", { sheet: label })}
        </Button>
      )}
    </Stack>
  );
}
