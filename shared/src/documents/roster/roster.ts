/**
 * The roster: which households there are. Officers write it; fields of a household are merged one by one. [DOC1]
 *
 * Owner of the fields: the household's number. Address, telephone and care needs are seen by officers only (domain.md).
 */
import type { Result } from "../../base/result.ts";
import { HOUSEHOLD_MAX } from "../../entry/stream-name.ts";
import { markOf, walkingOrderOf } from "../../roster/mark.ts";
import {
  type Edit,
  type EditError,
  type Edited,
  type FieldDocument,
  type OwnerFields,
  editDocument,
  fieldsByOwner,
  flagField,
  textField,
  uintField,
} from "../field-document.ts";

/** A household as views show it. */
export interface HouseholdRow {
  readonly number: number;
  readonly group: number;
  readonly indexInGroup: number;
  /** 「3班-12」. */
  readonly mark: string;
  /** Two officers, apart, gave one mark to two households: an officer should change one. */
  readonly isMarkShared: boolean;
  readonly name: string;
  readonly kana: string;
  readonly phone: string;
  readonly address: string;
  readonly careNeeds: string;
  /** To sort by, within the group; hand-set places first. */
  readonly walkingOrder: number;
  /** A hall or the like, that has a card for a device of all: nobody lives there, and no list or total counts it. */
  readonly isPlace: boolean;
  readonly isRemoved: boolean;
}

/** What to write about a household; what is left out stays. */
export interface HouseholdEdit {
  readonly number: number;
  readonly group?: number;
  readonly indexInGroup?: number;
  readonly name?: string;
  readonly kana?: string;
  readonly phone?: string;
  readonly address?: string;
  readonly careNeeds?: string;
  readonly isPlace?: boolean;
  /** The hand-set place within the group. */
  readonly walkingOrder?: number;
}

/** Adds or changes households; more than a hundred become several changes. [DOC1] */
export function saveHouseholds(
  document: FieldDocument,
  households: readonly HouseholdEdit[],
): Result<Edited, EditError> {
  return editDocument(
    document,
    households.map(({ number, ...fields }) => ({
      owner: String(number),
      fields: { ...fields, isRemoved: false },
    })),
  );
}

/** Takes households off the roster, and what was personal about them out of the current state. */
export function removeHouseholds(
  document: FieldDocument,
  numbers: readonly number[],
): Result<Edited, EditError> {
  return editDocument(
    document,
    numbers.map((number): Edit => ({ owner: String(number), fields: REMOVED })),
  );
}

const REMOVED = { name: "", kana: "", phone: "", address: "", careNeeds: "", isRemoved: true };

/** All households, removed ones included, by group and walking order. */
export function householdRows(document: FieldDocument): readonly HouseholdRow[] {
  const rows = [...fieldsByOwner(document)].flatMap(([owner, fields]) => toRow(owner, fields));
  const uses = new Map<string, number>();
  for (const { mark, isRemoved } of rows) {
    if (!isRemoved) uses.set(mark, (uses.get(mark) ?? 0) + 1);
  }
  return rows
    .map((row) => ({ ...row, isMarkShared: !row.isRemoved && (uses.get(row.mark) ?? 0) > 1 }))
    .toSorted(
      (left, right) =>
        left.group - right.group ||
        left.walkingOrder - right.walkingOrder ||
        left.number - right.number,
    );
}

/** The next free index in a group; an index once used is not given again, for its card may still be about. */
export function nextIndexInGroup(rows: readonly HouseholdRow[], group: number): number {
  const used = rows.filter((row) => row.group === group).map((row) => row.indexInGroup);
  return used.reduce((highest, index) => Math.max(highest, index), 0) + 1;
}

function toRow(owner: string, fields: OwnerFields): readonly HouseholdRow[] {
  const number = Number(owner);
  if (!Number.isInteger(number) || number < 1 || number > HOUSEHOLD_MAX) return [];
  const group = uintField(fields, "group") ?? 0;
  const indexInGroup = uintField(fields, "indexInGroup") ?? 0;
  const walkingOrder = uintField(fields, "walkingOrder");
  return [
    {
      number,
      group,
      indexInGroup,
      mark: markOf(group, indexInGroup),
      isMarkShared: false,
      name: textField(fields, "name"),
      kana: textField(fields, "kana"),
      phone: textField(fields, "phone"),
      address: textField(fields, "address"),
      careNeeds: textField(fields, "careNeeds"),
      walkingOrder: walkingOrderOf({ group, indexInGroup, number, walkingOrder }),
      isPlace: flagField(fields, "isPlace"),
      isRemoved: flagField(fields, "isRemoved"),
    },
  ];
}
