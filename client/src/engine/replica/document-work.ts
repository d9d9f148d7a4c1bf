/**
 * The desk's work with documents that are open in Automerge. Loaded with it; nothing else may import this file but by `import()`.
 */
import type { DocumentName } from "@tomoshibi/shared/records/record.ts";
import { gatherPeople } from "../views/people.ts";
import type { PlannedEdit } from "./document-desk.ts";
import { type DeskContext, opened, setDocument, toWrite } from "./document-state.ts";
import { documentOf, editByCommand } from "./document-tool.ts";
import type { DocumentCommand } from "./plan.ts";
import { planDecision, planTidying } from "./tidying.ts";

export { writesOf } from "./document-tool.ts";

/** Edits the document a command is about, and stores what it says then. Inside the transaction that seals the changes. */
export function planEdit(context: DeskContext, command: DocumentCommand): PlannedEdit {
  if (command.type === "tidyDocuments") return planTidying(context, command);
  if (command.type === "decideLate") return planDecision(context, command);
  const { memory, random } = context;
  const { identity } = memory;
  if (identity === undefined) throw new Error("Broken invariant: a document of no association");
  const name = documentOf(command, memory.documents);
  if (name === undefined) return { type: "failed", code: "failed" };
  const before = opened(context, name);
  const { households, gone } = memory.people ?? gatherPeople(memory);
  // Who left keeps the number: devices, cards and keys were made for it.
  const takenHouseholds = [...households.map(({ number }) => number), ...gone.keys()];
  const edited = editByCommand(before.document, command, {
    ...{ random, device: identity.device, takenHouseholds },
  });
  if (!edited.ok) {
    const code = edited.error.type === "TextTooLong" ? "tooLarge" : "failed";
    return { type: "failed", code };
  }
  setDocument(context, name, { ...before, document: edited.value.document });
  const { generation } = before;
  const writes = edited.value.changes.map((change) => toWrite(name, generation, change));
  return { type: "writes", writes };
}

/** Merges what is applied into a document, and stores what it says then. */
export function mergeInto(context: DeskContext, name: DocumentName): void {
  setDocument(context, name, opened(context, name));
}
