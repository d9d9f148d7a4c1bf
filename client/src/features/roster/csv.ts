/**
 * Rows of comma or tab separated text, by Papa Parse. Kept apart from the screens: it loads when a file is chosen or written.
 *
 * A quotation mark that never closes would swallow the rest of a file into one cell: such a row is read again line by line, so
 * that it spoils itself alone.
 */
import { recogniseLayout, type TableRow } from "@tomoshibi/shared/roster/columns.ts";
import Papa from "papaparse";

/** Reads a text; lines and rows keep their numbers. Never throws. */
export function readCsv(text: string): readonly TableRow[] {
  const plain = text.replace(/^\u{FEFF}/u, "").replace(/\r\n?/gu, "\n");
  const rows: TableRow[] = [];
  let line = 1;
  let start = 0;
  const delimiter = delimiterOf(plain);
  Papa.parse<string[]>(plain, {
    ...READING,
    delimiter,
    step({ data, errors, meta }) {
      const raw = plain.slice(start, meta.cursor);
      const isBroken = errors.some(({ type }) => type === "Quotes");
      if (isBroken) rows.push(...readLines(raw, line, delimiter));
      else rows.push(rowOf(line, raw, data, false));
      line += raw.split("\n").length - 1;
      start = meta.cursor;
    },
  });
  return rows.filter(({ text: raw }) => raw !== "");
}

/** Writes rows as Excel reads them: commas, quotation marks where needed, CRLF. */
export function writeCsv(rows: readonly (readonly string[])[]): string {
  return `${Papa.unparse(rows as string[][], { delimiter: ",", newline: "\r\n" })}\r\n`;
}

const READING = { newline: "\n", skipEmptyLines: false } as const;

/** The one that makes headings of the first lines; without headings the one that makes most cells. */
function delimiterOf(text: string): string {
  const tries = ["\t", ",", ";"].map((delimiter) => {
    const { data } = Papa.parse<string[]>(text, { ...READING, delimiter, preview: 10 });
    const rows = data.map((cells) => ({ line: 0, text: "", cells, hasBrokenQuotes: false }));
    const { hasHeading } = recogniseLayout(rows);
    return { delimiter, hasHeading, count: data.reduce((sum, cells) => sum + cells.length, 0) };
  });
  const most = tries.reduce((best, one) => (one.count > best.count ? one : best));
  return (tries.find(({ hasHeading }) => hasHeading) ?? most).delimiter;
}

function readLines(raw: string, firstLine: number, delimiter: string): readonly TableRow[] {
  return raw.split("\n").map((text, at) => {
    const { data, errors } = Papa.parse<string[]>(text, { ...READING, delimiter });
    return rowOf(
      firstLine + at,
      text,
      data[0] ?? [],
      errors.some(({ type }) => type === "Quotes"),
    );
  });
}

function rowOf(
  line: number,
  raw: string,
  cells: readonly string[],
  hasBrokenQuotes: boolean,
): TableRow {
  return { line, text: raw.replace(/\n$/u, ""), cells, hasBrokenQuotes };
}
