/** A second look before a step that many people will see. */
import { type ReactElement, useState } from "react";
import type { Command } from "../../engine/api.ts";
import { deskMessages } from "../../i18n/ja/desk.ts";
import { useMessages } from "../../i18n/use-messages.tsx";
import { SaveFailed } from "../../screen/save-failure.tsx";
import { useSubmit } from "../../screen/use-submit.ts";
import { Button } from "../../ui/button.tsx";
import { Dialog } from "../../ui/surface.tsx";

/** The step; its title is also the name of the button that takes it. */
export interface Question {
  readonly title: string;
  readonly detail: string;
  readonly command: Command;
}

/** Gives a function that asks, and the dialog to put on the screen. */
export function useQuestion(): {
  readonly ask: (question: Question) => void;
  readonly dialog: ReactElement;
} {
  const t = useMessages(deskMessages);
  const { failure, save } = useSubmit();
  const [question, setQuestion] = useState<Question>();
  const close = (): void => setQuestion(undefined);
  const take = async (): Promise<void> => {
    if (question !== undefined && (await save(question.command))) close();
  };
  const dialog = (
    <Dialog
      title={question?.title ?? ""}
      isOpen={question !== undefined}
      onClose={close}
      actions={
        <>
          <Button onClick={close}>{t("opening.cancel")}</Button>
          <Button kind="primary" onClick={() => void take()}>
            {question?.title}
          </Button>
        </>
      }
    >
      <p>{question?.detail}</p>
      <SaveFailed failure={failure} />
    </Dialog>
  );
  return { ask: setQuestion, dialog };
}
