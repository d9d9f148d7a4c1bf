/**
 * What officers do about households in an incident: who goes, what came of it. Fields merge one by one. [DOC1]
 *
 * Owner of the fields: `incident/household`.
 */
import { parseId } from "../../base/ids.ts";
import type { Result } from "../../base/result.ts";
import { secondsOf } from "../../records/fields.ts";
import type { FollowUpRow } from "../../safety/follow-ups.ts";
import {
  type EditError,
  type Edited,
  type FieldDocument,
  editDocument,
  fieldsByOwner,
  flagField,
  textField,
  uintField,
} from "../field-document.ts";

export type { FollowUpRow };

/** 担当を決める・対応ずみ. */
export function setFollowUp(document: FieldDocument, row: FollowUpRow): Result<Edited, EditError> {
  const { incident, household, assignee, isDone, note, atMs } = row;
  return editDocument(document, [
    {
      owner: `${incident}/${household}`,
      fields: { assignee, isDone, note, atSeconds: secondsOf(atMs) },
    },
  ]);
}

/** All follow-ups. */
export function followUpRows(document: FieldDocument): readonly FollowUpRow[] {
  return [...fieldsByOwner(document)].flatMap(([owner, fields]) => {
    const [id = "", number = ""] = owner.split("/");
    const incident = parseId("incident", id);
    const household = Number(number);
    if (incident === undefined || !Number.isInteger(household) || household < 1) return [];
    return [
      {
        incident,
        household,
        assignee: textField(fields, "assignee"),
        isDone: flagField(fields, "isDone"),
        note: textField(fields, "note"),
        atMs: (uintField(fields, "atSeconds") ?? 0) * 1000,
      },
    ];
  });
}
