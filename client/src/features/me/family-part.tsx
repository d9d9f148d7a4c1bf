/** 家族の名前, for ひとりずつ. Optional; one person a line. */
import { NAME_MAX, PERSONS_MAX } from "@tomoshibi/shared/records/record.ts";
import { type FormEvent, type ReactElement, useState } from "react";
import { meMessages } from "../../i18n/ja/me.ts";
import { useMessages } from "../../i18n/use-messages.tsx";
import { useReplica } from "../../screen/replica-context.tsx";
import { SaveFailed, type SaveFailure, saveFailureOf } from "../../screen/save-failure.tsx";
import { Button } from "../../ui/button.tsx";
import { TextArea } from "../../ui/field.tsx";
import { Notice, Stack } from "../../ui/surface.tsx";

/** The names, to write or change. */
export function FamilyPart({ persons }: { readonly persons: readonly string[] }): ReactElement {
  const t = useMessages(meMessages);
  const { submit, nowMs } = useReplica();
  const [text, setText] = useState(persons.join("\n"));
  const [state, setState] = useState<"idle" | "saved" | SaveFailure>("idle");
  const save = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    try {
      await submit({ type: "setPersons", persons: readNames(text), atMs: nowMs() });
      setState("saved");
    } catch (error) {
      setState(saveFailureOf(error));
    }
  };
  return (
    <form onSubmit={(event) => void save(event)}>
      <Stack isClose>
        <TextArea
          label={t("family")}
          hint={t("familyHint")}
          value={text}
          onChange={(event) => {
            setText(event.target.value);
            setState("idle");
          }}
        />
        <Button type="submit" isWide>
          {t("familySave")}
        </Button>
        {state === "saved" && <Notice tone="done" title={t("saved")} />}
        <SaveFailed failure={state === "idle" || state === "saved" ? undefined : state} />
      </Stack>
    </form>
  );
}

function readNames(text: string): readonly string[] {
  const names = text.split("\n").map((line) => line.trim().slice(0, NAME_MAX));
  return names.filter((name) => name !== "").slice(0, PERSONS_MAX);
}
