import type { RecordId } from "@tomoshibi/shared/base/ids.ts";
import { expect, test } from "vitest";
import type { GroupMessageView, Intent } from "../../engine/api.ts";
import { type BoardInput, boardLines } from "./lines.ts";
import { rememberSeen, seenUntilMs } from "./seen.ts";

const AT = 1_775_001_600_000;

function view(n: number, changes: Partial<GroupMessageView> = {}): GroupMessageView {
  return {
    recordId: n.toString(16).padStart(16, "0") as RecordId,
    intent: undefined,
    ...{ group: 3, household: n, mark: "", name: `名前${n}`, text: `ひとこと${n}` },
    ...{
      shownAtMs: AT + n,
      writtenAtMs: AT + n,
      arrivedAtMs: AT + n,
      isByLeader: false,
      isConfirmed: true,
    },
    ...{ isByThisDevice: false, delivery: "saved" },
    ...changes,
  };
}

function input(changes: Partial<BoardInput>): BoardInput {
  const empty = {
    group: 3,
    views: [],
    intents: [],
    household: 1,
    seenUntilMs: 0,
    isWhole: false,
    isStopped: false,
  };
  return { ...empty, ...changes };
}

const stored = (id: string, text: string, group = 3): Intent => ({
  ...{ id, createdAtMs: AT + 9, state: "stored", failure: undefined, recordId: undefined },
  command: { type: "writeGroupMessage", group, name: "田中", text, atMs: AT + 9 },
});

test("[STR] [DEL2] what is only stored stands on the board at once, and once when it is sealed", () => {
  const intents = [stored("a", "はい"), stored("b", "ほかの班", 4)];
  const { lines } = boardLines(input({ intents, views: [view(2)] }));
  expect(lines).toMatchObject([
    { text: "はい", delivery: "saved", isByThisDevice: true, message: undefined },
    { text: "ひとこと2", message: view(2).recordId },
  ]);
  const sealed = view(1, { intent: "a", text: "はい", isByThisDevice: true, delivery: "relayed" });
  const after = boardLines(input({ intents, views: [sealed, view(2, { group: 4 })] }));
  expect(after.lines).toMatchObject([{ text: "はい", delivery: "relayed" }]);
});

test("[MEM5] [DEL2] on a stopped device what reaches nobody is said to, and what was written before its end is not", () => {
  const own = { isByThisDevice: true, delivery: "relayed" } as const;
  const before = view(1, { ...own, intent: "a", text: "まえ" });
  const after = view(20, { ...own, intent: "d", text: "あと", isPastEnd: true });
  const sealed = (id: string, atMs: number, text: string): Intent => {
    const command = { type: "writeGroupMessage", group: 3, name: "田中", text, atMs } as const;
    return { ...stored(id, text), state: "sealed", command };
  };
  const intents = [
    sealed("a", AT + 1, "まえ"),
    sealed("b", AT + 5, "止まるころ"),
    // Taken back.
    sealed("c", AT + 6, ""),
    stored("e", "まだここ"),
  ];
  const shown = (isStopped: boolean) =>
    boardLines(input({ views: [before, after], intents, isStopped })).lines.map(
      ({ text, isPastEnd }) => [text, isPastEnd === true],
    );
  expect(shown(true)).toEqual([
    ["あと", true],
    ["まだここ", true],
    ["止まるころ", true],
    ["まえ", false],
  ]);
  expect(shown(false)).toEqual([
    ["あと", true],
    ["まだここ", false],
    ["まえ", false],
  ]);
});

test("[MEM5] [DEL2] on a stopped device whose clock was set back nothing is missing; what a full board has no room for is", () => {
  const own = { isByThisDevice: true, delivery: "relayed", household: 1 } as const;
  const intents = ["a", "b"].map((id, index): Intent => {
    const command = { type: "writeGroupMessage", group: 3, name: "田中", text: id } as const;
    return { ...stored(id, id), state: "sealed", command: { ...command, atMs: AT - 5 + index } };
  });
  const textsOf = (views: readonly GroupMessageView[]) =>
    boardLines(input({ views, intents, isStopped: true, isWhole: true }))
      .lines.filter(({ isPastEnd }) => isPastEnd === true)
      .map(({ text }) => text);
  const few = [view(1, own)];
  expect(textsOf(few)).toEqual(["b", "a"]);
  const full = Array.from({ length: 200 }, (_, index) => view(index + 1, own));
  expect(textsOf(full)).toEqual([]);
});

test("[STR3] what came since the board was last shown is new, but for the own; a name of two households is told", () => {
  const views = [
    view(1),
    view(5, { name: "田中" }),
    view(6, { name: "田 中", isByThisDevice: true }),
  ];
  const { lines } = boardLines(input({ views, seenUntilMs: AT + 4 }));
  expect(lines.map(({ isNew }) => isNew)).toEqual([false, true, false]);
  expect(lines.map(({ isNameShared }) => isNameShared)).toEqual([true, true, false]);
});

test("[STR3] a board where one household floods is shown with the rest behind もっと見る", () => {
  const flood = Array.from({ length: 30 }, (_, index) => view(100 + index, { household: 9 }));
  const few = boardLines(input({ views: [view(1), ...flood] }));
  expect([few.lines.length, few.more]).toEqual([11, 20]);
  const whole = boardLines(input({ views: [view(1), ...flood], isWhole: true }));
  expect([whole.lines.length, whole.more]).toEqual([31, 0]);
});

test("until when the board was shown is kept a replica each, and lost without harm", () => {
  const kept = new Map<string, string>();
  const storage = {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
  };
  rememberSeen(storage, "main", AT);
  expect([seenUntilMs(storage, "main"), seenUntilMs(storage, "demo-resident")]).toEqual([AT, 0]);
  kept.clear();
  expect(seenUntilMs(storage, "main")).toBe(0);
  const closed = { getItem: () => refuse(), setItem: () => refuse() };
  rememberSeen(closed, "main", AT);
  expect([seenUntilMs(closed, "main"), seenUntilMs(undefined, "main")]).toEqual([0, 0]);
});

function refuse(): never {
  throw new DOMException("storage is closed", "SecurityError");
}
