/** `npm run test:unit`, `test:sim`, `test:e2e`: runs one group of tests and ends with what CI counts. */
import { requireNode } from "./lib/node-version.mjs";

requireNode();
const { runProjects } = await import("./lib/vitest-run.mjs");
const { groups } = await import("./lib/test-groups.mjs");

const [group, ...rest] = process.argv.slice(2);
if (!(group in groups)) {
  process.stderr.write(`usage: node scripts/run-tests.mjs ${Object.keys(groups).join("|")}\n`);
  process.exit(2);
}
const { passed, failed, skipped, failures } = await runProjects(group, groups[group], rest);
for (const failure of failures) process.stdout.write(`\nFAILED ${failure}\n`);
process.stdout.write(`${passed} passed, ${failed + skipped.length} failed\n`);
process.exit(failed + skipped.length === 0 ? 0 : 1);
