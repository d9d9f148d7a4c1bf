/** How times, dates and what stands beside one another are written for people. Times in the device's time zone; input in Unix milliseconds. */
import type { Language } from "./i18n.ts";

/** How a language writes them. */
export interface Formats {
  /** 16:12 */
  readonly time: (atMs: number) => string;
  /** 1月1日 16:12 */
  readonly dateTime: (atMs: number) => string;
  /** 1月1日 */
  readonly day: (atMs: number) => string;
  /** 1月1日(月) */
  readonly date: (atMs: number) => string;
  /** 2027年1月1日, for what is kept for years */
  readonly fullDate: (atMs: number) => string;
  /** 受付・会って聞いた: several facts about one thing; what is empty is left out. */
  readonly facts: (facts: readonly (string | false)[]) => string;
  /** 3班-1、3班-2: several things of one kind. */
  readonly list: (items: readonly string[]) => string;
}

/** Makes the formats of a language. */
export function createFormats(language: Language): Formats {
  const locale = language === "ja" ? "ja-JP" : "en-GB";
  const time = new Intl.DateTimeFormat(locale, {
    hour: "numeric",
    minute: "2-digit",
    hourCycle: "h23",
  });
  const day = new Intl.DateTimeFormat(locale, { month: "short", day: "numeric" });
  const date = new Intl.DateTimeFormat(locale, {
    month: "short",
    day: "numeric",
    weekday: "short",
  });
  const fullDate = new Intl.DateTimeFormat(locale, { dateStyle: "long" });
  return {
    time: (atMs) => time.format(atMs),
    dateTime: (atMs) => `${day.format(atMs)} ${time.format(atMs)}`,
    day: (atMs) => day.format(atMs),
    date: (atMs) => date.format(atMs),
    fullDate: (atMs) => fullDate.format(atMs),
    facts: (facts) => facts.filter(Boolean).join(language === "ja" ? "・" : " · "),
    list: (items) => items.join(language === "ja" ? "、" : ", "),
  };
}
