/**
 * Runs Vitest projects, counts, and keeps what failed; a test that was skipped counts as failed unless it is excluded by
 * name.
 */
import { mkdirSync, readFileSync, rmSync } from "node:fs";
import { dirname } from "node:path";
import { inRepository, repository } from "./paths.mjs";
import { runNodeTool } from "./run.mjs";

/**
 * The only tests that may be skipped: parts of the official Durable Streams suite that this relay does not offer.
 *
 * `file` is the test file that runs the suite, `names` what the full names of its excluded tests must match.
 */
export const conformanceExclusions = {
  file: /sync-server\/src\/.*conformance\.test\.ts$/,
  names: /\b(fork|subscription)s?\b/i,
};

/**
 * Runs the named projects.
 *
 * Shape: { passed, failed, skipped, excluded, failures }; `skipped` lists full names of skipped tests that nothing excuses,
 * `failures` tells each failure once more, name and error, for who sees only the end of a long output.
 * Errors: a run that left no report (a crash, no test file) counts as one failed test.
 */
export async function runProjects(label, projects, extraArguments = []) {
  const report = inRepository(".cache", "vitest", `${label}.json`);
  const strayReport = inRepository(".cache", "vitest", `${label}-stray.json`);
  mkdirSync(dirname(report), { recursive: true });
  for (const file of [report, strayReport]) rmSync(file, { force: true });
  const exitCode = await runNodeTool(
    "vitest/vitest.mjs",
    [
      "run",
      ...projects.flatMap((project) => ["--project", project]),
      "--reporter=default",
      "--reporter=json",
      `--reporter=${inRepository("scripts/lib/stray-errors-reporter.mjs")}`,
      `--outputFile.json=${report}`,
      ...extraArguments,
    ],
    { env: { ...process.env, STRAY_ERRORS_FILE: strayReport } },
  );
  const results = readReport(report);
  const counts = countResults(results);
  // An error outside of any test (an unhandled rejection) fails the run without failing a test.
  if (exitCode !== 0 && counts.failed === 0) counts.failed = 1;
  const skipped = counts.skipped.map((name) => `skipped without leave: ${name}`);
  const stray = (readReport(strayReport) ?? []).map(
    (error) => `outside of any test: ${ownLines(error)}`,
  );
  return { ...counts, failures: [...failuresIn(results), ...skipped, ...stray] };
}

/** What failed according to a JSON report of Vitest: where, and the error of each. */
export function failuresIn(report) {
  if (!report) return ["the run left no report"];
  return report.testResults.flatMap(({ name, status, message, assertionResults }) => {
    const file = name.replace(`${repository}/`, "");
    const failed = assertionResults.filter((test) => test.status === "failed");
    if (status === "failed" && failed.length === 0) return [`${file}\n${message ?? ""}`];
    return failed.map(
      (test) => `${file} › ${test.fullName}\n${ownLines((test.failureMessages ?? []).join("\n"))}`,
    );
  });
}

/** A stack without the lines of packages, which are the same for every failure. */
const ownLines = (stack) =>
  stack
    .split("\n")
    .filter((line) => !/^\s+at .*node_modules/.test(line) && !/^\s+at new Promise/.test(line))
    .join("\n");

/** Counts what a JSON report of Vitest says. */
export function countResults(report, exclusions = conformanceExclusions) {
  /** @type {string[]} */
  const skipped = [];
  const counts = { passed: 0, failed: 0, skipped, excluded: 0 };
  if (!report) return { ...counts, failed: 1 };
  for (const { name: file, status, assertionResults } of report.testResults) {
    // A file that cannot be loaded has no tests to report, only its own failure.
    if (status === "failed" && assertionResults.length === 0) counts.failed += 1;
    for (const test of assertionResults) {
      if (test.status === "passed") counts.passed += 1;
      else if (test.status === "failed") counts.failed += 1;
      else if (exclusions.file.test(file) && exclusions.names.test(test.fullName))
        counts.excluded += 1;
      else counts.skipped.push(`${file.replace(`${repository}/`, "")} › ${test.fullName}`);
    }
  }
  return counts;
}

function readReport(file) {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch {
    return undefined;
  }
}
