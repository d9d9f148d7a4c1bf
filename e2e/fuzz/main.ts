/** Fuzzing by command: `npm run fuzz -- --runs N --seed S [--target NAME] [--input HEX] [--unguided] --json`. */
import { parseArgs } from "node:util";
import { hexToBytes } from "@tomoshibi/shared/base/bytes.ts";
import { startCoverage } from "./coverage.ts";
import { fuzz } from "./fuzz.ts";
import { complaintAbout } from "./target.ts";
import { createTargets } from "./targets.ts";

const { values } = parseArgs({
  options: {
    runs: { type: "string", default: "10000" },
    seed: { type: "string", default: "1" },
    target: { type: "string" },
    input: { type: "string" },
    unguided: { type: "boolean", default: false },
    json: { type: "boolean", default: false },
  },
});
const say = (line: string) => void process.stdout.write(`${line}\n`);
const all = await createTargets();
const targets = all.filter(({ name }) => values.target === undefined || name === values.target);
if (targets.length === 0) say(`targets: ${all.map(({ name }) => name).join(", ")}`);
if (values.input !== undefined) {
  // One input again, as a finding printed it.
  for (const target of targets)
    say(`${target.name}: ${(await complaintAbout(target, hexToBytes(values.input))) ?? "fine"}`);
  process.exit(0);
}
const folder = new URL(".", import.meta.url).href;
// Dependencies stay outside of the bundle, so that what lies in its folder is ours.
const coverage = values.unguided ? undefined : startCoverage((url) => url.startsWith(folder));
const startedAt = performance.now();
const { runs, findings } = await fuzz(targets, {
  ...{ seed: Number(values.seed), runs: Number(values.runs), coverage },
  onTarget: (target, tried, kept) =>
    say(`${target}: ${tried} inputs, ${kept} reached something new`),
  onFinding: ({ target, complaint, hex }) =>
    say(`${target} fails: ${complaint}\n  --target "${target}" --input ${hex}`),
});
say(`${runs} inputs in ${((performance.now() - startedAt) / 1_000).toFixed(1)} s`);
const [first] = findings;
const summary = {
  runs,
  failed: findings.length,
  firstFailing: first === undefined ? null : { target: first.target, hex: first.hex },
};
say(
  values.json ? JSON.stringify(summary) : `${targets.length} targets, ${findings.length} findings`,
);
process.exit(findings.length === 0 && targets.length > 0 ? 0 : 1);
