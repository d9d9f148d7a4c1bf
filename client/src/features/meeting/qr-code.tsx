/** A QR code on a screen, and its text for devices without a camera. */
import { type ReactElement, useMemo, useState } from "react";
import { meetingMessages } from "../../i18n/ja/meeting.ts";
import { useMessages } from "../../i18n/use-messages.tsx";
import { Button } from "../../ui/button.tsx";
import { TextArea } from "../../ui/field.tsx";
import { Disclosure, Notice, Stack } from "../../ui/surface.tsx";
import { drawQr } from "../cards/qr-path.ts";
import "./meeting.css";

/** Black on white in every theme, as large as the page is wide. */
export function QrPicture({
  text,
  label,
}: {
  readonly text: string;
  readonly label: string;
}): ReactElement {
  // A clean screen needs little correction, and less of it makes larger modules.
  const qr = useMemo(() => drawQr(text, "low"), [text]);
  return (
    <svg className="meeting-qr" viewBox={`0 0 ${qr.size} ${qr.size}`} role="img" aria-label={label}>
      <path d={qr.path} />
    </svg>
  );
}

/** The picture, and its text for devices without a camera. */
export function QrCode({
  text,
  label,
}: {
  readonly text: string;
  readonly label: string;
}): ReactElement {
  const t = useMessages(meetingMessages);
  const [isCopied, setIsCopied] = useState(false);
  const copy = async (): Promise<void> => {
    await navigator.clipboard.writeText(text);
    setIsCopied(true);
  };
  return (
    <Stack>
      <QrPicture text={text} label={label} />
      <Disclosure summary={t("withoutTheirCamera")}>
        <Stack isClose>
          <TextArea label={t("qrText")} value={text} readOnly rows={5} spellCheck={false} />
          {/* Where copying is not allowed the text can still be chosen by hand. */}
          <Button isWide onClick={() => void copy().catch(() => undefined)}>
            {t("copy")}
          </Button>
          {isCopied && <Notice tone="done" title={t("copied")} />}
        </Stack>
      </Disclosure>
    </Stack>
  );
}
