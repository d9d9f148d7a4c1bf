/**
 * Proves that the linter sees what our rules forbid: every rule has a fixture that breaks it.
 *
 * The fixtures stand in the same folders as real code would. They are copied to a folder of their own, since here the
 * linter is told to leave them alone, and what git ignores it skips.
 */
import { execFile } from "node:child_process";
import { cp, mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join, relative, sep } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { inRepository } from "./lib/paths.mjs";

interface Diagnostic {
  readonly code?: string;
  readonly message: string;
  readonly help?: string;
  readonly filename: string;
}
interface Override {
  readonly files: readonly string[];
  readonly rules: Readonly<Record<string, unknown>>;
}
interface Configuration {
  readonly rules: Readonly<Record<string, unknown>>;
  readonly overrides: readonly Override[];
}

const fixtures = await readFixtures();
const configuration = JSON.parse(
  await readFile(inRepository(".oxlintrc.json"), "utf8"),
) as Configuration;
let folder = "";
let diagnostics: readonly Diagnostic[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "tomoshibi-lint-"));
  await cp(inRepository("scripts", "lint-fixtures"), folder, { recursive: true });
  await cp(inRepository(".oxlintrc.json"), join(folder, ".oxlintrc.json"));
  diagnostics = await lint(folder);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe("every fixture is reported for the rule it breaks", () => {
  test.each(fixtures.map(({ file, rule }) => [file, rule] as const))(
    "%s breaks %s",
    (file, rule) => {
      const found = diagnostics.filter((one) => one.filename === file).map(ruleOf);
      expect(found.length === 0 ? ["nothing"] : found).toContain(rule);
    },
  );
});

test("every rule that we configure has a fixture that breaks it", () => {
  const configured = [configuration, ...configuration.overrides].flatMap(({ rules }) =>
    Object.entries(rules)
      .filter(([, level]) => level !== "off")
      .map(([name]) => name.split("/").at(-1)),
  );
  const broken = new Set(fixtures.map(({ rule }) => rule));
  expect(configured.filter((name) => !broken.has(name ?? ""))).toEqual([]);
});

test("every sentence that we explain a border with is seen at a fixture", () => {
  const sentences = [...JSON.stringify(configuration).matchAll(/"message":"([^"]+)"/g)];
  const seen = diagnostics.map(({ message, help }) => `${message} ${help ?? ""}`).join(" ");
  expect(
    sentences.map(([, sentence]) => sentence).filter((one) => !seen.includes(one ?? "")),
  ).toEqual([]);
});

test.each(["shared/src", "client/src"])("every folder of %s has an import border", async (root) => {
  const paths = await readdir(inRepository(root), { recursive: true });
  const folders = new Set(
    paths
      .map((path) => path.split(sep))
      .filter((parts) => parts.length > 1 && /\.tsx?$/.test(parts.at(-1) ?? ""))
      .map(([folder]) => `${root}/${folder}/`),
  );
  const bordered = configuration.overrides
    .filter(({ rules }) => "eslint/no-restricted-imports" in rules)
    .flatMap(({ files }) => files);
  expect([...folders].filter((one) => !bordered.some((glob) => glob.startsWith(one)))).toEqual([]);
});

async function readFixtures() {
  const root = inRepository("scripts", "lint-fixtures");
  const entries = await readdir(root, { recursive: true, withFileTypes: true });
  return Promise.all(
    entries
      .filter((entry) => entry.isFile() && entry.name.endsWith(".ts"))
      .map(async (entry) => {
        const path = join(entry.parentPath, entry.name);
        const rule = /^\/\/ breaks ([a-z-]+)/.exec(await readFile(path, "utf8"))?.[1];
        if (!rule) throw new Error(`${path} does not begin with "// breaks <rule>"`);
        return { file: relative(root, path).split(sep).join("/"), rule };
      }),
  );
}

/** An unneeded silencing comment is reported without a rule's name. */
function ruleOf({ code, message }: Diagnostic): string {
  if (!code && /unused.*directive/i.test(message)) return "unused-directive";
  return /\(([^)]+)\)/.exec(code ?? "")?.[1] ?? message;
}

function lint(cwd: string): Promise<readonly Diagnostic[]> {
  const program = inRepository("node_modules", "oxlint", "bin", "oxlint");
  // The linter looks for its type-aware half in the folder it works in, or on the path.
  const path = [inRepository("node_modules", ".bin"), process.env["PATH"]].join(delimiter);
  const options = { cwd, maxBuffer: 1 << 26, env: { ...process.env, PATH: path } };
  return new Promise((resolve, reject) => {
    // It ends with 1 when it finds something; only output that is no report is a failure here.
    execFile(process.execPath, [program, "--format", "json"], options, (_, output) => {
      try {
        resolve((JSON.parse(output) as { diagnostics: readonly Diagnostic[] }).diagnostics);
      } catch (cause) {
        reject(new Error(`no report from the linter: ${output}`, { cause }));
      }
    });
  });
}
