/** Reads a QR code with the camera, inside the app: a link would open in another browser with another storage. */
import { frameLoop, QRCanvas, rearCamera } from "qr/dom.js";
import { type ReactElement, useEffect, useEffectEvent, useRef, useState } from "react";
import { joinMessages } from "../../i18n/ja/join.ts";
import { useMessages } from "../../i18n/use-messages.tsx";
import { Button } from "../../ui/button.tsx";
import { Notice, Stack } from "../../ui/surface.tsx";
import "./qr-scanner.css";

/** Shows what the camera sees until a code is read; goes on after codes that `isPart` says are a part of more. */
export function QrScanner({
  onText,
  isPart = () => false,
  onStop,
}: {
  readonly onText: (text: string) => void;
  readonly isPart?: (text: string) => boolean;
  readonly onStop: () => void;
}): ReactElement {
  const t = useMessages(joinMessages);
  const player = useRef<HTMLVideoElement>(null);
  const [hasFailed, setHasFailed] = useState(false);
  const read = useEffectEvent(onText);
  const goesOn = useEffectEvent(isPart);
  useEffect(() => {
    if (player.current === null) return undefined;
    return scan(player.current, { goesOn, read }, () => setHasFailed(true));
  }, []);
  if (hasFailed) return <Notice tone="caution" title={t("scanFailed")} />;
  return (
    <Stack>
      <p>{t("scanning")}</p>
      {/* The live picture has no sound and no words: there is nothing to caption. */}
      <video ref={player} className="qr-video" aria-label={t("scanning")} muted playsInline />
      <Button isWide onClick={onStop}>
        {t("scanStop")}
      </Button>
    </Stack>
  );
}

/** Starts the camera; gives the way to stop it, also before it has started. */
function scan(
  player: HTMLVideoElement,
  {
    goesOn,
    read,
  }: {
    readonly goesOn: (text: string) => boolean;
    readonly read: (text: string) => void;
  },
  onFailure: () => void,
): () => void {
  let stop = (): void => undefined;
  let isStopped = false;
  void rearCamera(player).then((camera) => {
    const canvas = new QRCanvas();
    const cancel = frameLoop(() => {
      // The camera's own pixels: drawn into the square on the screen they are out of shape, and some codes are never read.
      void camera.readFrame(canvas, true).then((text) => {
        if (typeof text !== "string" || isStopped || goesOn(text)) return;
        end();
        read(text);
      });
    }, player);
    stop = () => {
      cancel();
      camera.stop();
    };
    if (isStopped) stop();
  }, onFailure);
  const end = (): void => {
    isStopped = true;
    stop();
  };
  return end;
}
