/**
 * One form for what people typed or a spreadsheet held, and when two texts say the same.
 *
 * Names are kept as their bearers write them: 髙, 﨑, 𠮷 and the compatibility ideographs (大塚 with U+FA10, 神 with U+FA19)
 * stay, though NFKC would replace the latter. Only width, spaces and dashes are made ordinary.
 */
import { toHiragana } from "./search.ts";

/** Stands in a Shift_JIS file for a character that it cannot hold, as printers have long put it. */
export const LOST_CHARACTER = "〓";

/** Full-width digits and half-width kana become ordinary, inner spaces single. Law: tidying twice changes nothing. */
export function tidyText(text: string): string {
  return text
    .toWellFormed()
    .replace(NOT_COMPATIBILITY_IDEOGRAPHS, (part) => part.normalize("NFKC"))
    .replace(/[‐-―−]/gu, "-")
    .replace(/[\s\p{Cc}]+/gu, " ")
    .trim();
}

/** Tidies each line of a text by itself. */
export function tidyLines(text: string): string {
  return text
    .split(/\r\n|\r|\n/u)
    .map(tidyText)
    .join("\n")
    .trim();
}

/** Unlike the Kangxi radicals (⾼), which nobody writes on purpose, these are how a name is registered. */
const NOT_COMPATIBILITY_IDEOGRAPHS = /[^\u{F900}-\u{FAFF}\u{2F800}-\u{2FA1F}]+/gu;

/** A field of a household that a file can hold. */
export type HouseholdField = "name" | "kana" | "phone" | "address" | "careNeeds";

/** All fields, in the order of files and screens. */
export const HOUSEHOLD_FIELDS: readonly HouseholdField[] = [
  "name",
  "kana",
  "phone",
  "address",
  "careNeeds",
];

/**
 * A form in which texts are equal that say the same: spaces in a name, ひらがな and カタカナ of a reading, hyphens and a lost
 * leading 0 of a telephone number do not count. 高 and 髙 do.
 */
export function comparableText(field: HouseholdField, text: string): string {
  const tidy = tidyText(text).replace(/[〜～]/gu, "~");
  switch (field) {
    case "name":
      return tidy.replace(/ /gu, "");
    case "kana":
      return [...tidy.replace(/ /gu, "")].map(toHiragana).join("");
    case "phone":
      return /\d/u.test(tidy) ? tidy.replace(/[-() ]/gu, "").replace(/^0+(?=.)/u, "") : tidy;
    case "address":
    case "careNeeds":
      return tidy;
  }
}

/**
 * Tells whether a comparable text of a file can be this comparable stored text: 〓 stands for any one or more characters, so
 * that a roster written as Shift_JIS can be read again.
 *
 * Cost: O(n): each piece is looked for once, from left to right.
 */
export function saysTheSame(fromFile: string, stored: string): boolean {
  if (fromFile === stored) return true;
  if (!fromFile.includes(LOST_CHARACTER)) return false;
  const pieces = fromFile.split(/〓+/u);
  const last = pieces.pop() ?? "";
  const first = pieces.shift() ?? "";
  if (!stored.startsWith(first) || !stored.endsWith(last)) return false;
  let at = first.length;
  for (const piece of pieces) {
    const found = stored.indexOf(piece, at + 1);
    if (found < 0) return false;
    at = found + piece.length;
  }
  return at + 1 + last.length <= stored.length;
}

/** Tells whether a text holds characters that were lost on the way, or that only one computer can show (外字). */
export function hasLostCharacters(text: string): boolean {
  return /[〓\uFFFD\p{Co}]/u.test(text);
}
