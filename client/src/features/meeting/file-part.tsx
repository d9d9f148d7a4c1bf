/** ファイルで持ちだす・ファイルからとりこむ. The file is handed to the person and nowhere else. [MEET2] */
import { FILE_BYTES_MAX } from "@tomoshibi/shared/meeting/parcel.ts";
import { type ReactElement, useId, useState } from "react";
import { meetingMessages } from "../../i18n/ja/meeting.ts";
import { useMessages } from "../../i18n/use-messages.tsx";
import { useReplica } from "../../screen/replica-context.tsx";
import { Button } from "../../ui/button.tsx";
import { Notice, Soft, Stack } from "../../ui/surface.tsx";

/** Both ways of a file. */
export function FilePart({
  isBusy,
  onBytes,
}: {
  readonly isBusy: boolean;
  readonly onBytes: (bytes: Uint8Array) => void;
}): ReactElement {
  const t = useMessages(meetingMessages);
  const { engine, nowMs } = useReplica();
  const [state, setState] = useState<"idle" | "packing" | "packed" | "failed">("idle");
  const pack = async (): Promise<void> => {
    setState("packing");
    const answer = await engine.packFile();
    if (!answer.ok) return setState("failed");
    const date = new Date(nowMs()).toLocaleDateString("sv-SE");
    try {
      await handOver(answer.value, t("fileName", { date }));
      setState("packed");
    } catch {
      setState("failed");
    }
  };
  return (
    <Stack isClose>
      <h2>{t("files")}</h2>
      <Soft>{t("filesDetail")}</Soft>
      <Button isWide disabled={isBusy || state === "packing"} onClick={() => void pack()}>
        {t("pack")}
      </Button>
      {state === "packed" && <Notice tone="done" title={t("packed")} />}
      {state === "failed" && <Notice tone="error" title={t("packFailed")} />}
      <FileField isDisabled={isBusy} onBytes={onBytes} />
    </Stack>
  );
}

function FileField({
  isDisabled,
  onBytes,
}: {
  readonly isDisabled: boolean;
  readonly onBytes: (bytes: Uint8Array) => void;
}): ReactElement {
  const t = useMessages(meetingMessages);
  const id = useId();
  const choose = async (input: HTMLInputElement): Promise<void> => {
    const file = input.files?.[0];
    if (file === undefined) return;
    // One byte more than is taken tells the engine that it is too much, and no more is read into memory.
    const bytes = new Uint8Array(await file.slice(0, FILE_BYTES_MAX + 1).arrayBuffer());
    // The same file may be chosen again.
    input.value = "";
    onBytes(bytes);
  };
  return (
    <div className="meeting-file">
      <label className="field-label" htmlFor={id}>
        {t("takeFile")}
      </label>
      <input
        id={id}
        type="file"
        className="field-input"
        disabled={isDisabled}
        // A file that vanished before it was read is no file: an empty one is told to be unreadable.
        onChange={({ target }) => void choose(target).catch(() => onBytes(new Uint8Array()))}
      />
    </div>
  );
}

/** The system's share sheet where it takes such files, else a download. Errors: rejects when the sheet failed. */
async function handOver(bytes: Uint8Array, fileName: string): Promise<void> {
  const content = new Blob([new Uint8Array(bytes)], { type: "application/octet-stream" });
  const file = new File([content], fileName, { type: content.type });
  if (navigator.canShare?.({ files: [file] })) {
    try {
      await navigator.share({ files: [file] });
      return;
    } catch (error) {
      // Closing the sheet is the person's choice; all else (packing took too long for it) leaves the download.
      if (error instanceof DOMException && error.name === "AbortError") return;
    }
  }
  const url = URL.createObjectURL(content);
  const link = document.createElement("a");
  link.href = url;
  link.download = fileName;
  link.click();
  // The download has its own hold on the data once it has begun.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
