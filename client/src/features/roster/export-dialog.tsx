/** 名簿をファイルに書きだす: as CSV, with a report of what the chosen encoding cannot hold. */
import { type ReactElement, useEffect, useState } from "react";
import type { HouseholdView } from "../../engine/api.ts";
import { rosterMessages } from "../../i18n/ja/roster.ts";
import { useMessages } from "../../i18n/use-messages.tsx";
import { useReplica } from "../../screen/replica-context.tsx";
import { Button } from "../../ui/button.tsx";
import { Choice } from "../../ui/field.tsx";
import { Dialog, Notice } from "../../ui/surface.tsx";
import type { LossyHousehold, WrittenEncoding } from "./roster-file.ts";

/** Writes the households of the roster; the file is handed to the browser and nowhere else. */
export function ExportDialog({
  households,
  onClose,
}: {
  readonly households: readonly HouseholdView[];
  readonly onClose: () => void;
}): ReactElement {
  const t = useMessages(rosterMessages);
  const { nowMs } = useReplica();
  const [encoding, setEncoding] = useState<WrittenEncoding>("utf-8");
  const [hasFailed, setHasFailed] = useState(false);
  const listed = households.filter(({ indexInGroup }) => indexInGroup > 0);

  const write = async (): Promise<void> => {
    try {
      const { writeRosterFile } = await import("./roster-file.ts");
      const date = new Date(nowMs()).toLocaleDateString("sv-SE");
      download(writeRosterFile(listed, encoding), t("exportFile", { date }));
      onClose();
    } catch {
      setHasFailed(true);
    }
  };

  return (
    <Dialog
      title={t("exportTitle")}
      isOpen
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{t("cancel")}</Button>
          <Button kind="primary" disabled={listed.length === 0} onClick={() => void write()}>
            {t("exportSave", { count: listed.length })}
          </Button>
        </>
      }
    >
      <Choice
        legend={t("exportWhich")}
        value={encoding}
        options={[
          { value: "utf-8", label: t("exportUtf8") },
          { value: "shift_jis", label: t("exportShiftJis") },
        ]}
        onChange={setEncoding}
      />
      {encoding === "shift_jis" && <Losses households={listed} />}
      <Notice tone="caution" title={t("exportCaution")} />
      {hasFailed && <Notice tone="error" title={t("exportFailed")} />}
    </Dialog>
  );
}

/** Each household of which Shift_JIS cannot hold everything. */
function Losses({
  households,
}: {
  readonly households: readonly HouseholdView[];
}): ReactElement | null {
  const t = useMessages(rosterMessages);
  const [losses, setLosses] = useState<readonly LossyHousehold[]>([]);
  useEffect(() => {
    let isCurrent = true;
    const find = async (): Promise<void> => {
      const { lossesInShiftJis } = await import("./roster-file.ts");
      if (isCurrent) setLosses(lossesInShiftJis(households));
    };
    // Without the writer's code there is no file either: the button says so.
    find().catch(() => undefined);
    return () => {
      isCurrent = false;
    };
  }, [households]);
  if (losses.length === 0) return null;
  return (
    <Notice tone="caution" title={t("exportLost", { count: losses.length })}>
      <p>{t("exportLostHint")}</p>
      <ul>
        {losses.map(({ household: { number, mark, name }, lost }) => (
          <li key={number}>{t("exportLostOne", { mark, name, characters: lost.join(" ") })}</li>
        ))}
      </ul>
    </Notice>
  );
}

function download(bytes: Uint8Array<ArrayBuffer>, fileName: string): void {
  const url = URL.createObjectURL(new Blob([bytes], { type: "text/csv" }));
  const link = document.createElement("a");
  link.href = url;
  link.download = fileName;
  link.click();
  // The download has its own hold on the data once it has begun.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
