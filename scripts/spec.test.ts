import { describe, expect, test } from "vitest";
import { checkSpec, checkThreats } from "./lib/spec.mjs";

const protocolText = [
  "# Protocol",
  "- **ENT1** an entry",
  "- **ENT2** signed",
  "- **MEET1** later",
  "## Known gaps",
  "- MEET1 is not built",
  "## Limits",
  "ENT9 is no gap, it stands below the next heading",
].join("\n");
const testsOf = (text: string) => [{ file: "x.test.ts", text }];
const bothProven = `test("[ENT1] a", f); test.each([[1, (2)]])("[ENT2] b %s", f);`;

describe("checkSpec", () => {
  test("finds nothing to say when every rule is tested or a known gap", () => {
    expect(checkSpec({ protocolText, testTexts: testsOf(bothProven) })).toEqual({
      problems: [],
      tested: ["ENT1", "ENT2"],
      gaps: ["MEET1"],
    });
  });

  test("counts several rules in one title", () => {
    const testTexts = testsOf(`describe("[ENT1, ENT2] both", f)`);
    expect(checkSpec({ protocolText, testTexts }).problems).toEqual([]);
  });

  test("reports a rule without a test", () => {
    const { problems } = checkSpec({ protocolText, testTexts: testsOf(`it("[ENT1] a", f)`) });
    expect(problems).toEqual([expect.stringContaining("ENT2 has no test")]);
  });

  test("does not count a rule that only a comment names", () => {
    const testTexts = testsOf(`// [ENT2]\ntest("[ENT1] a", f)`);
    expect(checkSpec({ protocolText, testTexts }).problems).toHaveLength(1);
  });

  test("reports a test that names no rule", () => {
    const testTexts = testsOf(`${bothProven} test("[ENT7] c", f)`);
    expect(checkSpec({ protocolText, testTexts }).problems).toEqual([
      expect.stringContaining("x.test.ts: a test names ENT7"),
    ]);
  });

  test("reports a known gap that is no rule, and a rule defined twice", () => {
    const text = `${protocolText}\n- **ENT1** again`.replace("MEET1 is", "MEET1, MEET8 are");
    const { problems } = checkSpec({ protocolText: text, testTexts: testsOf(bothProven) });
    expect(problems).toEqual([
      expect.stringContaining("ENT1 is defined twice"),
      expect.stringContaining("known gap MEET8"),
    ]);
  });

  test("reports a document without rules", () => {
    expect(checkSpec({ protocolText: "", testTexts: [] }).problems).toHaveLength(1);
  });
});

describe("checkThreats", () => {
  const model = (...cells: string[]) =>
    ["| can | cannot | shown by |", "| --- | --- | --- |", `| a | b | ${cells.join(" ")} |`].join(
      "\n",
    );
  const testTexts = testsOf(
    `test("[ENT1] it's shown", f);\n  test.each(all)("mutated: $name", f);\n`,
  );

  test("finds nothing to say when every line names tests that are there", () => {
    const threatText = model("`[ENT1] it's shown`", "`mutated: $name`");
    expect(checkThreats({ threatText, testTexts })).toEqual({ problems: [], threats: 1 });
  });

  test("reports a line without a test, a test that is gone, and a document without lines", () => {
    const problemsOf = (threatText: string) => checkThreats({ threatText, testTexts }).problems;
    expect(problemsOf(model("`mutated`"))).toEqual([expect.stringContaining("mutated")]);
    expect(problemsOf(model("[ENT1]"))).toEqual([expect.stringContaining("names no test")]);
    expect(problemsOf(model("`it is gone`"))).toEqual([expect.stringContaining("it is gone")]);
    expect(problemsOf("# Threat model")).toHaveLength(1);
  });
});
