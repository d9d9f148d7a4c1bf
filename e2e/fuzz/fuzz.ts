/** Runs targets over inputs, and keeps what fails. */
import type { Coverage } from "./coverage.ts";
import {
  type Finding,
  type Target,
  complaintAbout,
  randomOf,
  shorten,
  toFinding,
} from "./target.ts";

/** How much is tried. */
export interface FuzzOptions {
  readonly seed: number;
  /** Inputs of each decoder; heavier targets get fewer. */
  readonly runs: number;
  /** Guides by coverage; without it every input follows from seed and run alone. */
  readonly coverage?: Coverage | undefined;
  /** Findings of one target after which it is left alone. */
  readonly findingsMax?: number;
  /** Leaves failing inputs as they are. */
  readonly isLong?: boolean;
  readonly onTarget?: (target: string, runs: number, kept: number) => void;
  readonly onFinding?: (finding: Finding) => void;
}

/** What came of it. */
export interface FuzzResult {
  readonly runs: number;
  readonly findings: readonly Finding[];
}

const FINDINGS_MAX = 3;
/** Inputs between two questions about coverage. */
const BATCH_MIN = 32;
const BATCH_MAX = 2_048;
/** Inputs of a batch that are looked at together, once something in it was new. */
const GROUP = 8;
/** Heaviest target that is guided. */
const WEIGHT_GUIDED_MAX = 6;
/** Inputs kept because they reached something new. */
const KEPT_MAX = 2_000;

/** Fuzzes all targets. */
export async function fuzz(targets: readonly Target[], options: FuzzOptions): Promise<FuzzResult> {
  const findings: Finding[] = [];
  const { findingsMax = FINDINGS_MAX, isLong = false } = options;
  let total = 0;
  const [light, heavy] = [targets.filter(isLight), targets.filter((target) => !isLight(target))];
  for (const target of [...light, ...heavy]) {
    if (!isLight(target)) options.coverage?.stop();
    const runs = Math.max(1, Math.ceil(options.runs / target.weight));
    const found: Uint8Array[] = [];
    const complaints = new Set<string>();
    let size = BATCH_MIN;
    for (let run = 0; run < runs && complaints.size < findingsMax;) {
      const batch: Uint8Array[] = [];
      for (; batch.length < size && run < runs && complaints.size < findingsMax; run += 1) {
        const input = target.generate(randomOf(options.seed, target.name, run), found);
        batch.push(input);
        total += 1;
        const complaint = await complaintAbout(target, input);
        if (complaint === undefined || complaints.has(kindOf(complaint))) continue;
        complaints.add(kindOf(complaint));
        const short = isLong ? { input, complaint } : await shorten(target, input);
        const finding = toFinding(target, options.seed, short);
        findings.push(finding);
        options.onFinding?.(finding);
      }
      const kept = found.length;
      if (isLight(target)) await keepNew(target, batch, found, options.coverage);
      // Asking costs more than many inputs: it is asked ever less while nothing new comes.
      if (found.length === kept) size = Math.min(BATCH_MAX, size * 2);
    }
    options.onTarget?.(target.name, runs, found.length);
  }
  return { runs: total, findings };
}

/** Guided are decoders alone: where keys and whole replicas are at work, counting costs more than it finds. */
function isLight({ weight }: Target): boolean {
  return weight <= WEIGHT_GUIDED_MAX;
}

/** Runs a batch that reached something new once more, a few inputs at a time, to learn by which. */
async function keepNew(
  target: Target,
  batch: readonly Uint8Array[],
  found: Uint8Array[],
  coverage: Coverage | undefined,
): Promise<void> {
  if (coverage === undefined || found.length >= KEPT_MAX || !coverage.isNew()) return;
  for (let start = 0; start < batch.length; start += GROUP) {
    const group = batch.slice(start, start + GROUP);
    for (const input of group) await complaintAbout(target, input);
    if (coverage.noteNew()) found.push(...group);
  }
}

/** Two failures that differ in numbers only are one finding. */
function kindOf(complaint: string): string {
  return complaint.replaceAll(/[0-9a-f]{8,}|\d+/g, "…");
}
