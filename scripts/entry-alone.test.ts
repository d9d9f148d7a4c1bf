import { expect, test } from "vitest";
import { entryAlone } from "./lib/entry-alone.mjs";

const chunk = (fileName: string, imports: string[] = [], isEntry = false) => ({
  [fileName]: { fileName, imports, dynamicImports: [], isEntry },
});

function build(bundle: object): string[] {
  const errors: string[] = [];
  entryAlone().generateBundle.call({ error: (text: string) => errors.push(text) }, {}, bundle);
  return errors;
}

test("a worker's file may import chunks", () => {
  expect(build({ ...chunk("worker.js", ["engine.js"], true), ...chunk("engine.js") })).toEqual([]);
});

test("no chunk may import a worker's file", () => {
  const bundle = { ...chunk("worker.js", [], true), ...chunk("keys.js", ["worker.js"]) };
  expect(build(bundle)).toEqual(["keys.js imports the entry worker.js"]);
});
