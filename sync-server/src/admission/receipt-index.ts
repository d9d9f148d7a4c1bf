/**
 * Which receipt covers which entry, read from the one stream whose boxes are open. [DEL1]
 *
 * Bounded: the newest entries are remembered. Who misses an older one finds it in the stream `receipts`, which all may read.
 */
import type { DeviceId } from "@tomoshibi/shared/base/ids.ts";
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
  const receiptByEntry = new Map<string, Pick<Said, "author" | "bytes">>();
  return {
    add(bytes) {
      const said = saidIn(bytes);
      for (const entryId of said?.payload.entries ?? []) {
        const name = entryId.slice(0, NAME_DIGITS);
        const isReceipt = said?.payload.kind === "receipt";
        // A device takes back what it signed itself; another's receipt stands.
        if (!isReceipt && receiptByEntry.get(name)?.author !== said?.author) continue;
        receiptByEntry.delete(name);
        if (isReceipt) receiptByEntry.set(name, said);
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
        if (receipt !== undefined) found.add(receipt.bytes);
        if (found.size === ANSWER_RECEIPTS_MAX) break;
      }
      return [...found];
    },
  };
}

interface Said {
  readonly author: DeviceId;
  readonly bytes: Uint8Array;
  readonly payload: Receipt | Missed;
}

function saidIn(bytes: Uint8Array): Said | undefined {
  const entry = decodeEntry(bytes);
  const payload = entry?.box && decodePayload(entry.box);
  if (entry === undefined || (payload?.kind !== "receipt" && payload?.kind !== "missed"))
    return undefined;
  return { author: entry.author, bytes, payload };
}
