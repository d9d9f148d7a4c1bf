/** Inputs that are sequences of messages: written and read as CBOR, and made shorter message by message. */
import { type CborValue, decodeCbor, encodeCbor } from "@tomoshibi/shared/base/cbor.ts";
import { type StreamName, parseStreamName } from "@tomoshibi/shared/entry/stream-name.ts";
import type { Message } from "./corpus.ts";

/** Messages in parts, as they arrive. */
export type Scene = readonly (readonly Message[])[];

/** Writes a scene as an input. */
export function encodeScene(scene: Scene): Uint8Array {
  return encodeCbor(scene.map((part) => part.map(({ stream, bytes }) => [stream, bytes])));
}

/** Reads one; what is none is left out. */
export function decodeScene(input: Uint8Array): Scene {
  const value = decodeCbor(input);
  return listOf(value).map((part) =>
    listOf(part).flatMap((item) => {
      const [name, bytes] = listOf(item);
      const stream: StreamName | undefined =
        typeof name === "string" ? parseStreamName(name) : undefined;
      return stream !== undefined && bytes instanceof Uint8Array ? [{ stream, bytes }] : [];
    }),
  );
}

/** Scenes without a run of messages: halves first, then ever fewer, in the end one. */
export function* shorterScenes(input: Uint8Array): Iterable<Uint8Array> {
  const messages = decodeScene(input).flatMap((part, at) =>
    part.map((message) => ({ at, message })),
  );
  for (let size = Math.ceil(messages.length / 2); size >= 1; size = Math.floor(size / 2))
    for (let from = 0; from < messages.length; from += size) {
      const parts = new Map<number, Message[]>();
      for (const { at, message } of messages.toSpliced(from, size))
        parts.set(at, [...(parts.get(at) ?? []), message]);
      yield encodeScene([...parts.values()]);
    }
}

function listOf(value: CborValue | undefined): readonly CborValue[] {
  return Array.isArray(value) ? (value as readonly CborValue[]) : [];
}
