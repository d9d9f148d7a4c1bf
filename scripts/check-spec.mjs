/**
 * `npm run check:spec`: every rule of docs/protocol.md has a test or stands under known gaps, no test names
 * another, and every line of the threat model names tests that are there.
 */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { checkSpec, checkThreats } from "./lib/spec.mjs";
import { inRepository } from "./lib/paths.mjs";

const document = inRepository("docs", "protocol.md");
if (!existsSync(document)) {
  process.stdout.write("docs/protocol.md does not exist yet: no rules to compare with tests\n");
  process.exit(0);
}
const protocolText = readFileSync(document, "utf8");
const testTexts = ["shared", "client", "sync-server", "e2e"].flatMap((folder) =>
  readdirSync(inRepository(folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.(test|contract)\.tsx?$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((file) => !/\/(node_modules|dist)\//.test(file))
    .map((file) => ({
      file: file.slice(inRepository("").length),
      text: readFileSync(file, "utf8"),
    })),
);
const { problems, tested, gaps } = checkSpec({ protocolText, testTexts });
const threatText = readFileSync(inRepository("docs", "threat-model.md"), "utf8");
const { problems: unshown, threats } = checkThreats({ threatText, testTexts });
problems.push(...unshown);
for (const problem of problems) process.stderr.write(`${problem}\n`);
process.stdout.write(
  `${tested.length} rules tested, ${gaps.length} under known gaps, ${threats} threats shown, ${problems.length} problems\n`,
);
process.exit(problems.length === 0 ? 0 : 1);
