/**
 * Which receipt covers which entry, read from the one stream whose boxes are open. [DEL1]
 *
 * Bounded: the newest entries are remembered. Who misses an older one finds it in the stream `receipts`, which all may read.
 */
import type { EntryId } from "@tomoshibi/shared/base/ids.ts";
import { decodeEntry } from "@tomoshibi/shared/entry/entry.ts";
import { decodePayload } from "@tomoshibi/shared/records/payload.ts";
import { ANSWER_RECEIPTS_MAX, RECEIPTED_ENTRIES_MAX } from "./limits.ts";

/** Receipts by the entries they cover. */
export interface ReceiptIndex {
  /** Adds an encoded entry of the stream `receipts`; what is no receipt is passed over. */
  add(bytes: Uint8Array): void;
  /** The encoded receipts that cover any of these entries, each once, at most ANSWER_RECEIPTS_MAX. */
  covering(entries: readonly string[]): readonly Uint8Array[];
  /** Tells whether a receipt that is remembered lists the entry. */
  covers(entry: string): boolean;
}

/** Half an id is plenty: a wrong hit costs one needless receipt in an answer. */
const NAME_DIGITS = 16;

/** Makes an empty index. */
export function createReceiptIndex(): ReceiptIndex {
  const receiptByEntry = new Map<string, Uint8Array>();
  return {
    add(bytes) {
      for (const entryId of coveredBy(bytes)) {
        const name = entryId.slice(0, NAME_DIGITS);
        receiptByEntry.delete(name);
        receiptByEntry.set(name, bytes);
      }
      for (const oldest of receiptByEntry.keys()) {
        if (receiptByEntry.size <= RECEIPTED_ENTRIES_MAX) break;
        receiptByEntry.delete(oldest);
      }
    },
    covers: (entry) => receiptByEntry.has(entry.slice(0, NAME_DIGITS)),
    covering(entries) {
      const found = new Set<Uint8Array>();
      for (const entryId of entries) {
        const receipt = receiptByEntry.get(entryId.slice(0, NAME_DIGITS));
        if (receipt !== undefined) found.add(receipt);
        if (found.size === ANSWER_RECEIPTS_MAX) break;
      }
      return [...found];
    },
  };
}

function coveredBy(bytes: Uint8Array): readonly EntryId[] {
  const box = decodeEntry(bytes)?.box;
  const payload = box && decodePayload(box);
  return payload?.kind === "receipt" ? payload.entries : [];
}
