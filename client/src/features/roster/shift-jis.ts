/**
 * Writes Shift_JIS as Windows has it (cp932): the reverse of the table by which the browser reads it, made from that very
 * table, so that what is written is what is read. (WHATWG Encoding, "Shift_JIS encoder".)
 */
import { LOST_CHARACTER } from "@tomoshibi/shared/roster/tidy.ts";

/** A text as Shift_JIS. */
export interface ShiftJisText {
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** The characters that were written as 〓, each once. */
  readonly lost: readonly string[];
}

/** Encodes a text; what Shift_JIS does not have is written as 〓 and named. */
export function encodeShiftJis(text: string): ShiftJisText {
  const codes = shiftJisCodes();
  const bytes: number[] = [];
  const lost = new Set<string>();
  for (const character of text.match(CHARACTERS) ?? []) {
    const code = codes.get(character);
    if (code === undefined) lost.add(character);
    const written = code ?? GETA;
    if (written > 0xff) bytes.push(written >> 8);
    bytes.push(written & 0xff);
  }
  return { bytes: Uint8Array.from(bytes), lost: [...lost] };
}

/** Names the characters of a text that Shift_JIS does not have, each once. */
export function lostInShiftJis(text: string): readonly string[] {
  return encodeShiftJis(text).lost.filter((character) => character !== LOST_CHARACTER);
}

/** A character with the mark that chooses its variant (葛󠄀) is one: without it, it would be another name. */
const CHARACTERS = /\p{Script=Han}\p{Variation_Selector}+|[\s\S]/gu;
/** 〓. */
const GETA = 0x81ac;

let known: ReadonlyMap<string, number> | undefined;

/** Some 9,500 characters; made when first needed, in a few milliseconds. */
function shiftJisCodes(): ReadonlyMap<string, number> {
  known ??= new Map([...doubleByteCodes(), ...singleByteCodes(), ["\u2212", 0x817c]]);
  return known;
}

function singleByteCodes(): readonly (readonly [string, number])[] {
  const halfWidthKana = Array.from(
    { length: 63 },
    (_, at) => [String.fromCodePoint(0xff61 + at), 0xa1 + at] as const,
  );
  const ascii = Array.from({ length: 0x80 }, (_, at) => [String.fromCodePoint(at), at] as const);
  return [...ascii, ...halfWidthKana];
}

/** Characters that stand twice are written as Windows does: NEC's selection of IBM's characters is left out. */
function doubleByteCodes(): readonly (readonly [string, number])[] {
  const decoder = new TextDecoder("shift_jis", { fatal: true });
  const codes = new Map<string, number>();
  for (let lead = 0x81; lead <= 0xfc; lead += 1) {
    // A0–DF are single bytes; ED and EE NEC's selection; F0–F9 one computer's own characters.
    if ((lead >= 0xa0 && lead <= 0xdf) || lead === 0xed || lead === 0xee) continue;
    if (lead >= 0xf0 && lead <= 0xf9) continue;
    for (let trail = 0x40; trail <= 0xfc; trail += 1) {
      const character = decodeOne(decoder, lead, trail);
      if (character !== undefined && !codes.has(character))
        codes.set(character, lead * 256 + trail);
    }
  }
  return [...codes];
}

function decodeOne(decoder: TextDecoder, lead: number, trail: number): string | undefined {
  try {
    return decoder.decode(Uint8Array.of(lead, trail));
  } catch {
    return undefined;
  }
}
