/**
 * 年度: a year that begins in April, by Japan's time. One document holds its circulars. [DOC3]
 */
import type { DocumentName } from "../records/record.ts";

/** The fiscal year a moment belongs to. Units: Unix ms in; the year in which it began out. */
export function fiscalYearOf(ms: number): number {
  const days = Math.floor((ms + JAPAN_MS) / DAY_MS);
  return yearFromMarch(days - MARCH_DAYS);
}

/** The document that holds the circulars of a moment. */
export function circularsDocumentOf(ms: number): DocumentName {
  return `circulars/${Math.min(9999, Math.max(1000, fiscalYearOf(ms)))}`;
}

const DAY_MS = 86_400_000;
const JAPAN_MS = 9 * 3_600_000;
/** Days of March: what is counted from March begins 31 days late. */
const MARCH_DAYS = 31;

/** The year, counted from 1 March, of a day since 1970. Source: H. Hinnant, "chrono-compatible low-level date algorithms". */
function yearFromMarch(days: number): number {
  const shifted = days + 719_468;
  const era = Math.floor(shifted / 146_097);
  const dayOfEra = shifted - era * 146_097;
  const yearOfEra = Math.floor(
    (dayOfEra -
      Math.floor(dayOfEra / 1460) +
      Math.floor(dayOfEra / 36_524) -
      Math.floor(dayOfEra / 146_096)) /
      365,
  );
  return era * 400 + yearOfEra;
}
