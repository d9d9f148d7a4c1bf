import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  type BoardMessage,
  KEPT_A_HOUSEHOLD_MAX,
  SHOWN_A_DAY_MAX,
  SHOWN_MAX,
  keptMessages,
  normalName,
  sharedNames,
  shownAtMs,
  shownMessages,
} from "./board.ts";

const DAY_MS = 86_400_000;

let made = 0;
function message(household: number, atMs: number, name: string = `世帯${household}`): BoardMessage {
  made += 1;
  return {
    recordId: String(made).padStart(16, "0"),
    household,
    name,
    shownAtMs: atMs,
    writtenAtMs: atMs,
  };
}

const many = (count: number, household: number, atMs: number) =>
  Array.from({ length: count }, (_, index) => message(household, atMs + index));

const idsOf = (messages: readonly BoardMessage[]) => messages.map(({ recordId }) => recordId);

const messagesArbitrary = fc
  .array(
    fc.record({ household: fc.integer({ min: 1, max: 4 }), day: fc.integer({ min: 0, max: 30 }) }),
    { maxLength: 400 },
  )
  .map((all) => all.map(({ household, day }) => message(household, day * DAY_MS)));

describe("the board of a group", () => {
  test("[STR3] the newest stands first, by what its clock says, and never before what came later", () => {
    const [old, late, ahead] = [
      shownAtMs(1_000, 9_000_000),
      shownAtMs(5_000, 9_000_000),
      // A clock that is years ahead: it stands where it came.
      shownAtMs(8_640_000_000_000, 9_500_000),
    ];
    expect([old, late, ahead]).toEqual([1_000_000, 5_000_000, 9_500_000]);
    const messages = [message(1, old), message(2, ahead), message(3, late)];
    const { shown } = shownMessages(messages, false);
    expect(shown.map(({ household }) => household)).toEqual([2, 3, 1]);
    // Where the own clock is years behind, all come "at once": then what their authors say is left.
    const atOnce = [3, 1, 2].map((day) => ({ ...message(day, 0), writtenAtMs: day }));
    const { shown: ordered } = shownMessages(atOnce, false);
    expect(ordered.map(({ household }) => household)).toEqual([3, 2, 1]);
  });

  test("[STR3] a household that floods the board hides nobody: ten a day of it are shown, the rest is behind もっと見る", () => {
    const honest = [message(2, 1), message(3, DAY_MS - 1)];
    const flood = many(500, 1, 2);
    const { shown, more } = shownMessages([...honest, ...flood], false);
    expect(idsOf(shown)).toEqual(expect.arrayContaining(idsOf(honest)));
    expect(shown).toHaveLength(honest.length + SHOWN_A_DAY_MAX);
    expect(more).toBe(500 - SHOWN_A_DAY_MAX);
    // Of its own the newest, so that nobody misses the word just written.
    expect(idsOf(shown)).toContain(flood.at(-1)?.recordId);
    expect(shownMessages([...honest, ...flood], true)).toMatchObject({ more: 0 });
    const kept = keptMessages([...honest, ...flood]);
    expect(kept).toHaveLength(honest.length + KEPT_A_HOUSEHOLD_MAX);
    expect(idsOf(kept)).toEqual(expect.arrayContaining(idsOf(honest)));
  });

  test("[STR3] any order gives the same board; it is bounded, and what is shown and what is behind it is all", () => {
    fc.assert(
      fc.property(messagesArbitrary, fc.nat(), (messages, seed) => {
        const turned = messages.toSorted(
          (left, right) =>
            ((Number(left.recordId) * (seed + 1)) % 97) -
            ((Number(right.recordId) * (seed + 1)) % 97),
        );
        const { shown, more } = shownMessages(messages, false);
        expect(idsOf(shownMessages(turned, false).shown)).toEqual(idsOf(shown));
        expect(shown.length).toBeLessThanOrEqual(SHOWN_MAX);
        expect(shown.length + more).toBe(messages.length);
        expect(idsOf(keptMessages(turned))).toEqual(idsOf(keptMessages(messages)));
        for (const { household, shownAtMs: atMs } of shown) {
          const sameDay = shown.filter(
            (other) => other.household === household && other.shownAtMs === atMs,
          );
          expect(sameDay.length).toBeLessThanOrEqual(SHOWN_A_DAY_MAX);
        }
      }),
      { numRuns: 300 },
    );
  });

  test("[STR3] one name of two households is told, however it is spelled; of one household it is none", () => {
    const of = (household: number, name: string) => message(household, 0, name);
    const told = sharedNames([of(1, "田中 みのり"), of(2, "田中みのり\u200b"), of(3, "柳")]);
    expect([...told]).toEqual([normalName("田中　みのり")]);
    expect(sharedNames([of(1, "ﾀﾅｶ"), of(2, "タナカ")]).size).toBe(1);
    expect(sharedNames([of(1, "田中"), of(1, "田中"), of(2, "柳")]).size).toBe(0);
  });
});
