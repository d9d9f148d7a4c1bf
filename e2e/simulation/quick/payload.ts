/** shared/records/payload.ts, which decodes the same bytes once. */
import {
  type UnknownPayload,
  decodePayload as decodeAnew,
} from "@tomoshibi/shared/records/payload.ts";
import type { Payload } from "@tomoshibi/shared/records/record.ts";
import { createMemoOf } from "./memo.ts";

export * from "@tomoshibi/shared/records/payload.ts";

const decoded = createMemoOf<Uint8Array, Payload | UnknownPayload | undefined>();

/** Decodes a payload. */
export function decodePayload(bytes: Uint8Array): Payload | UnknownPayload | undefined {
  return decoded(bytes, "", () => decodeAnew(bytes));
}
