/**
 * The circulars of a fiscal year. Officers write them; a circular is published whole and may be withdrawn. [DOC1]
 *
 * Owner of the fields: the circular's id.
 */
import { type CircularId, type DeviceId, parseId } from "../../base/ids.ts";
import type { Result } from "../../base/result.ts";
import { secondsOf } from "../../records/fields.ts";
import {
  type EditError,
  type Edited,
  type FieldDocument,
  type OwnerFields,
  editDocument,
  flagField,
  textField,
  uintField,
} from "../field-document.ts";
import { type FieldWrite, ownersWithLate } from "../next-generation.ts";

/** A circular as views show it. */
export interface CircularRow {
  readonly id: CircularId;
  readonly title: string;
  readonly body: string;
  readonly publishedAtMs: number;
  /** The device that published it; undefined when not known. */
  readonly author: DeviceId | undefined;
  readonly isWithdrawn: boolean;
}

/** What an officer publishes. */
export interface NewCircular {
  readonly id: CircularId;
  readonly title: string;
  readonly body: string;
  readonly publishedAtMs: number;
  readonly author: DeviceId;
}

/** 回覧をだす. Errors: TextTooLong beyond OWNER_TEXT_MAX; longer things become attachments. */
export function publishCircular(
  document: FieldDocument,
  circular: NewCircular,
): Result<Edited, EditError> {
  const { id, title, body, publishedAtMs, author } = circular;
  const fields = { title, body, author, publishedAtSeconds: secondsOf(publishedAtMs) };
  return editDocument(document, [{ owner: id, fields }]);
}

/** 回覧をとりさげる: it stays in the document, and the list says so. */
export function withdrawCircular(
  document: FieldDocument,
  id: CircularId,
): Result<Edited, EditError> {
  return editDocument(document, [{ owner: id, fields: { isWithdrawn: true } }]);
}

/** All circulars, with what came late for them, the newest first. A withdrawal that arrived before its circular waits unseen. */
export function circularRows(
  document: FieldDocument,
  late: readonly FieldWrite[] = [],
): readonly CircularRow[] {
  return [...ownersWithLate(document, late)]
    .flatMap(([owner, fields]) => toRow(owner, fields))
    .toSorted(
      (left, right) => right.publishedAtMs - left.publishedAtMs || (left.id < right.id ? -1 : 1),
    );
}

function toRow(owner: string, fields: OwnerFields): readonly CircularRow[] {
  const id = parseId("circular", owner);
  const publishedAtSeconds = uintField(fields, "publishedAtSeconds");
  if (id === undefined || publishedAtSeconds === undefined) return [];
  return [
    {
      id,
      title: textField(fields, "title"),
      body: textField(fields, "body"),
      publishedAtMs: publishedAtSeconds * 1000,
      author: parseId("device", textField(fields, "author")),
      isWithdrawn: flagField(fields, "isWithdrawn"),
    },
  ];
}
