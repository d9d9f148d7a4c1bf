/**
 * `npm test`: installs what is missing, then runs everything CI runs: check, simulated disasters, build, sizes, browser tests.
 *
 * A step that fails does not stop those that can still say something. The last line counts tests; a step that is not
 * made of tests counts as one failed when it fails, so that the line never reads better than the run was.
 */
import { requireNode } from "./lib/node-version.mjs";

requireNode();
const { installDependencies } = await import("./lib/install.mjs");
await installDependencies();
const { requireChromium } = await import("./lib/chromium.mjs");
process.env.CHROMIUM_PATH = await requireChromium();
const { requirePostgres } = await import("./lib/postgres.mjs");
process.env.POSTGRES_BIN = await requirePostgres();
const { runNpm } = await import("./lib/run.mjs");
const { runProjects } = await import("./lib/vitest-run.mjs");
const { groups } = await import("./lib/test-groups.mjs");

/** The last lines of a step that failed. */
const LINES_TOLD = 40;

const startedAt = performance.now();
const total = { passed: 0, failed: 0 };
const failures = [];
/** What failed, test by test: told once more at the end, where a long output cut short still shows it. */
const told = [];

const step = async (name) => {
  announce(name);
  let output = "";
  const onOutput = (text) => (output += text);
  const exitCode = await runNpm(["run", "--silent", name], { onOutput });
  if (exitCode === 0) return true;
  total.failed += 1;
  failures.push(name);
  told.push(`${name}\n${output.split("\n").slice(-LINES_TOLD).join("\n")}`);
  return false;
};
const tests = async (group) => {
  announce(`${group} tests`);
  const { passed, failed, skipped, failures: found } = await runProjects(group, groups[group]);
  told.push(...found);
  total.passed += passed;
  total.failed += failed + skipped.length;
  if (failed + skipped.length > 0) failures.push(`${group} tests`);
};

await step("check:format");
await step("lint");
await step("check:types");
await step("check:unused");
await step("check:spec");
await tests("unit");
await step("test:towns");
if (await step("build:bundles")) {
  await step("sizes");
  await tests("browser");
}

const minutes = ((performance.now() - startedAt) / 60_000).toFixed(1);
for (const failure of told) process.stdout.write(`\nFAILED ${failure}\n`);
process.stdout.write(
  failures.length > 0
    ? `\nfailed after ${minutes} min: ${failures.join(", ")}\n`
    : `\nall green after ${minutes} min\n`,
);
process.stdout.write(`${total.passed} passed, ${total.failed} failed\n`);
process.exit(total.failed === 0 ? 0 : 1);

function announce(name) {
  process.stdout.write(`\n== ${name}\n`);
}
