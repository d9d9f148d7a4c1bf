/**
 * One sheet of the recovery kit: a share of the root seed as it stands on paper, typed code and QR. [KEY4]
 *
 * The code is four lines of 15 characters and a check character each, so that a slip is found in its line. It says which sheet it
 * is, of which kit (sheets of two kits do not go together) and, in 24 bits, of which association; then the share. The QR says the
 * same, the association in full, its name and its relay. Splitting and joining are the client's, for the audited library draws its
 * own randomness: here is what can be told from sheets alone.
 */
import { bytesToQrText, qrTextToBytes } from "../base/qr-text.ts";
import { decodeCbor, encodeCbor, isBytes, isText, isTuple, isUint } from "../base/cbor.ts";
import { type AssociationId, ID_BYTES, idBytes, toId } from "../base/ids.ts";
import { wireText } from "../base/wire-text.ts";
import { type Result, err, ok } from "../base/result.ts";
import {
  type BadCharacter,
  checkSymbol,
  readSymbols,
  symbolAt,
  writeSymbols,
} from "../base/typed-symbols.ts";
import { SEED_BYTES, rootKeysOf } from "../membership/device-keys.ts";
import { RELAY_URL_MAX } from "../membership/invite.ts";
import { associationIdOf } from "../membership/statement.ts";

/** Sheets of a kit. */
export const SHARES = 3;
/** Sheets that restore the root seed. */
export const SHARES_NEEDED = 2;
/** Bytes of a share: as many as the seed, and where on the polynomial it lies. */
export const SHARE_BYTES = SEED_BYTES + 1;
/** Kits are told apart by one byte. */
export const KIT_MAX = 255;
/** Longest name of an association on a sheet. */
export const SHEET_NAME_MAX = 60;

/** A share, as a typed code says it. Secret. */
export interface RecoveryShare {
  /** 1, 2 or 3: the number on the sheet. */
  readonly index: number;
  readonly kit: number;
  /** First three bytes of the association's id, as hex. */
  readonly tag: string;
  readonly bytes: Uint8Array;
}

/** What a sheet's QR says besides. Secret. */
export interface RecoverySheet {
  readonly share: RecoveryShare;
  readonly association: AssociationId;
  readonly associationName: string;
  readonly relayUrl: string;
}

/** Why typed text is no sheet. Lines count from 1. */
export type ShareCodeError =
  | BadCharacter
  | { readonly type: "TooShort"; readonly length: number }
  | { readonly type: "TooLong"; readonly length: number }
  | { readonly type: "LineWrong"; readonly line: number }
  | { readonly type: "NotASheet" };

/** Why two sheets do not go together. */
export type PairError = { readonly type: "SameSheet" } | { readonly type: "OtherKit" };

/** Makes the share that a sheet of an association carries. */
export function shareFor(
  association: AssociationId,
  place: { readonly index: number; readonly kit: number },
  bytes: Uint8Array,
): RecoveryShare {
  return { ...place, tag: tagOf(association), bytes };
}

/** Writes a share's code: four lines, in groups of four. */
export function formatShare({ index, kit, tag, bytes }: RecoveryShare): readonly string[] {
  let bits = (BigInt(index) << 8n) | BigInt(kit);
  bits = (bits << 24n) | BigInt(`0x${tag}`);
  for (const byte of bytes) bits = (bits << 8n) | BigInt(byte);
  return Array.from({ length: LINES }, (_line, line) => {
    const symbols = Array.from({ length: LINE_SYMBOLS }, (_symbol, place) =>
      symbolAt(bits, (LINES - line) * LINE_SYMBOLS - 1 - place),
    );
    const written = writeSymbols([...symbols, checkSymbol(symbols)]);
    return (written.match(/.{4}/g) ?? []).join("-");
  });
}

/**
 * Reads a code as people type it, in lines or in one, with or without the numbers of the lines; says in which line it is wrong.
 */
export function parseShareCode(text: string): Result<RecoveryShare, ShareCodeError> {
  const asTyped = parseSymbols(text);
  if (asTyped.ok) return asTyped;
  const numberless = withoutLineNumbers(text);
  return numberless === undefined ? asTyped : parseSymbols(numberless);
}

function parseSymbols(text: string): Result<RecoveryShare, ShareCodeError> {
  const read = readSymbols(text);
  if (!read.ok) return read;
  const symbols = read.value;
  for (
    let line = 0;
    (line + 1) * TYPED_SYMBOLS <= Math.min(symbols.length, CODE_LENGTH);
    line += 1
  ) {
    const typed = symbols.slice(line * TYPED_SYMBOLS, (line + 1) * TYPED_SYMBOLS);
    if (checkSymbol(typed.slice(0, -1)) !== typed.at(-1))
      return err({ type: "LineWrong", line: line + 1 });
  }
  if (symbols.length < CODE_LENGTH) return err({ type: "TooShort", length: symbols.length });
  if (symbols.length > CODE_LENGTH) return err({ type: "TooLong", length: symbols.length });
  const share = symbolsToShare(
    symbols.filter((_symbol, place) => (place + 1) % TYPED_SYMBOLS !== 0),
  );
  return share === undefined ? err({ type: "NotASheet" }) : ok(share);
}

