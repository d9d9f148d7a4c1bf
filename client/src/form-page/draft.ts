/** What somebody filled in on the no-app page, and what becomes of it. Pure. [FORM1] */
import { SECONDS_MAX } from "@tomoshibi/shared/records/fields.ts";
import { FORM_MAX, type Form } from "@tomoshibi/shared/records/form-wire.ts";
import { STATUSES } from "@tomoshibi/shared/records/record.ts";

/** The fields as they stand. */
export interface Draft {
  /** Empty until it is chosen. */
  readonly status: string;
  readonly household: string;
  readonly group: string;
  readonly whom: "all" | "one";
  readonly person: string;
  readonly people: string;
  readonly comment: string;
  readonly phone: string;
}

/** What has to be filled in or put right first. */
export type Missing = "status" | "household" | "person" | "people";

/** Makes a form. Shape: the first field that is missing instead, in the order of the page. */
export function toForm(draft: Draft, nowMs: number): Form | Missing {
  const status = STATUSES.find((one) => one === draft.status);
  const household = cut(draft.household, FORM_MAX.household);
  const isOne = draft.whom === "one";
  const person = isOne ? cut(draft.person, FORM_MAX.person) : "";
  const people = isOne ? 0 : countIn(draft.people);
  if (status === undefined) return "status";
  if (household === "") return "household";
  if (isOne && person === "") return "person";
  if (people === undefined) return "people";
  return {
    ...{ kind: "form", household, person, status, people },
    atSeconds: Math.min(SECONDS_MAX, Math.max(0, Math.floor(nowMs / 1000))),
    group: cut(draft.group, FORM_MAX.group),
    comment: cut(draft.comment, FORM_MAX.comment),
    phone: cut(draft.phone.normalize("NFKC"), FORM_MAX.phone),
  };
}

/** How many people, in digits of any width; 0 for an empty field. Errors: undefined for anything else. */
function countIn(text: string): number | undefined {
  const typed = text.normalize("NFKC").replace(/人$/, "").trim();
  if (typed === "") return 0;
  const count = /^\d{1,2}$/.test(typed) ? Number(typed) : 0;
  return count >= 1 && count <= FORM_MAX.people ? count : undefined;
}

/** No longer than may be, and no half of a character at the end. */
function cut(text: string, lengthMax: number): string {
  let kept = "";
  for (const character of text.trim()) {
    if (kept.length + character.length > lengthMax) break;
    // Half a character, as a broken keyboard may leave it, has no UTF-8.
    kept += /^[\ud800-\udfff]$/.test(character) ? "" : character;
  }
  return kept;
}
