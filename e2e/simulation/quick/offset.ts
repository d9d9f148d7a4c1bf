/** sync-server/storage/offset.ts, which writes the offset of a place in a stream once. */
import type { Offset } from "@tomoshibi/sync-server/storage/storage.ts";
import { encodeOffset as encodeAnew } from "@tomoshibi/sync-server/storage/offset.ts";
import { createMemoOf } from "./memo.ts";

export * from "@tomoshibi/sync-server/storage/offset.ts";

const encoded = createMemoOf<Uint8Array, Offset>();

/** Writes an offset. */
export function encodeOffset(position: number, runningHash: Uint8Array): Offset {
  return encoded(runningHash, String(position), () => encodeAnew(position, runningHash));
}
