/** What must hold of forms: none that lived is lost, none counts by itself, and each says what was typed. [FORM3] */
import type { ReportSafety } from "@tomoshibi/client/engine/commands.ts";
import type { RecordId } from "@tomoshibi/shared/base/ids.ts";
import { groupBy } from "@tomoshibi/shared/base/group-by.ts";
import type { Erased } from "./erasures.ts";
import { formsShownTo } from "./fate-of-forms.ts";
import type { Person } from "./person.ts";
import type { World } from "./world.ts";

/** Most failures of one kind that are told. */
const TOLD_MAX = 3;

/** Checks officers' trays and boards. */
export async function formsAreKept(
  { ledger: { forms, living, adopted } }: World,
  officers: readonly Person[],
  erased: Erased,
): Promise<string[]> {
  const failures: string[] = [];
  for (const officer of officers) {
    const { citizen, store } = officer;
    const shown = new Map(
      (await formsShownTo(officer)).map(({ recordId, form }) => [recordId, form.comment]),
    );
    for (const [recordId, { entryId, comment }] of forms) {
      const isGone = erased.records.has(recordId) || !living.entries.has(entryId);
      if (!isGone && !shown.has(recordId))
        failures.push(`form ${comment} lived and is not with ${citizen.name}`);
    }
    for (const [recordId, comment] of shown)
      if (forms.get(recordId)?.comment !== comment)
        failures.push(`form ${comment} in ${citizen.name}'s tray was handed in by nobody`);
    // Officers who see two checks may record one form in each.
    const boards = groupBy(await store.boardRows.toArray(), ({ incident }) => incident);
    for (const rows of boards.values()) {
      const reports = rows.flatMap((row) => row.reports);
      for (const [recordId, { comment }] of forms)
        failures.push(
          ...wrongOnBoard(citizen.name, comment, {
            records: reports.filter((report) => report.comment === comment).length,
            isAdopted: adopted.has(recordId),
          }),
        );
    }
  }
  return failures.slice(0, TOLD_MAX);
}

function wrongOnBoard(
  officer: string,
  comment: string,
  { records, isAdopted }: { readonly records: number; readonly isAdopted: boolean },
): string[] {
  if (records > 0 && !isAdopted)
    return [`form ${comment} stands on ${officer}'s board, where nobody recorded it`];
  return records > 1 ? [`form ${comment} stands ${records} times on ${officer}'s board`] : [];
}

/**
 * Of one form that was recorded twice one record stands for both: by two officers apart, whether or not one's device went off in it, or by
 * one whose device was set back to before it was sealed.
 */
export function isDoubled(
  { ledger: { adopted } }: World,
  { adopts, comment }: ReportSafety,
  records: ReadonlySet<RecordId>,
  board: readonly { readonly comment: string }[],
): boolean {
  const isTwice = adopts !== undefined && ((adopted.get(adopts) ?? 0) > 1 || records.size > 1);
  return isTwice && board.some((report) => report.comment === comment);
}
