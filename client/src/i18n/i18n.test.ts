import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { createFormats } from "./formats.ts";
import { createI18n, loadMessages, translator } from "./i18n.ts";
import { defineMessages, type Messages } from "./messages.ts";

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
/** Also 「・」, 「、」 and the wide space: a separator is a word of its language, see formats.ts. */
const japanese = /[\u3000-\u30ff\u3400-\u9fff\uff01-\uff60]/;

type Texts = Readonly<Record<string, string>>;
const loadJa = async (file: string): Promise<Texts> => {
  const [messages] = Object.values(
    (await import(`./ja/${file.slice(0, -3)}.ts`)) as Record<string, Messages<Texts>>,
  );
  return messages?.ja ?? {};
};
const loadEn = async (file: string): Promise<Texts> =>
  ((await import(`./en/${file.slice(0, -3)}.ts`)) as { readonly en: Texts }).en;

describe("catalogues", () => {
  const files = readdirSync(here("ja")).filter((file) => file.endsWith(".ts"));

  test("every Japanese catalogue has an English one, and the reverse", () => {
    expect(readdirSync(here("en")).toSorted()).toEqual(files.toSorted());
  });

  test.each(files)("%s says the same things in both languages", async (file) => {
    const [ja, en] = [await loadJa(file), await loadEn(file)];
    const plain = Object.keys(en).filter((key) => !key.endsWith("_one"));
    expect(plain.toSorted()).toEqual(Object.keys(ja).toSorted());
    for (const [key, text] of Object.entries(en)) {
      const given = valuesOf(ja[key.replace(/_one$/, "")] ?? "");
      // A singular may leave its number out: "one household".
      const expected = key.endsWith("_one") ? given.filter((name) => text.includes(name)) : given;
      expect(valuesOf(text)).toEqual(expected);
      // Languages are named in themselves.
      const foreign = text.replace("日本語", "");
      expect(foreign, `${key} is not translated`).not.toMatch(japanese);
    }
  });

  // 「1 世帯が」, 「11月23日に」: pieces that are put together bring their spaces along.
  test.each(files)(
    "%s leaves no room before or after a particle of a number or a time",
    async (file) => {
      for (const text of Object.values(await loadJa(file))) {
        expect(text).not.toMatch(/(?:世帯|件|台|人|枚|行|文字|回|目) +[ぁ-ん]/);
        expect(text).not.toMatch(/\{\{(?:at|date|day|time)\}\} +[ぁ-ん一-鿿]/);
        expect(text).not.toMatch(/[がをにはへで] +[ぁ-んァ-ヶ一-鿿]/);
        // What is counted stands in the text itself, where its particle is seen.
        expect(text).not.toMatch(/\{\{(?:households|devices|cards)\}\}/);
      }
    },
  );

  function valuesOf(text: string): string[] {
    return Array.from(text.matchAll(/\{\{(\w+)\}\}/g), ([, name]) => name ?? "").toSorted();
  }
});

test("no component holds a Japanese text: all words come from the catalogues", () => {
  const root = here("..");
  const components = readdirSync(root, { recursive: true, encoding: "utf8" }).filter((path) =>
    path.endsWith(".tsx"),
  );
  expect(components.length).toBeGreaterThan(5);
  const offenders = components.filter((path) =>
    japanese.test(withoutComments(readFileSync(`${root}/${path}`, "utf8"))),
  );
  expect(offenders).toEqual([]);
});

function withoutComments(source: string): string {
  return source.replace(/\/\*[\s\S]*?\*\//g, "").replace(/^\s*\/\/.*$/gm, "");
}

test("what stands beside one another is told apart as each language does, and nothing is said of what is not", () => {
  const [ja, en] = [createFormats("ja"), createFormats("en")];
  expect(ja.facts(["受付", false, "", "電話"])).toBe("受付・電話");
  expect(en.facts(["desk", false, "", "telephone"])).toBe("desk · telephone");
  expect(ja.facts([false])).toBe("");
  expect(ja.list(["3班-1", "3班-2"])).toBe("3班-1、3班-2");
  expect(en.list(["3-1", "3-2"])).toBe("3-1, 3-2");
});

describe("texts", () => {
  const messages = defineMessages("example", { answered: "応答 {{count}}", only: "日本" }, () =>
    Promise.resolve({
      answered: "{{count}} answers",
      answered_one: "{{count}} answer",
      only: "Japan",
    }),
  );

  test("Japanese is there at once, English after its chunk", async () => {
    const i18n = createI18n();
    expect(loadMessages(i18n, messages, "ja")).toBeUndefined();
    expect(translator(i18n, messages, "ja")("answered", { count: 3 })).toBe("応答 3");
    const loading = loadMessages(i18n, messages, "en");
    expect(loadMessages(i18n, messages, "en")).toBe(loading);
    await loading;
    const t = translator(i18n, messages, "en");
    expect(t("answered", { count: 1 })).toBe("1 answer");
    expect(t("answered", { count: 2 })).toBe("2 answers");
  });

  test("a language that cannot be loaded falls back to Japanese", async () => {
    const i18n = createI18n();
    const unreachable = { ...messages, loadEnglish: () => Promise.reject(new Error("offline")) };
    await loadMessages(i18n, unreachable, "en");
    expect(translator(i18n, messages, "en")("only")).toBe("日本");
  });
});
