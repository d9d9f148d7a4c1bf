import { describe, expect, test } from "vitest";
import { countResults, failuresIn } from "./lib/vitest-run.mjs";

const report = (name: string, ...tests: [status: string, fullName: string][]) => ({
  testResults: [
    {
      name,
      status: "passed",
      assertionResults: tests.map(([status, fullName]) => ({ status, fullName })),
    },
  ],
});
const suite = "/repo/sync-server/src/streams/conformance.test.ts";

describe("countResults", () => {
  test("counts what passed and what failed", () => {
    expect(countResults(report("a.test.ts", ["passed", "a"], ["failed", "b"]))).toMatchObject({
      passed: 1,
      failed: 1,
      skipped: [],
    });
  });

  test.each(["pending", "skipped", "todo", "disabled"])("names a test that is %s", (status) => {
    const { skipped } = countResults(report("a.test.ts", [status, "a"]));
    expect(skipped).toEqual(["a.test.ts › a"]);
  });

  test("excuses the conformance tests that are excluded by name, and only those", () => {
    const found = countResults(
      report(suite, ["pending", "Fork operations"], ["pending", "Append"]),
    );
    expect(found).toMatchObject({ excluded: 1, skipped: [expect.stringContaining("Append")] });
  });

  test("excuses no such name in another file", () => {
    expect(countResults(report("a.test.ts", ["pending", "Fork"])).skipped).toHaveLength(1);
  });

  test("counts a file that could not be loaded, and a run without a report, as failed", () => {
    const broken = { testResults: [{ name: "a", status: "failed", assertionResults: [] }] };
    expect(countResults(broken).failed).toBe(1);
    expect(countResults(undefined).failed).toBe(1);
  });
});

describe("failuresIn", () => {
  test("names each failed test with its file and error, and no other", () => {
    const failed = report("a.test.ts", ["passed", "a"], ["failed", "b"]);
    Object.assign(failed.testResults[0]!.assertionResults[1]!, { failureMessages: ["1 ≠ 2"] });
    expect(failuresIn(failed)).toEqual(["a.test.ts › b\n1 ≠ 2"]);
  });

  test("tells of a file that could not be loaded, and of a run without a report", () => {
    const broken = { name: "a.test.ts", status: "failed", message: "no such module" };
    expect(failuresIn({ testResults: [{ ...broken, assertionResults: [] }] })).toEqual([
      "a.test.ts\nno such module",
    ]);
    expect(failuresIn(undefined)).toHaveLength(1);
  });
});
