import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { beforeAll, describe, expect, test } from "vitest";
import type { CircularId } from "../base/ids.ts";
import type { Result } from "../base/result.ts";
import type { DocumentName } from "../records/record.ts";
import { followUpsOf } from "../safety/follow-ups.ts";
import { deviceId, incidentId, recordId } from "../testing/recorded.ts";
import { createSeededRandom } from "../testing/seeded-random.ts";
import { initializeDocuments } from "./automerge.ts";
import { circularRows, publishCircular, withdrawCircular } from "./circulars/circulars.ts";
import {
  type EditError,
  type Edited,
  actorOf,
  applyChanges,
  openDocument,
} from "./field-document.ts";
import { followUpRows, setFollowUp } from "./follow-ups/follow-ups.ts";
import {
  householdRows,
  nextIndexInGroup,
  removeHouseholds,
  saveHouseholds,
} from "./roster/roster.ts";
import { chooseHouseholdNumbers } from "../roster/household-number.ts";
import { changeSettings, settingsOf } from "./settings/settings.ts";

beforeAll(async () => {
  const path = createRequire(import.meta.url).resolve("@automerge/automerge/automerge.wasm");
  await initializeDocuments(await readFile(path));
});

function open(n: number, name: DocumentName) {
  return openDocument(name, actorOf(deviceId(n), new Uint8Array(8).fill(n))).document;
}
function done(result: Result<Edited, EditError>): Edited {
  if (!result.ok) throw new Error(result.error.type);
  return result.value;
}

describe("roster", () => {
  const household = { number: 12, group: 3, indexInGroup: 4, name: "灯田 光", kana: "ひだ ひかる" };

  test("[DOC1] a household is read as it was written", () => {
    const { document } = done(saveHouseholds(open(1, "roster"), [household]));
    expect(householdRows(document)).toMatchObject([
      { ...household, mark: "3班-4", phone: "", isRemoved: false, isMarkShared: false },
    ]);
  });
  test("[DOC1] two officers, apart: one writes the telephone, one the kana, both stand", () => {
    const base = done(saveHouseholds(open(1, "roster"), [household]));
    const second = applyChanges(open(2, "roster"), base.changes).document;
    const one = done(saveHouseholds(base.document, [{ number: 12, phone: "076-000-0000" }]));
    const two = done(saveHouseholds(second, [{ number: 12, kana: "ともだ" }]));
    const merged = applyChanges(one.document, two.changes).document;
    expect(householdRows(merged)).toMatchObject([{ phone: "076-000-0000", kana: "ともだ" }]);
  });
  test("[DOC1] two officers add the same household apart: no field is lost", () => {
    const one = done(saveHouseholds(open(1, "roster"), [{ number: 12, group: 3, name: "灯田" }]));
    const two = done(
      saveHouseholds(open(2, "roster"), [{ number: 12, group: 3, phone: "1234567" }]),
    );
    const merged = applyChanges(one.document, two.changes).document;
    expect(householdRows(merged)).toMatchObject([{ name: "灯田", phone: "1234567" }]);
  });
  test("a mark that two households got is shown, and an index is not given twice", () => {
    const twins = [household, { ...household, number: 13 }];
    const rows = householdRows(done(saveHouseholds(open(1, "roster"), twins)).document);
    expect(rows.map(({ isMarkShared }) => isMarkShared)).toEqual([true, true]);
    expect(nextIndexInGroup(rows, 3)).toBe(5);
    expect(nextIndexInGroup(rows, 4)).toBe(1);
  });
  test("removing takes what is personal out of the current state", () => {
    const full = { ...household, phone: "1", address: "2", careNeeds: "3" };
    const saved = done(saveHouseholds(open(1, "roster"), [full]));
    const rows = householdRows(done(removeHouseholds(saved.document, [12])).document);
    expect(rows).toMatchObject([
      { number: 12, isRemoved: true, name: "", kana: "", phone: "", address: "", careNeeds: "" },
    ]);
  });
  test("walking order: hand-set places first, then by index", () => {
    const { document } = done(
      saveHouseholds(open(1, "roster"), [
        { number: 1, group: 1, indexInGroup: 2 },
        { number: 2, group: 1, indexInGroup: 1 },
        { number: 3, group: 1, indexInGroup: 3, walkingOrder: 1 },
      ]),
    );
    expect(householdRows(document).map(({ number }) => number)).toEqual([3, 2, 1]);
  });
  test("numbers are chosen among the free ones", () => {
    const random = createSeededRandom(1);
    const taken = new Set([1, 2, 3]);
    const numbers = chooseHouseholdNumbers({ random }, taken, 300);
    expect(new Set([...numbers, ...taken]).size).toBe(303);
    expect(numbers.every((number) => number >= 1 && number <= 99_999)).toBe(true);
    const allTaken = Array.from({ length: 99_999 }, (_, index) => index + 1);
    expect(chooseHouseholdNumbers({ random }, allTaken, 2)).toEqual([]);
  });
});

describe("follow-ups", () => {
  const row = {
    incident: incidentId(1),
    household: 12,
    assignee: "見回り",
    isDone: false,
    note: "",
    atMs: 5_000,
    seen: [],
  };

  test("[DOC1] officers' words merge by field; a joined incident shows the later", () => {
    const first = done(setFollowUp(open(1, "followUps"), row));
    const other = done(
      setFollowUp(first.document, {
        ...row,
        ...{ incident: incidentId(2), isDone: true, atMs: 9_000 },
        seen: [recordId(7), recordId(3)],
      }),
    );
    const rows = followUpRows(other.document);
    expect(rows).toHaveLength(2);
    expect(followUpsOf(rows, [incidentId(1), incidentId(2)]).get(12)).toEqual({
      assignee: "見回り",
      isDone: true,
      note: "",
      atMs: 9_000,
      seen: [recordId(7), recordId(3)],
    });
    expect(followUpsOf(rows, [incidentId(1)]).get(12)?.isDone).toBe(false);
    expect(followUpsOf(rows, [incidentId(3)]).size).toBe(0);
  });
});

test("[DOC1] settings: what is not named stays", () => {
  const first = done(changeSettings(open(1, "settings"), { associationName: "ひばり町会" }));
  const second = done(changeSettings(first.document, { purposeVersion: 2 }));
  expect(settingsOf(second.document)).toEqual({
    associationName: "ひばり町会",
    purposeVersion: 2,
    purposeText: "",
    relays: [],
    alertRules: [],
  });
});

describe("circulars", () => {
  const id = "00000000000000aa" as CircularId;
  const circular = {
    id,
    title: "夏まつり",
    body: "ひばり公園で。\n雨なら中止。",
    publishedAtMs: 9_000,
    author: deviceId(1),
  };

  test("[DOC1] published, the newest first; withdrawn, it says so", () => {
    const one = done(publishCircular(open(1, "circulars/2026"), circular));
    const newer = { ...circular, id: "00000000000000bb" as CircularId, publishedAtMs: 10_000 };
    const two = done(publishCircular(one.document, newer));
    const three = done(withdrawCircular(two.document, id));
    expect(circularRows(three.document)).toEqual([
      { ...newer, isWithdrawn: false },
      { ...circular, isWithdrawn: true },
    ]);
  });
  test("a text that no entry could carry is refused whole", () => {
    const tooLong = publishCircular(open(1, "circulars/2026"), {
      ...circular,
      body: "あ".repeat(15_000),
    });
    expect(tooLong).toMatchObject({ ok: false, error: { type: "TextTooLong" } });
  });
});
