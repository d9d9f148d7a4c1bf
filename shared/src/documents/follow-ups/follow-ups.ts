/**
 * What officers do about households in an incident: who goes, what came of it. Fields merge one by one. [DOC1]
 *
 * Owner of the fields: `incident/household`.
 */
import { type RecordId, parseId } from "../../base/ids.ts";
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

/** Reports remembered as seen; a household with more shows its oldest as late, which is the safe side. */
const SEEN_MAX = 200;

/** 担当を決める・対応ずみ. Units: of `seen`, the first 200 are kept. */
export function setFollowUp(document: FieldDocument, row: FollowUpRow): Result<Edited, EditError> {
  const { incident, household, assignee, isDone, note, atMs } = row;
  const seen = row.seen.slice(0, SEEN_MAX).join(" ");
  return editDocument(document, [
    {
      owner: `${incident}/${household}`,
      fields: { assignee, isDone, note, atSeconds: secondsOf(atMs), seen },
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
        seen: readIds(textField(fields, "seen")),
      },
    ];
  });
}

function readIds(text: string): readonly RecordId[] {
  return text.split(" ").flatMap((word) => parseId("record", word) ?? []);
}
