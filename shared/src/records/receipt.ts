/** What officers' devices say of the entries they hold, and of those they lack. [DEL1] */
import type { EntryId } from "../base/ids.ts";

/** An officer's device holds these entries. Stream receipts, open to all. [DEL1] */
export interface Receipt {
  readonly kind: "receipt";
  readonly entries: readonly EntryId[];
}

/**
 * An officer's device lacks these entries, though a receipt lists them: whoever holds one sends it again. What the device's own receipts
 * said of them before no longer counts. Stream receipts, open to all. [DEL1]
 */
export interface Missed {
  readonly kind: "missed";
  readonly entries: readonly EntryId[];
}
