/** JMA's name of an earthquake. */

/** `yyyyMMddHHmmss`. */
const FORM = /^(\d{4})(\d{2})(\d{2})(\d{2})(\d{2})(\d{2})$/;
const JAPAN_SECONDS = 9 * 3600;

/**
 * When it shook, by JMA's EventID, which is that time in Japan.
 *
 * Units:  Unix seconds.
 * Errors: undefined for what is no such name.
 */
export function eventSecondsOf(eventId: string): number | undefined {
  const parts = FORM.exec(eventId)?.slice(1).map(Number);
  if (parts === undefined) return undefined;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = parts;
  if (month < 1 || month > 12 || day < 1 || day > 31) return undefined;
  if (hour > 23 || minute > 59 || second > 59) return undefined;
  const ofDay = hour * 3600 + minute * 60 + second;
  const seconds = daysSince1970(year, month, day) * 86_400 + ofDay - JAPAN_SECONDS;
  return seconds < 0 ? undefined : seconds;
}

/** Days of the Gregorian calendar; years are counted from March, so that a leap day is the last of its year. */
function daysSince1970(year: number, month: number, day: number): number {
  const fromMarch = (month + 9) % 12;
  const marchYear = month > 2 ? year : year - 1;
  const leapDays =
    Math.floor(marchYear / 4) - Math.floor(marchYear / 100) + Math.floor(marchYear / 400);
  const DAYS_TO_1970 = 719_469;
  return marchYear * 365 + leapDays + Math.floor((fromMarch * 306 + 5) / 10) + day - DAYS_TO_1970;
}
