import { readFileSync, readdirSync } from "node:fs";
import { join, relative } from "node:path";
import { describe, expect, test } from "vitest";
import { EXEMPT, type Source, gone, unlistedDecoders } from "./listed.ts";
import { createTargets } from "./targets.ts";

const root = join(import.meta.dirname, "../..");
const sources = ["shared/src", "client/src", "sync-server/src"].flatMap(sourcesIn);
const targets = await createTargets();
const listed = new Set([...targets.flatMap(({ covers }) => covers), ...EXEMPT.keys()]);

describe("the list of what is fuzzed", () => {
  test("names every decoder: give a new one a target in e2e/fuzz, or a reason in EXEMPT", () => {
    expect(unlistedDecoders(sources, listed)).toEqual([]);
  });

  test("names nothing that is gone", () => {
    expect(gone(sources, listed)).toEqual([]);
  });

  test("would miss a decoder that somebody adds", () => {
    const added = {
      file: "shared/src/meeting/frame.ts",
      text: "export function decodeFrame(bytes: Uint8Array) {}\nexport function readOn() {}\n",
    };
    expect(unlistedDecoders([added], listed)).toEqual([
      "shared/src/meeting/frame.ts#decodeFrame",
      "shared/src/meeting/frame.ts#readOn",
    ]);
    const readers = { file: "client/src/x.ts", text: "export function readingOf() {}" };
    expect(unlistedDecoders([readers], listed)).toEqual([]);
  });
});

function sourcesIn(folder: string): readonly Source[] {
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((item) => item.isFile() && /\.tsx?$/.test(item.name) && !item.name.includes(".test."))
    .map((item) => join(item.parentPath, item.name))
    .filter((file) => !file.includes("/testing/"))
    .map((file) => ({ file: relative(root, file), text: readFileSync(file, "utf8") }));
}
