/**
 * Which receipt covers which entry, read from the one stream whose boxes are open. [DEL1]
 *
 * Bounded: the newest entries are remembered. Who misses an older one finds it in the stream `receipts`, which all may read.
 */
import { decodeEntry } from "@tomoshibi/shared/entry/entry.ts";
import { decodePayload } from "@tomoshibi/shared/records/payload.ts";
import type { Missed, Receipt } from "@tomoshibi/shared/records/receipt.ts";
import { ANSWER_RECEIPTS_MAX, RECEIPTED_ENTRIES_MAX } from "./limits.ts";

/** Receipts by the entries they cover. */
export interface ReceiptIndex {
  /** Adds an encoded entry of the stream `receipts`; what is neither a receipt nor says what is missed is passed over. */
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
      const said = saidIn(bytes);
      for (const entryId of said?.entries ?? []) {
        const name = entryId.slice(0, NAME_DIGITS);
        receiptByEntry.delete(name);
        // What one officer's device misses is kept as if nobody had it: the next receipt says otherwise.
        if (said?.kind === "receipt") receiptByEntry.set(name, bytes);
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

function saidIn(bytes: Uint8Array): Receipt | Missed | undefined {
  const box = decodeEntry(bytes)?.box;
  const payload = box && decodePayload(box);
  return payload?.kind === "receipt" || payload?.kind === "missed" ? payload : undefined;
}
