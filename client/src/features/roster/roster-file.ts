/**
 * A roster's file, read and written. All of it loads only when an officer chooses or makes a file.
 */
import { type Result, err, ok } from "@tomoshibi/shared/base/result.ts";
import type { TableRow } from "@tomoshibi/shared/roster/columns.ts";
import type { KnownHousehold } from "@tomoshibi/shared/roster/match-rows.ts";
import { LINES_MAX } from "@tomoshibi/shared/roster/parse.ts";
import { rosterCells } from "@tomoshibi/shared/roster/roster-cells.ts";
import { readCsv, writeCsv } from "./csv.ts";
import { decodeFile, type FileEncoding, type FileError } from "./file-text.ts";
import { encodeShiftJis, lostInShiftJis } from "./shift-jis.ts";

/** A file as it was read. */
export interface RosterFile {
  readonly encoding: FileEncoding;
  readonly rows: readonly TableRow[];
}

/** Why a file cannot be used. */
export type RosterFileError =
  | FileError
  | { readonly type: "TooManyLines"; readonly linesMax: number };

/** Reads a file; what its rows mean is for the officer to see. */
export function readRosterFile(bytes: Uint8Array): Result<RosterFile, RosterFileError> {
  const decoded = decodeFile(bytes);
  if (!decoded.ok) return decoded;
  const rows = readCsv(decoded.value.text);
  if (rows.length > LINES_MAX) return err({ type: "TooManyLines", linesMax: LINES_MAX });
  return ok({ encoding: decoded.value.encoding, rows });
}

/** How a roster is written: UTF-8 with a mark for today's Excel, Shift_JIS for older programs. */
export type WrittenEncoding = "utf-8" | "shift_jis";

/** Writes the roster. Law: read again, it plans no change, in either encoding. */
export function writeRosterFile(
  households: readonly KnownHousehold[],
  encoding: WrittenEncoding,
): Uint8Array<ArrayBuffer> {
  const text = writeCsv(rosterCells(households));
  if (encoding === "utf-8") return new TextEncoder().encode(`\u{FEFF}${text}`);
  return encodeShiftJis(composed(text)).bytes;
}

/** A household of which Shift_JIS cannot hold everything. */
export interface LossyHousehold {
  readonly household: KnownHousehold;
  readonly lost: readonly string[];
}

/** Names each household with characters that a file in Shift_JIS would not hold. */
export function lossesInShiftJis(households: readonly KnownHousehold[]): readonly LossyHousehold[] {
  return households.flatMap((household) => {
    const [, cells] = rosterCells([household]);
    const lost = lostInShiftJis(composed((cells ?? []).join("")));
    return lost.length === 0 ? [] : [{ household, lost }];
  });
}

/** か with a mark of its own becomes が, which Shift_JIS has; a compatibility ideograph would become another one. */
function composed(text: string): string {
  return text.replace(/[\u3040-\u30FF][\u3099\u309A]/gu, (pair) => pair.normalize("NFC"));
}
