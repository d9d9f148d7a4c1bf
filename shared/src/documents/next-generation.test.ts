import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { beforeAll, expect, test } from "vitest";
import { deviceId } from "../testing/recorded.ts";
import { Automerge, initializeDocuments } from "./automerge.ts";
import { actorOf, editDocument, openDocument } from "./field-document.ts";
import { writesOf } from "./next-generation.ts";

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
