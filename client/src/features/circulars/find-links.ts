/**
 * Addresses and telephone numbers in a text that an officer typed. Pure. (decision 0050)
 *
 * Only http, https and tel come out of it, and an address shows where it leads: it is plain ASCII, with no name and password before the
 * host. What stands around it is Japanese, and no part of it: 「https://example.jp/。」, 「https://example.jp/をご覧ください」.
 */
import { LinkifyIt } from "linkify-it";

/** A piece of the text, unchanged; the pieces together are the text. */
export interface TextPart {
  /** Where it begins in the text. */
  readonly start: number;
  readonly text: string;
  /** Where it leads; undefined for what is only read. */
  readonly href: string | undefined;
  /** Nothing else stands on its line. */
  readonly isAlone: boolean;
}

/** Finds them in the order of the text. */
export function findLinks(text: string): readonly TextPart[] {
  const addresses = addressesIn(text);
  const links = [...addresses, ...telephonesIn(text, addresses)].toSorted(
    (left, right) => left.start - right.start,
  );
  const parts: TextPart[] = [];
  let end = 0;
  for (const link of links) {
    parts.push(plain(end, text.slice(end, link.start)));
    const shown = { start: link.start, text: text.slice(link.start, link.end), href: link.href };
    parts.push({ ...shown, isAlone: isLineAround(text, link) });
    ({ end } = link);
  }
  parts.push(plain(end, text.slice(end)));
  return parts.filter((part) => part.text !== "");
}

interface FoundLink {
  readonly start: number;
  readonly end: number;
  readonly href: string;
}

/** What an address can consist of: an address with other characters in it is copied from a browser as %E3%81… */
const ASCII = /[\x21-\x7e]+/gu;

const SCHEMES: readonly string[] = ["http:", "https:"];

function addressesIn(text: string): readonly FoundLink[] {
  // With a name before the host, so that it is seen and the whole refused: 「https://bank.example@evil.example/」.
  const linkify = new LinkifyIt({ fuzzyLink: false, fuzzyEmail: false, urlAuth: true })
    .add("ftp:", null)
    .add("mailto:", null)
    .add("//", null);
  return Array.from(text.matchAll(ASCII)).flatMap(({ 0: run, index }) =>
    (linkify.match(run) ?? []).flatMap(({ raw, index: at, lastIndex }) => {
      const start = index + at;
      return isAddress(raw) ? [{ start, end: index + lastIndex, href: raw }] : [];
    }),
  );
}

/** The browser's own reading has the last word: what it takes for another scheme, or for a name before the host, is no link. */
function isAddress(raw: string): boolean {
  if (!URL.canParse(raw)) return false;
  const { protocol, username, password } = new URL(raw);
  return SCHEMES.includes(protocol) && username === "" && password === "";
}

/** 「076-200-1234」, 「０７６（２００）１２３４」, 「090 1234 5678」 and 「0762001234」: as they are written in Japan. */
const TELEPHONE =
  /[（(]?[0０][\d０-９]{1,4}[-－‐‑‒–—―−ーｰ()（）\s]?[\d０-９]{1,4}[-－‐‑‒–—―−ーｰ)）\s]?[\d０-９]{3,4}/gu;

/** What would make it a part of a longer number, a date or an address. */
const GOES_ON = /[\d０-９\-－.．/@_:=]/u;

/** And what would after it. */
const IS_GONE_ON = /^[-－‐‑‒–—―−]?[\d０-９]/u;

/** Numbers in Japan, without the country's: fixed lines have 10 digits; 050, 070, 080, 090 and 0800 have 11. */
const DIGITS = /^(?:0[1-9]\d{8}|0[5789]0\d{8})$/u;

function telephonesIn(text: string, addresses: readonly FoundLink[]): readonly FoundLink[] {
  return Array.from(text.matchAll(TELEPHONE)).flatMap(({ 0: found, index: start }) => {
    const end = start + found.length;
    const digits = found.normalize("NFKC").replaceAll(/\D/gu, "");
    const isPart =
      GOES_ON.test(text.slice(Math.max(0, start - 1), start)) ||
      IS_GONE_ON.test(text.slice(end, end + 2)) ||
      addresses.some((address) => start < address.end && address.start < end);
    return !isPart && DIGITS.test(digits) ? [{ start, end, href: `tel:${digits}` }] : [];
  });
}

function isLineAround(text: string, { start, end }: FoundLink): boolean {
  const before = text.slice(text.lastIndexOf("\n", start - 1) + 1, start);
  const lineEnd = text.indexOf("\n", end);
  const after = text.slice(end, lineEnd === -1 ? undefined : lineEnd);
  return start === 0 ? after.trim() === "" : `${before}${after}`.trim() === "";
}

function plain(start: number, text: string): TextPart {
  return { start, text, href: undefined, isAlone: false };
}
