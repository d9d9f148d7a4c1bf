import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { bytesToHex } from "@noble/hashes/utils.js";
import fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import type { DocumentName } from "../records/record.ts";
import { deviceId } from "../testing/recorded.ts";
import { applyAncestors } from "./ancestors.ts";
import { initializeDocuments } from "./automerge.ts";
import {
  type Edit,
  type Edited,
  type FieldDocument,
  OWNERS_PER_CHANGE_MAX,
  OWNER_TEXT_MAX,
  actorOf,
  applyChanges,
  editDocument,
  fieldsByOwner,
  loadDocument,
  openDocument,
  saveDocument,
} from "./field-document.ts";
import { genesisOf } from "./genesis.ts";

beforeAll(async () => {
  const path = createRequire(import.meta.url).resolve("@automerge/automerge/automerge.wasm");
  await initializeDocuments(await readFile(path));
});

const actor = (n: number) => actorOf(deviceId(n), new Uint8Array(8).fill(n));
const open = (n: number, name: DocumentName = "roster") => openDocument(name, actor(n)).document;

function edit(document: FieldDocument, edits: readonly Edit[]): Edited {
  const edited = editDocument(document, edits);
  if (!edited.ok) throw new Error(edited.error.type);
  return edited.value;
}
function named(owner: string, name: string): Edit {
  return { owner, fields: { name } };
}
function plain(document: FieldDocument) {
  return [...fieldsByOwner(document)].map(([owner, fields]) => [owner, [...fields]]);
}

test("[DOC1] genesis is a byte constant of each document", () => {
  const names: readonly DocumentName[] = ["roster", "followUps", "settings", "circulars/2026"];
  expect(names.map((name) => bytesToHex(genesisOf(name)).slice(8, 16))).toEqual([
    "f601f53b",
    "6537922c",
    "93874c00",
    "5ee4029e",
  ]);
  expect(genesisOf("circulars/2027")).toEqual(genesisOf("circulars/2026"));
  for (const name of names) expect(plain(open(1, name))).toEqual([]);
});

describe("editing", () => {
  test("[DOC1] a change holds at most a hundred owners", () => {
    const edits = Array.from({ length: 250 }, (_, index) => named(String(index + 1), "灯田"));
    const { changes, document } = edit(open(1), edits);
    expect(changes).toHaveLength(3);
    expect(fieldsByOwner(document).size).toBe(250);
    expect(OWNERS_PER_CHANGE_MAX).toBe(100);
  });
  test("[ENT5] a change always fits an entry, however long the texts", () => {
    const text = (seed: number) =>
      Array.from({ length: OWNER_TEXT_MAX }, (_, n) =>
        String.fromCodePoint(0x4e00 + ((n * 7919 + seed * 104_729) % 20_000)),
      ).join("");
    const { changes } = edit(
      open(1),
      [1, 2, 3].map((n) => named(String(n), text(n))),
    );
    expect(changes).toHaveLength(3);
    for (const change of changes) expect(change.length).toBeLessThan(60_000);
    const tooLong = editDocument(open(2), [named("1", `${text(1)}あ`)]);
    expect(tooLong).toMatchObject({ ok: false, error: { type: "TextTooLong", owner: "1" } });
  });
  test("what has the wanted value already makes no change", () => {
    const first = edit(open(1), [named("1", "灯田")]);
    expect(edit(first.document, [named("1", "灯田")]).changes).toEqual([]);
  });
  test("saved and loaded it is the same, and takes the same changes", () => {
    const first = edit(open(1), [named("1", "灯田")]);
    const loaded = loadDocument("roster", actor(2), saveDocument(first.document))!;
    expect(plain(loaded)).toEqual(plain(first.document));
    expect(applyChanges(loaded, first.changes)).toMatchObject({ waiting: [], setAside: [] });
    expect(loadDocument("roster", actor(2), new Uint8Array([1, 2, 3]))).toBeUndefined();
    const roster = saveDocument(first.document);
    expect(loadDocument("settings", actor(2), roster), "another document's bytes").toBeUndefined();
  });
});

