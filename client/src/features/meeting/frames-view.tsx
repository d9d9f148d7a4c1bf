/** A QR code that changes, for what one code cannot hold: held still before the other phone until that has enough. [MEET2] */
import { FRAME_NUMBERS, chunksOf, frameText } from "@tomoshibi/shared/meeting/frames.ts";
import { type ReactElement, useEffect, useState } from "react";
import { meetingMessages } from "../../i18n/ja/meeting.ts";
import { useMessages } from "../../i18n/use-messages.tsx";
import { useReplica } from "../../screen/replica-context.tsx";
import { Button } from "../../ui/button.tsx";
import { Notice, Soft, Stack } from "../../ui/surface.tsx";
import { QrPicture } from "./qr-code.tsx";

/** How long each frame stands: fewer than three changes a second, which disturb nobody. Source: WCAG 2.2, 2.3.1. */
const FRAME_MS = 400;

/** Asks the engine for what is owed, when somebody wants to hand it over. */
export function HandOverPart({
  onToggle = () => undefined,
}: {
  /** Called when the code is shown or taken away: no other code should stand beside it. */
  readonly onToggle?: (isShown: boolean) => void;
}): ReactElement {
  const t = useMessages(meetingMessages);
  const { engine } = useReplica();
  const [packed, setPacked] = useState<Packed>({ type: "closed" });
  const open = async (): Promise<void> => {
    const answer = await engine.packOwed();
    if (!answer.ok) return setPacked({ type: "failed" });
    const { bytes, left } = answer.value;
    setPacked(bytes === undefined ? { type: "nothing" } : { type: "open", bytes, left });
    onToggle(bytes !== undefined);
  };
  const close = (): void => {
    setPacked({ type: "closed" });
    onToggle(false);
  };
  if (packed.type === "open")
    return (
      <Stack isClose>
        <FramesView bytes={packed.bytes} />
        {packed.left > 0 && <Notice tone="caution" title={t("leftOut", { count: packed.left })} />}
        <Button isWide onClick={close}>
          {t("framesEnd")}
        </Button>
      </Stack>
    );
  return (
    <Stack isClose>
      <Button isWide onClick={() => void open()}>
        {t("frames")}
      </Button>
      {packed.type === "nothing" && <Notice title={t("nothingToShow")} />}
      {packed.type === "failed" && <Notice tone="error" title={t("packFailed")} />}
    </Stack>
  );
}

type Packed =
  | { readonly type: "closed" | "nothing" | "failed" }
  | { readonly type: "open"; readonly bytes: Uint8Array; readonly left: number };

function FramesView({ bytes }: { readonly bytes: Uint8Array }): ReactElement {
  const t = useMessages(meetingMessages);
  const [number, setNumber] = useState(0);
  const chunks = chunksOf(bytes);
  const isMoving = chunks > 1;
  useEffect(() => {
    if (!isMoving) return undefined;
    const timer = setInterval(() => setNumber((shown) => (shown + 1) % FRAME_NUMBERS), FRAME_MS);
    return () => clearInterval(timer);
  }, [isMoving]);
  return (
    <Stack isClose>
      <h2>{t("framesTitle")}</h2>
      <Soft>{t("framesDetail")}</Soft>
      <QrPicture text={frameText(bytes, number)} label={t("framesLabel")} />
      {isMoving && <Soft>{t("framesCount", { count: chunks })}</Soft>}
    </Stack>
  );
}
