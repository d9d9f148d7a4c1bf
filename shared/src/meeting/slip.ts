/**
 * The slip: what one QR code carries from one phone to another, a report on its way without a relay. [MEET2]
 *
 * It names no sender and no audience beyond the stream, and what it holds is sealed and signed as it always was: whoever reads
 * it trusts it no more than what a relay brings. One slip has one text.
 */
import { bytesToHex, hexToBytes } from "../base/bytes.ts";
import {
  type CborValue,
  decodeCbor,
  encodeCbor,
  isBytes,
  isList,
  isText,
  isTuple,
} from "../base/cbor.ts";
import { type AssociationId, idBytes } from "../base/ids.ts";
import { bytesToQrText, pastedQrText, qrTextToBytes } from "../base/qr-text.ts";
import { type StreamName, parseStreamName } from "../entry/stream-name.ts";

/** Bytes of the association's id in a slip: enough to tell a neighbour's slip, and the entries' signatures cover all of it. */
export const SLIP_ASSOCIATION_BYTES = 8;
/** Largest slip that is shown as one QR code: some 117 modules a side, which an old phone still reads from another's screen. */
export const SLIP_BYTES_MAX = 1_100;
/** Most statements in a slip: a device's certificate and those it stands on. */
export const SLIP_STATEMENTS_MAX = 8;
/** Most entries in a slip. */
export const SLIP_ENTRIES_MAX = 32;

/** What QR codes of reports begin with; cards and recovery sheets have other beginnings. */
export const SLIP_PREFIX = "TOMOSHIBI-R:";

/** One entry, with the stream that its bytes do not name. */
export interface SlipEntry {
  readonly stream: StreamName;
  readonly bytes: Uint8Array;
}

/** Statements and entries on one QR code, all still encoded. */
export interface Slip {
  /** First bytes of the association's id, as hex. */
  readonly associationPrefix: string;
  readonly statements: readonly Uint8Array[];
  readonly entries: readonly SlipEntry[];
}

/** Begins a slip of an association. */
export function slipOf(
  association: AssociationId,
  content: Pick<Slip, "statements" | "entries">,
): Slip {
  const prefix = idBytes(association).slice(0, SLIP_ASSOCIATION_BYTES);
  return { associationPrefix: bytesToHex(prefix), ...content };
}

/** Tells whether a slip says that it is of this association. */
export function isSlipOf(slip: Slip, association: AssociationId): boolean {
  return association.startsWith(slip.associationPrefix);
}

/** Bytes that a slip takes on its QR code. */
export function slipBytes(slip: Slip): number {
  return encodeSlip(slip).length;
}

/** Writes a slip as the text of its QR code. */
export function slipToText(slip: Slip): string {
  return bytesToQrText(SLIP_PREFIX, encodeSlip(slip));
}

/** Reads a QR code's text, or what a person pasted of it. Errors: undefined when it is not what {@link slipToText} writes; never throws. */
export function textToSlip(text: string): Slip | undefined {
  const bytes = qrTextToBytes(SLIP_PREFIX, pastedQrText(text));
  return bytes && decodeSlip(bytes);
}

/** Encodes a slip: `[1, association 8B, [statement…], [[stream, entry]…]]`. */
export function encodeSlip(slip: Slip): Uint8Array {
  return encodeCbor([
    1,
    hexToBytes(slip.associationPrefix),
    slip.statements,
    slip.entries.map(({ stream, bytes }) => [stream, bytes]),
  ]);
}

/** Decodes a slip's frame; what it holds stays undecoded. Errors: undefined when malformed. */
export function decodeSlip(bytes: Uint8Array): Slip | undefined {
  const value = decodeCbor(bytes);
  if (!isTuple(value, 4)) return undefined;
  const [version, association, statements, entries] = value;
  if (version !== 1 || !isBytes(association, SLIP_ASSOCIATION_BYTES)) return undefined;
  if (!isList(statements) || statements.length > SLIP_STATEMENTS_MAX) return undefined;
  if (!isList(entries) || entries.length > SLIP_ENTRIES_MAX) return undefined;
  const decoded = entries.map(decodeSlipEntry);
  if (!statements.every((item) => isBytes(item)) || !isEachThere(decoded)) return undefined;
  return {
    associationPrefix: bytesToHex(association),
    statements: statements.filter((item) => isBytes(item)),
    entries: decoded,
  };
}

function decodeSlipEntry(value: CborValue): SlipEntry | undefined {
  if (!isTuple(value, 2) || !isText(value[0], 64) || !isBytes(value[1])) return undefined;
  const stream = parseStreamName(value[0]);
  // Statements travel in their own list: one slip, one form. The intake is a relay's.
  if (stream === undefined || stream === "membership" || stream === "intake") return undefined;
  return { stream, bytes: value[1] };
}

function isEachThere<Item>(items: readonly (Item | undefined)[]): items is readonly Item[] {
  return !items.includes(undefined);
}
