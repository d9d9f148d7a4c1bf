/**
 * The bundle that every carrier uses, and a relay's answer to it. [REL2] [MEET2]
 *
 * Statements come first, for entries need the certificates they bring.
 */
import {
  type CborValue,
  decodeCbor,
  encodeCbor,
  isBytes,
  isList,
  isText,
  isTuple,
  isUint,
} from "../base/cbor.ts";
import {
  type AssociationId,
  type DeviceId,
  type EntryId,
  ID_BYTES,
  idBytes,
  toId,
} from "../base/ids.ts";
import { type StreamName, parseStreamName } from "../entry/stream-name.ts";

/** Statements and entries packed for any carrier; all still encoded, so that a courier needs no keys. */
export interface Bundle {
  readonly association: AssociationId;
  /** Who hands it in; the relay answers with the highest seq it knows of this device. */
  readonly sender: DeviceId;
  readonly statements: readonly Uint8Array[];
  readonly streams: readonly {
    readonly stream: StreamName;
    readonly entries: readonly Uint8Array[];
  }[];
}

/** What a relay did with one statement or entry. */
export const VERDICTS = ["accepted", "known", "later", "intake", "refused"] as const;
/** accepted, known and intake mean: fsynced. later: over a limit, kept by its sender. refused: see `reason`. */
export type Verdict = (typeof VERDICTS)[number];

/** Why something was refused; stable codes, listed in docs/protocol.md. */
export const REFUSALS = [
  "none",
  "malformed",
  "tooLarge",
  "badSignature",
  "wrongStream",
  "erased",
] as const;
/** A code of {@link REFUSALS}. */
export type Refusal = (typeof REFUSALS)[number];

/** The answer for one statement or entry, by its id (hex of 32 bytes; of a malformed one, the hash of its bytes). */
export interface ItemAnswer {
  readonly id: string;
  readonly verdict: Verdict;
  readonly reason: Refusal;
}

/** A relay's answer to a bundle: everything it says yes to is fsynced. [REL3] */
export interface BundleAnswer {
  readonly statements: readonly ItemAnswer[];
  readonly entries: readonly ItemAnswer[];
  /** Highest seq the relay knows of the sender, per stream. [ENT6] */
  readonly highest: readonly { readonly stream: StreamName; readonly seq: number }[];
  /** Encoded receipt entries that cover entries of this bundle. [DEL1] */
  readonly receipts: readonly Uint8Array[];
}

/** Encodes a bundle. */
export function encodeBundle(bundle: Bundle): Uint8Array {
  return encodeCbor([
    1,
    idBytes(bundle.association),
    idBytes(bundle.sender),
    bundle.statements,
    bundle.streams.map(({ stream, entries }) => [stream, entries]),
  ]);
}

/** Decodes a bundle's frame; its statements and entries stay undecoded. Errors: undefined when malformed. */
export function decodeBundle(bytes: Uint8Array): Bundle | undefined {
  const value = decodeCbor(bytes);
  if (!isTuple(value, 5)) return undefined;
  const [version, association, sender, statements, streams] = value;
  if (
    version !== 1 ||
    !isBytes(association, ID_BYTES.association) ||
    !isBytes(sender, ID_BYTES.device)
  )
    return undefined;
  if (!isBytesList(statements) || !isList(streams)) return undefined;
  const decoded: { stream: StreamName; entries: readonly Uint8Array[] }[] = [];
  for (const item of streams) {
    if (!isTuple(item, 2)) return undefined;
    const stream = isText(item[0], 64) ? parseStreamName(item[0]) : undefined;
    if (stream === undefined || !isBytesList(item[1])) return undefined;
    decoded.push({ stream, entries: item[1] });
  }
  return {
    association: toId("association", association),
    sender: toId("device", sender),
    statements,
    streams: decoded,
  };
}

/** Encodes a relay's answer. */
export function encodeBundleAnswer(answer: BundleAnswer): Uint8Array {
  const items = (list: readonly ItemAnswer[]): CborValue =>
    list.map(({ id, verdict, reason }) => [
      idBytes(id as EntryId),
      VERDICTS.indexOf(verdict),
      REFUSALS.indexOf(reason),
    ]);
  return encodeCbor([
    1,
    items(answer.statements),
    items(answer.entries),
    answer.highest.map(({ stream, seq }) => [stream, seq]),
    answer.receipts,
  ]);
}

/** Decodes a relay's answer. Errors: undefined when malformed (a captive portal's page, say). */
export function decodeBundleAnswer(bytes: Uint8Array): BundleAnswer | undefined {
  const value = decodeCbor(bytes);
  if (!isTuple(value, 5)) return undefined;
  const [version, statements, entries, highest, receipts] = value;
  if (version !== 1 || !isList(highest) || !isBytesList(receipts)) return undefined;
  const statementAnswers = decodeItems(statements);
  const entryAnswers = decodeItems(entries);
  if (statementAnswers === undefined || entryAnswers === undefined) return undefined;
  const seqs: { stream: StreamName; seq: number }[] = [];
  for (const item of highest) {
    if (!isTuple(item, 2) || !isText(item[0], 64) || !isUint(item[1])) return undefined;
    const stream = parseStreamName(item[0]);
    if (stream === undefined) return undefined;
    seqs.push({ stream, seq: item[1] });
  }
  return { statements: statementAnswers, entries: entryAnswers, highest: seqs, receipts };
}

function decodeItems(value: CborValue | undefined): ItemAnswer[] | undefined {
  if (!isList(value)) return undefined;
  const answers: ItemAnswer[] = [];
  for (const item of value) {
    if (!isTuple(item, 3)) return undefined;
    const [id, verdictIndex, reasonIndex] = item;
    if (!isBytes(id, 32) || !isUint(verdictIndex) || !isUint(reasonIndex)) return undefined;
    const verdict = VERDICTS[verdictIndex];
    const reason = REFUSALS[reasonIndex];
    if (verdict === undefined || reason === undefined) return undefined;
    answers.push({ id: toId("entry", id), verdict, reason });
  }
  return answers;
}

function isBytesList(value: CborValue | undefined): value is readonly Uint8Array[] {
  return isList(value) && value.every((item) => isBytes(item));
}