describe("[DOC1] applying what others wrote", () => {
  const forked = () => {
    const one = edit(open(3), [named("1", "灯田")]).changes;
    const two = edit(open(3), [named("2", "光野")]).changes;
    return [...one, ...two];
  };

  test("[DOC1] a failing change is set aside, and spoils no other", () => {
    const good = edit(open(1), [named("4", "明石")]);
    const after = edit(good.document, [named("5", "日向")]);
    const damaged = good.changes[0]!.slice(0, -3);
    const answer = applyChanges(open(2), [...after.changes, ...forked(), damaged, ...good.changes]);
    expect(answer.setAside.map(({ reason }) => reason).toSorted()).toEqual([
      "malformed",
      "refused",
    ]);
    expect(answer.waiting).toEqual([]);
    const owners = [...fieldsByOwner(answer.document).keys()];
    expect(owners).toContain("4");
    expect(owners).toContain("5");
    expect(owners).toHaveLength(3);
  });
  test("[DOC1] a document goes on after a failure", () => {
    const answer = applyChanges(open(2), forked());
    const { document } = edit(answer.document, [named("9", "灯田")]);
    expect(fieldsByOwner(document).has("9")).toBe(true);
  });
  test("[DOC2] what depends on something missing waits, and is applied with it", () => {
    const first = edit(open(1), [named("1", "灯田")]);
    const second = edit(first.document, [named("1", "光野")]);
    const early = applyChanges(open(2), second.changes);
    expect(early.waiting).toHaveLength(1);
    expect(plain(early.document)).toEqual([]);
    const late = applyChanges(early.document, [...first.changes, ...early.waiting]);
    expect(plain(late.document)).toEqual([["1", [["name", "光野"]]]]);
  });
  test("[DOC2] what counting changes stand on is applied with them, whoever wrote it; what nothing stands on is not", () => {
    const first = edit(open(1), [named("1", "灯田")]);
    const second = edit(first.document, [named("2", "光野")]);
    const third = edit(second.document, [named("3", "明石")]);
    const ownFork = () => [
      ...edit(open(3), [named("6", "灯田")]).changes,
      ...edit(open(3), [named("7", "光野")]).changes,
    ];
    const beside = edit(third.document, [named("4", "日向")]);
    const other = edit(open(4), [named("5", "朝霧")]);
    const early = applyChanges(open(2), [...third.changes, ...ownFork()]);
    expect(early.waiting).toHaveLength(1);
    const uncounted = [first, second, beside, other].flatMap(({ changes }) => changes);
    const answer = applyAncestors(early, [...uncounted, ...uncounted, new Uint8Array(3)]);
    expect(answer.waiting).toEqual([]);
    const owners = (document: FieldDocument) => [...fieldsByOwner(document).keys()];
    const had = owners(early.document);
    expect(owners(answer.document).filter((owner) => !had.includes(owner))).toEqual([
      "1",
      "2",
      "3",
    ]);
    expect(answer.setAside).toEqual(early.setAside);
    expect(answer.ancestors).toHaveLength(2);
    // Not all of it is here: what waited goes on waiting, and is lost by nothing.
    const part = applyAncestors(applyChanges(open(2), third.changes), second.changes);
    expect(plain(part.document)).toEqual([]);
    const late = applyChanges(part.document, [...part.waiting, ...first.changes]);
    expect(owners(late.document)).toEqual(["1", "2", "3"]);
    const none = applyChanges(open(2), third.changes);
    expect(applyAncestors(none, beside.changes)).toEqual({ ...none, ancestors: [] });
  });
  test("[DOC1] a change of another document never applies", () => {
    const settings = edit(open(1, "settings"), [named("association", "ひばり町会")]);
    const answer = applyChanges(open(2), settings.changes);
    expect(answer.waiting).toHaveLength(1);
    expect(plain(answer.document)).toEqual([]);
  });
  test("[DOC1] fields of a newer version are left alone", () => {
    const { document } = edit(open(1), [
      { owner: "1", fields: { name: "灯田", flagOfTomorrow: 7 } },
    ]);
    expect(fieldsByOwner(document).get("1")?.get("flagOfTomorrow")).toBe(7);
  });
});

test("[DOC1] officers who edit apart converge, in any order and in parts", () => {
  const step = fc.record({
    officer: fc.integer({ min: 0, max: 2 }),
    owner: fc.constantFrom("1", "2", "3"),
    field: fc.constantFrom("name", "kana", "group"),
    value: fc.integer({ min: 0, max: 5 }),
    meetsBefore: fc.option(fc.integer({ min: 0, max: 2 }), { nil: undefined }),
  });
  const world = fc.array(step, { maxLength: 12 }).chain((steps) => {
    return fc.tuple(
      fc.constant(steps),
      fc.array(fc.nat(), { minLength: 40, maxLength: 40 }),
      fc.nat(12),
    );
  });
  fc.assert(
    fc.property(world, ([steps, order, cut]) => {
      const officers = [1, 2, 3].map((n) => ({ document: open(n), changes: [] as Uint8Array[] }));
      const all: Uint8Array[] = [];
      for (const { officer, owner, field, value, meetsBefore } of steps) {
        const own = officers[officer]!;
        const met = meetsBefore === undefined ? [] : officers[meetsBefore]!.changes;
        own.document = applyChanges(own.document, met).document;
        own.changes.push(...met.filter((change) => !own.changes.includes(change)));
        const fields = { [field]: field === "group" ? value : String(value) };
        const edited = edit(own.document, [{ owner, fields }]);
        own.document = edited.document;
        own.changes.push(...edited.changes);
        all.push(...edited.changes);
      }
      const views = officers.map(({ document }) => plain(applyChanges(document, all).document));
      const mixed = all.map((change, index) => ({ change, key: order[index] ?? 0 }));
      const shuffled = mixed
        .toSorted((left, right) => left.key - right.key)
        .map(({ change }) => change);
      const part = applyChanges(open(9), shuffled.slice(0, cut));
      const rest = applyChanges(part.document, [
        ...part.waiting,
        ...shuffled.slice(cut),
        ...shuffled,
      ]);
      expect(rest).toMatchObject({ waiting: [], setAside: [] });
      for (const view of views) expect(view).toEqual(plain(rest.document));
    }),
    { numRuns: 150 },
  );
});
