/**
 * Whose household a report is about. On the wire 0 stands for the author's own, for the certificate says it. [ENT5]
 */
import type { Report } from "./record.ts";

/** The household a report is about, given its author's; 0 when the author has none and named none. */
export function householdOf(report: Pick<Report, "household">, authorHousehold: number): number {
  return report.household === 0 ? authorHousehold : report.household;
}
