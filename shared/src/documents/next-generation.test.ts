import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { beforeAll, describe, expect, test } from "vitest";
import { deviceId } from "../testing/recorded.ts";
import { Automerge, initializeDocuments } from "./automerge.ts";
import {
  type Edit,
  type FieldDocument,
  actorOf,
  editDocument,
  fieldsByOwner,
  openDocument,
} from "./field-document.ts";
import { isWorthTidying, newsIn, nextGeneration, writesOf } from "./next-generation.ts";

beforeAll(async () => {
  const path = createRequire(import.meta.url).resolve("@automerge/automerge/automerge.wasm");
  await initializeDocuments(await readFile(path));
});

const open = () => openDocument("roster", actorOf(deviceId(1), new Uint8Array(8))).document;

test("[DOC3] what a change wrote is read from the change alone", () => {
  const fields = { name: "灯田", phone: "", isRemoved: false, group: 3 };
  const edited = editDocument(open(), [{ owner: "12", fields }]);
  if (!edited.ok) throw new Error(edited.error.type);
  expect(writesOf(edited.value.changes)).toEqual(
    Object.entries(fields).map(([field, value]) => ({ owner: "12", field, value })),
  );
});

test("[DOC3] [ENT8] a change that holds what is not understood here is not read in part: the rest would be passed over", () => {
  const changed = Automerge.change(open().automerge, { time: 0 }, (root) => {
    const fields = root.fields as Record<string, unknown>;
    fields["12/name"] = new Automerge.ImmutableString("灯田");
    fields["12/visits"] = ["四月"];
  });
  const change = Automerge.getLastLocalChange(changed);
  if (change === undefined) throw new Error("nothing changed");
  expect(writesOf([change])).toBeUndefined();
});

describe("circulars", () => {
  const ACTOR = actorOf(deviceId(1), new Uint8Array(8));
  const NOBODY = { households: new Set<number>(), incidents: new Set<string>() };
  const [STAYS, WITHDRAWN] = ["a1".repeat(8), "b2".repeat(8)];

  function written(...edits: readonly Edit[]) {
    let document: FieldDocument = openDocument("circulars/2026", ACTOR).document;
    const changes: Uint8Array[] = [];
    for (const edit of edits) {
      const edited = editDocument(document, [edit]);
      if (!edited.ok) throw new Error(edited.error.type);
      document = edited.value.document;
      changes.push(...edited.value.changes);
    }
    return { document, changes };
  }
  const published = (owner: string): Edit => ({
    owner,
    fields: { title: "題", body: `本文 ${owner}`, publishedAtSeconds: 7 },
  });
  const withdrawal: Edit = { owner: WITHDRAWN!, fields: { isWithdrawn: true } };
  const both = [published(STAYS!), published(WITHDRAWN!)];

  test("[DOC3] [ERA1] of a withdrawn one nothing goes on but that it was; the others stay as they are", () => {
    const { document } = written(...both, withdrawal);
    const next = nextGeneration(document, ACTOR, NOBODY);
    if (!next.ok) throw new Error(next.error.type);
    expect([...fieldsByOwner(next.value.document)]).toEqual([
      [STAYS, fieldsByOwner(document).get(STAYS!)],
      [WITHDRAWN, new Map([["isWithdrawn", true]])],
    ]);
  });

  test("[DOC3] what comes late about a withdrawn one is no news: it does not come back", () => {
    const { document } = written(...both, withdrawal);
    const write = (owner: string) => ({ owner, field: "body", value: "あとから" });
    const news = newsIn(document, [write(STAYS!), write(WITHDRAWN!)]);
    expect(news.map(({ owner }) => owner)).toEqual([STAYS]);
  });

  test("[DOC3] a year is worth tidying once one is withdrawn or written anew, and not again", () => {
    const plain = written(...both);
    expect(isWorthTidying(plain.document, plain.changes)).toBe(false);
    const edited = written(...both, { owner: STAYS!, fields: { body: "なおした本文" } });
    expect(isWorthTidying(edited.document, edited.changes)).toBe(true);
    const gone = written(...both, withdrawal);
    expect(isWorthTidying(gone.document, gone.changes)).toBe(true);
    const next = nextGeneration(gone.document, ACTOR, NOBODY);
    if (!next.ok) throw new Error(next.error.type);
    expect(isWorthTidying(next.value.document, next.value.changes)).toBe(false);
  });
});
