/** A group's number as people write it: 3, ３, 3班, ４組, 二班, 第十二組. */
import { HOUSEHOLD_MAX } from "../entry/stream-name.ts";

const KANJI = "〇一二三四五六七八九";

/** The number. Errors: undefined when it is no number of a group; nothing is guessed. */
export function groupNumber(text: string): number | undefined {
  const typed = text.normalize("NFKC").trim();
  const number = /^第?\s*(.+?)\s*[班組]?$/u.exec(typed)?.[1] ?? "";
  const group = /^[0-9]{1,5}$/u.test(number) ? Number(number) : readKanji(number);
  return group !== undefined && group >= 1 && group <= HOUSEHOLD_MAX ? group : undefined;
}

/** 一 to 九十九: larger ones nobody writes so. */
function readKanji(text: string): number | undefined {
  const match = /^([二三四五六七八九])?(十)?([一二三四五六七八九])?$/u.exec(text);
  if (match === null || text === "") return undefined;
  const [, tens = "", ten = "", ones = ""] = match;
  if (ten === "") return tens !== "" && ones !== "" ? undefined : KANJI.indexOf(tens + ones);
  return (tens === "" ? 1 : KANJI.indexOf(tens)) * 10 + KANJI.indexOf(ones || "〇");
}
