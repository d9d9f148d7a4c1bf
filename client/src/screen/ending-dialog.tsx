/** Asks before something of the association is ended: what happens then, and what does not. */
import { type ReactElement, useState } from "react";
import type { Result } from "@tomoshibi/shared/base/result.ts";
import type { EngineFailure } from "../engine/api.ts";
import { shellMessages } from "../i18n/ja/shell.ts";
import { useMessages } from "../i18n/use-messages.tsx";
import { Button } from "../ui/button.tsx";
import { Dialog, Notice } from "../ui/surface.tsx";
import "./ending-dialog.css";
import { failureText } from "./failure-text.ts";

/** Open while it is there; a failure stands in it, and leaves it open. */
export function EndingDialog({
  words,
  consequences,
  end,
  onClose,
  onEnded,
}: {
  readonly words: { readonly title: string; readonly end: string; readonly cancel: string };
  /** A sentence each. */
  readonly consequences: readonly string[];
  readonly end: () => Promise<Result<void, EngineFailure>>;
  readonly onClose: () => void;
  readonly onEnded: () => void;
}): ReactElement {
  const shell = useMessages(shellMessages);
  const [isWorking, setIsWorking] = useState(false);
  const [failure, setFailure] = useState<EngineFailure>();
  const run = async (): Promise<void> => {
    setIsWorking(true);
    const done = await end();
    setIsWorking(false);
    if (done.ok) onEnded();
    else setFailure(done.error);
  };
  return (
    <Dialog
      title={words.title}
      isOpen
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{words.cancel}</Button>
          <Button kind="danger" disabled={isWorking} onClick={() => void run()}>
            {words.end}
          </Button>
        </>
      }
    >
      <ul className="ending-consequences">
        {consequences.map((sentence) => (
          <li key={sentence}>{sentence}</li>
        ))}
      </ul>
      {failure !== undefined && <Notice tone="error" title={failureText(shell, failure)} />}
    </Dialog>
  );
}
