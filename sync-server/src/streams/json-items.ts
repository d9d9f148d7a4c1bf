/**
 * Splits a JSON body into messages: the items of an array, or the one value. The text of each is kept as it came, for
 * parsing and writing it again would change numbers that JavaScript cannot hold.
 */

/**
 * The messages of a body, each as bytes of JSON.
 *
 * Errors: undefined when the body is not JSON in UTF-8.
 */
export function splitJsonItems(body: Uint8Array): readonly Uint8Array[] | undefined {
  const text = decodeJson(body);
  if (text === undefined) return undefined;
  const items = text.startsWith("[") ? itemTexts(text) : [text];
  return items.map((item) => new Uint8Array(Buffer.from(item, "utf8")));
}

/** Joins messages into the body of an answer. */
export function joinJsonItems(items: readonly Uint8Array[]): Uint8Array {
  const parts = items.flatMap((item, index) => (index === 0 ? [item] : [COMMA, item]));
  return new Uint8Array(Buffer.concat([OPEN, ...parts, CLOSE]));
}

const OPEN = Buffer.from("[");
const COMMA = Buffer.from(",");
const CLOSE = Buffer.from("]");

function decodeJson(body: Uint8Array): string | undefined {
  try {
    const text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(body).trim();
    JSON.parse(text);
    return text;
  } catch {
    return undefined;
  }
}

/** Items of an array whose text is known to be valid JSON, so that only strings and depth need watching. */
function itemTexts(array: string): readonly string[] {
  const items: string[] = [];
  const end = array.length - 1;
  let depth = 0;
  let from = 1;
  for (let at = 1; at < end; at += 1) {
    const letter = array[at];
    if (letter === '"') at = endOfString(array, at);
    else if (letter === "[" || letter === "{") depth += 1;
    else if (letter === "]" || letter === "}") depth -= 1;
    else if (letter === "," && depth === 0) {
      items.push(array.slice(from, at).trim());
      from = at + 1;
    }
  }
  const last = array.slice(from, end).trim();
  return last === "" ? items : [...items, last];
}

function endOfString(text: string, start: number): number {
  let at = start + 1;
  while (text[at] !== '"') at += text[at] === "\\" ? 2 : 1;
  return at;
}
