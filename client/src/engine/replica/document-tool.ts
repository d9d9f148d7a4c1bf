/**
 * The half of documents that needs Automerge. Loaded with it, on demand; nothing else may import this file but by `import()`,
 * so that the check-in's path stays free of WebAssembly.
 */
import {
  type Applied,
  type Edited,
  type EditError,
  type FieldDocument,
  actorOf,
  applyChanges,
  editDocument,
  openDocument,
} from "@tomoshibi/shared/documents/field-document.ts";
import {
  type CircularRow,
  circularRows,
  publishCircular,
  withdrawCircular,
} from "@tomoshibi/shared/documents/circulars/circulars.ts";
import { followUpRows, setFollowUp } from "@tomoshibi/shared/documents/follow-ups/follow-ups.ts";
import {
  type HouseholdEdit,
  type HouseholdRow,
  householdRows,
  nextIndexInGroup,
  removeHouseholds,
  saveHouseholds,
} from "@tomoshibi/shared/documents/roster/roster.ts";
import { fiscalYearOf } from "@tomoshibi/shared/circulars/fiscal-year.ts";
import { chooseHouseholdNumbers } from "@tomoshibi/shared/roster/household-number.ts";
import {
  changeSettings,
  nameRelay,
  ruleAlerts,
  settingsOf,
} from "@tomoshibi/shared/documents/settings/settings.ts";
import type { DeviceId } from "@tomoshibi/shared/base/ids.ts";
import type { FieldWrite } from "@tomoshibi/shared/documents/next-generation.ts";
import { type Result, err } from "@tomoshibi/shared/base/result.ts";
import type { Random } from "@tomoshibi/shared/ports/random.ts";
import { secondsOf } from "@tomoshibi/shared/records/fields.ts";
import type { DocumentName } from "@tomoshibi/shared/records/record.ts";
import type { DecideLate, HouseholdInput, TidyDocuments } from "../commands.ts";
import type { DocumentCommand } from "./plan.ts";

export { type AppliedBeside, applyAncestors } from "@tomoshibi/shared/documents/ancestors.ts";
export {
  type Applied,
  type FieldDocument,
  actorOf,
  applyChanges,
  editDocument,
  householdRows,
  openDocument,
};
export {
  type LeftOut,
  holdsAll,
  isWorthTidying,
  newsIn,
  nextGeneration,
  speaksOf,
  writesOf,
} from "@tomoshibi/shared/documents/next-generation.ts";

/** The commands that edit one document; tidying.ts plans the others. */
export type PlainEdit = Exclude<DocumentCommand, TidyDocuments | DecideLate>;

/** What editing needs besides the command. */
export interface EditContext {
  readonly random: Random;
  readonly device: DeviceId;
  /** Numbers that are in use outside the roster: by certificates. */
  readonly takenHouseholds: readonly number[];
}

/** What a document says, as the store keeps it and views read it; of circulars, with what came late for them. */
export function stateOf(document: FieldDocument, late: readonly FieldWrite[] = []): unknown {
  switch (document.name) {
    case "roster":
      return householdRows(document);
    case "followUps":
      return followUpRows(document);
    case "settings":
      return settingsOf(document);
    default:
      return circularRows(document, late);
  }
}

/** A circular of a stored document state, and the document. Errors: undefined when it is not known here. */
export function findCircular(
  states: ReadonlyMap<string, { readonly state: unknown }>,
  circular: string,
): { readonly document: DocumentName; readonly row: CircularRow } | undefined {
  for (const [name, { state }] of states) {
    const rows = isCirculars(name) ? (state as readonly CircularRow[]) : [];
    const row = rows.find(({ id }) => id === circular);
    if (row !== undefined) return { document: name as DocumentName, row };
  }
  return undefined;
}

/** Makes the change a command asks for. Errors: what the document refuses; nothing is changed then. */
export function editByCommand(
  document: FieldDocument,
  command: PlainEdit,
  context: EditContext,
): Result<Edited, EditError | { readonly type: "NumbersUsedUp" }> {
  switch (command.type) {
    case "setFollowUp":
      return setFollowUp(document, command);
    case "saveHouseholds": {
      const edits = numbered(householdRows(document), command.households, context);
      return edits === undefined ? err({ type: "NumbersUsedUp" }) : saveHouseholds(document, edits);
    }
    case "removeHousehold":
      return removeHouseholds(document, [command.number]);
    case "publishCircular": {
      const { circular, title, body, atMs } = command;
      return publishCircular(document, {
        id: circular,
        title,
        body,
        publishedAtMs: atMs,
        author: context.device,
      });
    }
    case "withdrawCircular":
      return withdrawCircular(document, command.circular);
    case "nameAssociation":
      return changeSettings(document, { associationName: command.associationName });
    case "nameRelay":
      return nameRelay(document, command);
    case "ruleAlerts": {
      const { type: _type, atMs, ...rule } = command;
      return ruleAlerts(document, { ...rule, sinceSeconds: secondsOf(atMs) });
    }
  }
}

/** Gives new households a number, and every household that is new in its group an index. */
function numbered(
  rows: readonly HouseholdRow[],
  inputs: readonly HouseholdInput[],
  context: EditContext,
): readonly HouseholdEdit[] | undefined {
  const added = inputs.filter(({ number }) => number === undefined);
  const taken = [...rows.map(({ number }) => number), ...context.takenHouseholds];
  const free = [...chooseHouseholdNumbers(context, taken, added.length)];
  if (free.length < added.length) return undefined;
  const byNumber = new Map(rows.map((row) => [row.number, row]));
  const nextIndexes = new Map<number, number>();
  return inputs.map((input) => {
    const number = input.number ?? free.shift() ?? 0;
    const before = byNumber.get(number);
    const { group, name, kana, phone, address, careNeeds, isPlace } = input;
    const fields = {
      ...{ number, group, name, kana, phone, address, careNeeds },
      ...(isPlace !== undefined && { isPlace }),
    };
    if (before !== undefined && before.group === group && before.indexInGroup > 0) return fields;
    const indexInGroup = nextIndexes.get(group) ?? nextIndexInGroup(rows, group);
    nextIndexes.set(group, indexInGroup + 1);
    return { ...fields, indexInGroup };
  });
}

/** The document that a command edits. Errors: undefined when it is about a circular that is not known here. */
export function documentOf(
  command: PlainEdit,
  states: ReadonlyMap<string, { readonly state: unknown }>,
): DocumentName | undefined {
  switch (command.type) {
    case "setFollowUp":
      return "followUps";
    case "saveHouseholds":
    case "removeHousehold":
      return "roster";
    case "publishCircular":
      return `circulars/${fiscalYearOf(command.atMs)}`;
    case "nameAssociation":
    case "nameRelay":
    case "ruleAlerts":
      return "settings";
    case "withdrawCircular":
      return findCircular(states, command.circular)?.document;
  }
}

/** Tells whether a document holds the circulars of a year. */
export function isCirculars(name: string): boolean {
  return name.startsWith("circulars/");
}