/** Writes a sheet's QR in characters of the alphanumeric mode. */
export function encodeSheetQr(sheet: RecoverySheet): string {
  const { share, association, associationName, relayUrl } = sheet;
  const fields = [
    ...[QR_VERSION, idBytes(association), relayUrl, wireText(associationName)],
    ...[share.index, share.kit, share.bytes],
  ];
  return bytesToQrText(QR_PREFIX, encodeCbor(fields));
}

/** Reads a scanned QR. Errors: undefined when it is no sheet of ours. */
export function decodeSheetQr(text: string): RecoverySheet | undefined {
  const bytes = qrTextToBytes(QR_PREFIX, text);
  const value = bytes && decodeCbor(bytes);
  if (!isTuple(value, 7) || value[0] !== QR_VERSION) return undefined;
  const [, id, relayUrl, associationName, index, kit, share] = value;
  if (!isBytes(id, ID_BYTES.association) || !isText(relayUrl, RELAY_URL_MAX)) return undefined;
  if (!isText(associationName, SHEET_NAME_MAX) || !isBytes(share, SHARE_BYTES)) return undefined;
  if (!isUint(index, SHARES) || index === 0 || !isUint(kit, KIT_MAX)) return undefined;
  const association = toId("association", id);
  return {
    share: shareFor(association, { index, kit }, share),
    association,
    associationName,
    relayUrl,
  };
}

/** Tells whether two sheets are two of one kit, before anything is computed. */
export function checkPair(first: RecoveryShare, second: RecoveryShare): Result<void, PairError> {
  if (first.tag !== second.tag || first.kit !== second.kit) return err({ type: "OtherKit" });
  return first.index === second.index ? err({ type: "SameSheet" }) : ok(undefined);
}

/**
 * The association whose root a joined seed is, if the sheets are of that one. [KEY4]
 *
 * Errors: undefined when the seed hashes to another id than the sheets or `expected` name: shares of different kits, a forged one.
 */
export function associationOfSeed(
  seed: Uint8Array,
  share: RecoveryShare,
  expected?: AssociationId,
): AssociationId | undefined {
  if (seed.length !== SEED_BYTES) return undefined;
  const association = associationIdOf(rootKeysOf(seed).signKey);
  if (expected !== undefined && association !== expected) return undefined;
  return tagOf(association) === share.tag ? association : undefined;
}

const LINES = 4;
/** Of a line, without its check. */
const LINE_SYMBOLS = 15;
const TYPED_SYMBOLS = LINE_SYMBOLS + 1;
const CODE_LENGTH = LINES * TYPED_SYMBOLS;
const TAG_BYTES = 3;
/** A digit alone before a group, or stuck to a first group of four or to a whole line without hyphens. */
const LINE_NUMBER =
  /(^|\s)[1-4](?:行目\s*|[.):、。,]\s*|\s+|(?=[0-9A-Z]{4}[\p{Pd}\u30fc\u2212\s])|(?=[0-9A-Z]{16}(?:\s|$)))(?=[0-9A-Z]{4})/giu;
const QR_PREFIX = "TOMOSHIBI-K:";
const QR_VERSION = 1;

/**
 * Drops 「1」「2.」「③」「4行目」 before a group of four: sheets were once printed with the numbers of their lines.
 *
 * Shape: undefined when there is none.
 */
function withoutLineNumbers(text: string): string | undefined {
  const plain = text.normalize("NFKC");
  const numberless = plain.replaceAll(LINE_NUMBER, "$1");
  return numberless === plain ? undefined : numberless;
}

function tagOf(association: AssociationId): string {
  return association.slice(0, 2 * TAG_BYTES);
}

/** 300 bits: index (4), kit (8), tag (24), share (264). */
function symbolsToShare(symbols: readonly number[]): RecoveryShare | undefined {
  let bits = 0n;
  for (const symbol of symbols) bits = (bits << 5n) | BigInt(symbol);
  const bytes = Uint8Array.from({ length: SHARE_BYTES }, (_, place) =>
    Number((bits >> BigInt(8 * (SHARE_BYTES - 1 - place))) & 0xffn),
  );
  const head = bits >> BigInt(8 * SHARE_BYTES);
  const index = Number(head >> 32n);
  if (index < 1 || index > SHARES) return undefined;
  const kit = Number((head >> 24n) & 0xffn);
  const tag = (head & 0xffffffn).toString(16).padStart(2 * TAG_BYTES, "0");
  return { index, kit, tag, bytes };
}
