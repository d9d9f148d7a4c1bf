import { describe, expect, test } from "vitest";
import type { CircularId } from "@tomoshibi/shared/base/ids.ts";
import type { Command, Intent } from "../../engine/api.ts";
import { linesOf, ownersOf } from "./late-lines.ts";
import { lastTidying, progressOf } from "./tidy-state.ts";

function intent(id: string, command: Command, state: Intent["state"]): Intent {
  return { id, command, state, createdAtMs: 1, failure: undefined, recordId: undefined };
}
const tidied = (id: string, state: Intent["state"]) =>
  intent(id, { type: "tidyDocuments", atMs: 1 }, state);
const erased = (after: string, state: Intent["state"]) =>
  intent(`erase ${after}`, { type: "eraseSummedUp", after, atMs: 1 }, state);

describe("how far a tidying came", () => {
  test("[DOC3] each step is told only when it is done", () => {
    expect(progressOf([])).toBeUndefined();
    expect(progressOf([tidied("a", "stored"), erased("a", "stored")])).toBe("preparing");
    expect(progressOf([tidied("a", "sealed"), erased("a", "stored")])).toBe("waiting");
    expect(progressOf([tidied("a", "sealed"), erased("a", "sealed")])).toBe("done");
    expect(progressOf([tidied("a", "failed"), erased("a", "stored")])).toBe("failed");
  });
  test("[DOC3] one whose erasing was never asked for keeps nobody from tidying again", () => {
    expect(progressOf([tidied("a", "sealed")])).toBeUndefined();
  });
  test("[DOC3] the last one counts", () => {
    const first = [tidied("a", "sealed"), erased("a", "sealed")];
    expect(progressOf([...first, tidied("b", "sealed"), erased("b", "stored")])).toBe("waiting");
  });
});

test("[DOC3] what a circular said is erased for itself: the roster's tidying is told apart", () => {
  const circular = "a1".repeat(8) as CircularId;
  const command = { type: "tidyDocuments", circular, atMs: 1 } as const;
  const intents = [tidied("a", "stored"), intent("b", command, "sealed"), erased("b", "stored")];
  expect(progressOf(intents)).toBe("preparing");
  expect(progressOf(intents, lastTidying(intents, "circular"))).toBe("waiting");
});

test("[DOC3] a late change is told by household, in the fields people know", () => {
  const writes = [
    { owner: "12", field: "phone", before: "1", value: "2" },
    { owner: "12", field: "name", before: undefined, value: "灯田" },
    { owner: "13", field: "indexInGroup", before: 1, value: 2 },
  ];
  expect(ownersOf({ writes })).toEqual(["12", "13"]);
  expect(linesOf({ writes }, "12").map(({ field, after }) => [field, after])).toEqual([
    ["name", "灯田"],
    ["phone", "2"],
  ]);
  expect(linesOf({ writes }, "13")).toEqual([]);
  const removal = { owner: "12", field: "isRemoved", before: undefined, value: true };
  expect(linesOf({ writes: [...writes, removal] }, "12")).toEqual([
    { field: "isRemoved", before: undefined, after: true },
  ]);
});
