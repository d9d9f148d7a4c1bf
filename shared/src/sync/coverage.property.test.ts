import fc from "fast-check";
import { expect, test } from "vitest";
import type { DeviceId, EntryId } from "../base/ids.ts";
import {
  type Listed,
  MISSED_MS,
  type Misses,
  isMissed,
  noteMissed,
  noteReceipt,
} from "./coverage.ts";

const DEVICES = ["aa", "bb", "cc"] as DeviceId[];
const ENTRIES = ["e1", "e2", "e3"] as EntryId[];

type Word = Listed & { readonly kind: "receipt" | "missed" };

/** Words of three devices, each with a chain of its own. */
const words: fc.Arbitrary<readonly Word[]> = fc
  .array(
    fc.record({
      kind: fc.constantFrom("receipt" as const, "missed" as const),
      author: fc.constantFrom(...DEVICES),
      entries: fc.uniqueArray(fc.constantFrom(...ENTRIES), { minLength: 1 }),
    }),
    { maxLength: 14 },
  )
  .map((said) =>
    said.map((word, place) => ({
      ...word,
      seq: said.slice(0, place + 1).filter(({ author }) => author === word.author).length,
      arrivedAtMs: 1_000,
    })),
  );

function fold(said: readonly Word[]): {
  readonly covered: readonly EntryId[];
  readonly missed: readonly string[];
} {
  const misses: Misses = new Map();
  for (const word of said) if (word.kind === "missed") noteMissed(misses, word);
  const covered = said.flatMap((word) =>
    word.kind === "receipt" ? noteReceipt(misses, word) : [],
  );
  return {
    covered: [...new Set(covered)].toSorted(),
    missed: ENTRIES.flatMap((id) =>
      [...(misses.get(id)?.keys() ?? [])].map((device) => `${id} ${device}`),
    ).toSorted(),
  };
}

test("[DEL1] of one device's words about an entry the last counts, in any order of arrival", () => {
  fc.assert(
    fc.property(
      words.chain((said) =>
        fc.record({
          said: fc.constant(said),
          mixed: fc.shuffledSubarray([...said], { minLength: said.length }),
        }),
      ),
      ({ said, mixed }) => {
        const last = (device: DeviceId, id: EntryId) =>
          said.findLast(({ author, entries }) => author === device && entries.includes(id))?.kind;
        const pairs = ENTRIES.flatMap((id) => DEVICES.map((device) => ({ id, device })));
        expect(fold(mixed)).toEqual({
          covered: ENTRIES.filter((id) => DEVICES.some((device) => last(device, id) === "receipt")),
          missed: pairs
            .filter(({ id, device }) => last(device, id) === "missed")
            .map(({ id, device }) => `${id} ${device}`),
        });
      },
    ),
  );
});

test("[DEL1] what a device misses is asked for a month, and only while somebody asks for that device", () => {
  const misses: Misses = new Map();
  const [device, other] = DEVICES as [DeviceId, DeviceId];
  const [id, another] = ENTRIES as [EntryId, EntryId];
  noteMissed(misses, { author: device, seq: 3, entries: [id], arrivedAtMs: 1_000 });
  expect(isMissed(misses, id, 2_000, () => true)).toBe(true);
  expect(isMissed(misses, id, 2_000, (one) => one === other)).toBe(false);
  expect(isMissed(misses, another, 2_000, () => true)).toBe(false);
  expect(isMissed(misses, id, 1_000 + MISSED_MS, () => true)).toBe(false);
  // A clock that was put back asks as long.
  expect(isMissed(misses, id, 1_000 - MISSED_MS, () => true)).toBe(false);
});
