/**
 * The messages of two devices that are connected, and the fragments in which they cross: small enough for any browser's data
 * channel, and put together again within a limit that the receiver sets. [MEET1] [MEET2]
 */
import { concatBytes } from "../base/bytes.ts";
import { decodeCbor, encodeCbor, isBytes, isTuple, isUint } from "../base/cbor.ts";

/** Largest fragment: what every browser passes on whole. Source: RFC 8831, 6.6. */
export const FRAGMENT_BYTES_MAX = 16_384;
/** Largest message before the other side has proven that it is of the association. */
export const PROOF_BYTES_MAX = 64 * 1024;
/** Largest message afterwards: the overview or the frontiers of a town. */
export const MESSAGE_BYTES_MAX = 2 * 1024 * 1024;

/** What one side tells the other. */
export type Message =
  /** Who this is, and that it belongs to the association (proof.ts). */
  | { readonly type: "proof"; readonly proof: Uint8Array }
  /** An overview of what can be given in this round. */
  | { readonly type: "offer"; readonly overview: Uint8Array }
  /** The frontiers here, of the buckets offered that differ. */
  | { readonly type: "wants"; readonly frontiers: Uint8Array }
  /** A bundle. */
  | { readonly type: "parcel"; readonly bundle: Uint8Array }
  /** The last parcel is stored: how much of it is held here now, and how much of that is new. */
  | { readonly type: "taken"; readonly held: number; readonly fresh: number }
  /** No more parcels in this round. */
  | { readonly type: "done" }
  /** Nothing more to say. */
  | { readonly type: "bye" };

/** What has come of a message that is not whole yet. */
export interface Assembly {
  readonly parts: readonly Uint8Array[];
  readonly byteCount: number;
}

/** Nothing has come yet. */
export const EMPTY_ASSEMBLY: Assembly = { parts: [], byteCount: 0 };

const [MORE, LAST] = [0, 1];

/** Encodes a message: `[type, …]`. */
export function encodeMessage(message: Message): Uint8Array {
  switch (message.type) {
    case "proof":
      return encodeCbor([1, message.proof]);
    case "offer":
      return encodeCbor([2, message.overview]);
    case "wants":
      return encodeCbor([3, message.frontiers]);
    case "parcel":
      return encodeCbor([4, message.bundle]);
    case "taken":
      return encodeCbor([5, message.held, message.fresh]);
    case "done":
      return encodeCbor([6]);
    case "bye":
      return encodeCbor([7]);
  }
}

/** Decodes a message's frame. Errors: undefined when it is not exactly one; never throws. */
export function decodeMessage(bytes: Uint8Array): Message | undefined {
  const value = decodeCbor(bytes);
  if (isTuple(value, 3)) {
    const [type, held, fresh] = value;
    if (type !== 5 || !isUint(held) || !isUint(fresh, held)) return undefined;
    return { type: "taken", held, fresh };
  }
  if (isTuple(value, 1)) {
    if (value[0] === 6) return { type: "done" };
    return value[0] === 7 ? { type: "bye" } : undefined;
  }
  if (!isTuple(value, 2) || !isBytes(value[1])) return undefined;
  const [type, content] = value;
  if (type === 1) return { type: "proof", proof: content };
  if (type === 2) return { type: "offer", overview: content };
  if (type === 3) return { type: "wants", frontiers: content };
  return type === 4 ? { type: "parcel", bundle: content } : undefined;
}

/** Cuts a message: a byte that says whether more follows, then a part of it. */
export function fragmentsOf(message: Uint8Array): readonly Uint8Array[] {
  const partBytes = FRAGMENT_BYTES_MAX - 1;
  const count = Math.max(1, Math.ceil(message.length / partBytes));
  return Array.from({ length: count }, (_, index) => {
    const part = message.subarray(index * partBytes, (index + 1) * partBytes);
    return concatBytes(Uint8Array.of(index === count - 1 ? LAST : MORE), part);
  });
}

/**
 * Adds a fragment to what has come.
 *
 * Errors: undefined when it is none, or the message would be larger than `bytesMax`.
 */
export function assemble(
  assembly: Assembly,
  fragment: Uint8Array,
  bytesMax: number,
): { readonly assembly: Assembly; readonly whole: Uint8Array | undefined } | undefined {
  const [mark] = fragment;
  const byteCount = assembly.byteCount + fragment.length - 1;
  if (mark !== MORE && mark !== LAST) return undefined;
  // All but the last are full: a message has few parts, whoever sends it.
  if (fragment.length < 2 || fragment.length > FRAGMENT_BYTES_MAX) return undefined;
  if (mark === MORE && fragment.length < FRAGMENT_BYTES_MAX) return undefined;
  if (byteCount > bytesMax) return undefined;
  const parts = [...assembly.parts, fragment.subarray(1)];
  return mark === LAST
    ? { assembly: EMPTY_ASSEMBLY, whole: concatBytes(...parts) }
    : { assembly: { parts, byteCount }, whole: undefined };
}
