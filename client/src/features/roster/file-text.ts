/**
 * The text of a spreadsheet's file, whatever wrote it: UTF-8 with or without a mark, Excel's UTF-16 text, or Shift_JIS as Windows
 * has it (cp932).
 *
 * No library guesses here: bytes of Shift_JIS with one name in them are no valid UTF-8, so strict UTF-8 decides.
 */
import { type Result, err, ok } from "@tomoshibi/shared/base/result.ts";

/** How a file was read; said to the officer, who knows best what wrote it. */
export type FileEncoding = "utf-8" | "utf-16le" | "utf-16be" | "shift_jis";

/** Why a file is not read at all. Message catalogue: `file.<type>`. */
export type FileError =
  | { readonly type: "TooLarge"; readonly bytesMax: number }
  /** An Excel workbook: it has to be saved as CSV first. */
  | { readonly type: "Workbook" }
  | { readonly type: "NotText" }
  | { readonly type: "Empty" }
  | { readonly type: "Unreadable" };

/** Far more than any roster: 5,000 households are 500 kB. */
export const FILE_BYTES_MAX = 5_000_000;

/** Decodes a file. Bytes that Shift_JIS does not know become U+FFFD: their lines are shown as bad, not dropped. */
export function decodeFile(
  bytes: Uint8Array,
): Result<{ readonly text: string; readonly encoding: FileEncoding }, FileError> {
  if (bytes.length > FILE_BYTES_MAX) return err({ type: "TooLarge", bytesMax: FILE_BYTES_MAX });
  if (startsWith(bytes, ZIP) || startsWith(bytes, OLD_EXCEL)) return err({ type: "Workbook" });
  const encoding = encodingOf(bytes);
  const text = new TextDecoder(encoding).decode(bytes);
  if (text.includes("\0") || startsWith(bytes, PDF)) return err({ type: "NotText" });
  return text.trim() === "" ? err({ type: "Empty" }) : ok({ text, encoding });
}

const ZIP = [0x50, 0x4b, 0x03, 0x04];
const OLD_EXCEL = [0xd0, 0xcf, 0x11, 0xe0];
const PDF = [0x25, 0x50, 0x44, 0x46];

function encodingOf(bytes: Uint8Array): FileEncoding {
  if (startsWith(bytes, [0xff, 0xfe])) return "utf-16le";
  if (startsWith(bytes, [0xfe, 0xff])) return "utf-16be";
  try {
    new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    return "utf-8";
  } catch {
    return "shift_jis";
  }
}

function startsWith(bytes: Uint8Array, start: readonly number[]): boolean {
  return start.every((byte, at) => bytes[at] === byte);
}
