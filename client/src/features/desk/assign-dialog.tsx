/** 担当を決める: who goes to a household. */
import { type FormEvent, type ReactElement, useState } from "react";
import type { BoardRowView } from "../../engine/api.ts";
import { deskMessages } from "../../i18n/ja/desk.ts";
import { useMessages } from "../../i18n/use-messages.tsx";
import { useReplica } from "../../screen/replica-context.tsx";
import { SaveFailed } from "../../screen/save-failure.tsx";
import { useSubmit } from "../../screen/use-submit.ts";
import { Button } from "../../ui/button.tsx";
import { TextField } from "../../ui/field.tsx";
import { Dialog } from "../../ui/surface.tsx";
import { followUpOf } from "./desk-commands.ts";

/** An empty name takes the assignment back. */
export function AssignDialog({
  row,
  onClose,
}: {
  readonly row: BoardRowView;
  readonly onClose: () => void;
}): ReactElement {
  const t = useMessages(deskMessages);
  const { nowMs } = useReplica();
  const { failure, save } = useSubmit();
  const [assignee, setAssignee] = useState(row.followUp?.assignee ?? "");
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    if (await save(followUpOf(row, { assignee }, row.incident, nowMs()))) onClose();
  };
  return (
    <Dialog
      title={t("household.assign")}
      isOpen
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{t("opening.cancel")}</Button>
          <Button kind="primary" type="submit" form="assign-form">
            {t("household.assign")}
          </Button>
        </>
      }
    >
      <form id="assign-form" onSubmit={(event) => void submit(event)}>
        <TextField
          label={t("household.assignee")}
          value={assignee}
          maxLength={60}
          autoComplete="off"
          onChange={(event) => setAssignee(event.target.value)}
        />
      </form>
      <SaveFailed failure={failure} />
    </Dialog>
  );
}
