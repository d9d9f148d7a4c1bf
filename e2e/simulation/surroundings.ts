/** What all seeds of a process share: the town, the verifier, and Automerge. */
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { verify } from "@tomoshibi/shared/crypto/sign.ts";
import { initializeDocuments } from "@tomoshibi/shared/documents/automerge.ts";
import { passCalmDays } from "./calm-days.ts";
import type { RunOptions, Surroundings } from "./simulation.ts";
import { LARGE, SMALL, buildTown } from "./town.ts";

/** How large a world is: its town, and how much happens in it. */
export type WorldSize = "small" | "large";

/**
 * A large world is there for what only many replicas bring to light: it has more to heal than to suffer. A small one that is shorter costs
 * less and finds far less: of the failures that regressions.test.ts keeps half needed more than 130 happenings.
 */
const STEPS: Record<WorldSize, number> = { small: 150, large: 300 };

/** Prepares a world. */
export async function createSurroundings(size: WorldSize): Promise<Surroundings> {
  // The stand-in, which remembers; a port, so that a planted fault can put another in its place.
  const verifySignature = verify;
  const built = await buildTown(size === "small" ? SMALL : LARGE, verifySignature);
  const town = await passCalmDays(built, { verifySignature, loadDocuments });
  return { town, verifySignature, loadDocuments };
}

/** The options of one seed in a world of this size. */
export function optionsFor(seed: number, size: WorldSize): RunOptions {
  return { seed, steps: STEPS[size] };
}

let documents: Promise<void> | undefined;

/** Once a process. */
function loadDocuments(): Promise<void> {
  documents ??= readDocuments();
  return documents;
}

async function readDocuments(): Promise<void> {
  const file = createRequire(import.meta.url).resolve("@automerge/automerge/automerge.wasm");
  await initializeDocuments(await readFile(file));
}
