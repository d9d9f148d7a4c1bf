/** A second look before a step that cannot be taken back, or that many people will see. */
import { type ReactElement, useState } from "react";
import type { Command } from "../engine/api.ts";
import { Button } from "../ui/button.tsx";
import { Dialog, Notice } from "../ui/surface.tsx";
import { SaveFailed } from "./save-failure.tsx";
import { useSubmit } from "./use-submit.ts";

/** The step; its title is also the name of the button that takes it. */
export interface Question {
  readonly title: string;
  readonly detail: string;
  /** What is not done yet, line by line, under its own heading. */
  readonly warning?: { readonly title: string; readonly lines: readonly string[] } | undefined;
  readonly command: Command;
}

/** Gives a function that asks, and the dialog to put on the screen. `cancel`: the words on the button that takes no step. */
export function useQuestion(cancel: string): {
  readonly ask: (question: Question) => void;
  readonly dialog: ReactElement;
} {
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
          <Button onClick={close}>{cancel}</Button>
          <Button kind="primary" onClick={() => void take()}>
            {question?.title}
          </Button>
        </>
      }
    >
      <p>{question?.detail}</p>
      {question?.warning !== undefined && (
        <Notice tone="caution" title={question.warning.title}>
          <ul>
            {question.warning.lines.map((line) => (
              <li key={line}>{line}</li>
            ))}
          </ul>
        </Notice>
      )}
      <SaveFailed failure={failure} />
    </Dialog>
  );
  return { ask: setQuestion, dialog };
}
