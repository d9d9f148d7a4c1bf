import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  CHUNK_BYTES_MAX,
  type Collection,
  FRAMES_BYTES_MAX,
  FRAME_PREFIX,
  type Frame,
  beginCollection,
  chunksOf,
  collect,
  frameText,
  textToFrame,
  wholeOf,
} from "./frames.ts";

/** How many more frames than chunks are enough, but once in 10¹². */
const SPARE = 40;

const contents = fc.uint8Array({ minLength: 1, maxLength: 6 * CHUNK_BYTES_MAX });

function frameOf(bytes: Uint8Array, number: number): Frame {
  const frame = textToFrame(frameText(bytes, number));
  if (frame === undefined) throw new Error("a frame is not read again");
  return frame;
}

function collectAll(frames: readonly Frame[]): Collection {
  const [first] = frames;
  if (first === undefined) throw new Error("no frame");
  return frames.reduce(collect, beginCollection(first));
}

describe("frames", () => {
  test("[MEET2] the first ones give the whole, in any order and however often they are seen", () => {
    fc.assert(
      fc.property(contents, fc.infiniteStream(fc.nat()), (bytes, chance) => {
        const { length } = bytes;
        const chunks = chunksOf({ length });
        const places = Array.from({ length: chunks }, (_, number) => ({
          number,
          at: chance.next().value,
        })).toSorted((left, right) => left.at - right.at);
        const frames = places.map(({ number }) => frameOf(bytes, number));
        expect(wholeOf(collectAll([...frames, ...frames]))).toEqual(bytes);
        if (chunks > 1) expect(wholeOf(collectAll(frames.slice(1)))).toBeUndefined();
      }),
    );
  });

  test("[MEET2] whichever are missed, a few more than there are chunks give the whole", () => {
    fc.assert(
      fc.property(
        contents,
        fc.uniqueArray(fc.nat(60_000), { minLength: 6 + SPARE, maxLength: 80 }),
        (bytes, numbers) => {
          expect(wholeOf(collectAll(numbers.map((number) => frameOf(bytes, number))))).toEqual(
            bytes,
          );
        },
      ),
    );
  });

  test("[MEET2] a damaged one never gives a wrong whole", () => {
    fc.assert(
      fc.property(contents, fc.nat(), fc.integer({ min: 1, max: 255 }), (bytes, place, change) => {
        const chunks = chunksOf(bytes);
        const frames = Array.from({ length: chunks }, (_, number) => frameOf(bytes, number));
        const hurt = frames[place % chunks];
        if (hurt === undefined) return;
        const data = Uint8Array.from(hurt.data);
        data[place % data.length] = (data[place % data.length] ?? 0) ^ change;
        const damaged = frames.map((frame) => (frame === hurt ? { ...frame, data } : frame));
        expect(wholeOf(collectAll(damaged))).toBe("broken");
      }),
    );
  });

  test("[MEET2] of another whole bring nothing in", () => {
    const collection = collectAll([frameOf(new Uint8Array([1]), 0)]);
    expect(collect(collection, frameOf(new Uint8Array([2]), 0))).toBe(collection);
    expect(wholeOf(collection)).toEqual(new Uint8Array([1]));
  });

  test("[MEET2] carry as much as they say, and no more", () => {
    const largest = Uint8Array.from({ length: FRAMES_BYTES_MAX }, (_, index) => index % 251);
    const numbers = Array.from({ length: 256 + SPARE }, (_, index) => index + 100);
    expect(wholeOf(collectAll(numbers.map((number) => frameOf(largest, number))))).toEqual(largest);
    expect(() => frameText(new Uint8Array(FRAMES_BYTES_MAX + 1), 0)).toThrow("do not fit");
    expect(() => frameText(new Uint8Array(), 0)).toThrow("do not fit");
  });

  test("[MEET2] one text each: noise and damage are refused, or are another frame in its one form", () => {
    fc.assert(fc.property(fc.string(), (noise) => textToFrame(FRAME_PREFIX + noise) === undefined));
    fc.assert(
      fc.property(
        contents,
        fc.nat(),
        fc.string({ minLength: 1, maxLength: 1 }),
        (bytes, place, character) => {
          const text = frameText(bytes, 0);
          const at = FRAME_PREFIX.length + (place % (text.length - FRAME_PREFIX.length));
          const read = textToFrame(text.slice(0, at) + character + text.slice(at + 1));
          if (read !== undefined) expect(read.data.length).toBe(frameOf(bytes, 0).data.length);
        },
      ),
    );
    expect(textToFrame("TOMOSHIBI-R:0")).toBeUndefined();
  });
});
