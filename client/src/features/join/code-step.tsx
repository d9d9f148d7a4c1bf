/** 招待の紙のコードを入れてください: by camera or by hand. */
import { type FormEvent, lazy, type ReactElement, Suspense, useState } from "react";
import type { EngineFailure } from "../../engine/api.ts";
import { joinMessages } from "../../i18n/ja/join.ts";
import { shellMessages } from "../../i18n/ja/shell.ts";
import { useMessages } from "../../i18n/use-messages.tsx";
import { failureText } from "../../screen/failure-text.ts";
import { Button } from "../../ui/button.tsx";
import { TextField } from "../../ui/field.tsx";
import { Notice, Stack } from "../../ui/surface.tsx";
import { shapeTypedCode } from "./typed-code.ts";

// The decoder is large and only the camera needs it.
const QrScanner = lazy(async () => ({ default: (await import("./qr-scanner.tsx")).QrScanner }));

/** Gives the typed code, or what the QR code says. */
export function CodeStep({
  failure,
  isBusy,
  onCode,
}: {
  readonly failure: EngineFailure | undefined;
  readonly isBusy: boolean;
  readonly onCode: (codeOrQr: string) => void;
}): ReactElement {
  const t = useMessages(joinMessages);
  const tShell = useMessages(shellMessages);
  const [code, setCode] = useState("");
  const [isScanning, setIsScanning] = useState(false);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (!isBusy) onCode(code);
  };
  const scanned = (text: string): void => {
    setIsScanning(false);
    onCode(text);
  };
  return (
    <>
      <h1>{t("enterCode")}</h1>
      {isScanning ? (
        <Suspense fallback={<output>{tShell("loading")}</output>}>
          <QrScanner onText={scanned} onStop={() => setIsScanning(false)} />
        </Suspense>
      ) : (
        <Button kind="primary" icon="camera" isWide isLarge onClick={() => setIsScanning(true)}>
          {t("scan")}
        </Button>
      )}
      <form onSubmit={submit}>
        <Stack>
          <TextField
            isCode
            label={t("typeCode")}
            hint={t("typeCodeHint")}
            error={failure && failureText(tShell, failure)}
            value={code}
            onChange={(event) => setCode(shapeAtEnd(event.target))}
          />
          {isBusy && <Notice title={t("looking")} />}
          <Button kind="secondary" type="submit" isWide isLarge disabled={code === ""}>
            {t("next")}
          </Button>
        </Stack>
      </form>
    </>
  );
}

/** Shapes only while typing at the end: in the middle it would move the cursor away from the finger. */
function shapeAtEnd({ value, selectionEnd }: HTMLInputElement): string {
  return selectionEnd === value.length ? shapeTypedCode(value) : value;
}
