/** What all seeds of a process share: the town, a verifier that remembers, and Automerge. */
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { initializeDocuments } from "@tomoshibi/shared/documents/automerge.ts";
import { passCalmDays } from "./calm-days.ts";
import { createSharedVerifier } from "./shared-verifier.ts";
import type { RunOptions, Surroundings } from "./simulation.ts";
import { LARGE, SMALL, buildTown } from "./town.ts";

/** How large a world is: its town, and how much happens in it. */
export type WorldSize = "small" | "large";

const STEPS: Record<WorldSize, number> = { small: 150, large: 900 };

/** Prepares a world. */
export async function createSurroundings(size: WorldSize): Promise<Surroundings> {
  const verifySignature = createSharedVerifier();
  const built = await buildTown(size === "small" ? SMALL : LARGE, verifySignature);
  const town = await passCalmDays(built, { verifySignature, loadDocuments });
  return { town, verifySignature, loadDocuments };
}

/** The options of one seed in a world of this size. */
export function optionsFor(seed: number, size: WorldSize): RunOptions {
  return { seed, steps: STEPS[size] };
}

async function loadDocuments(): Promise<void> {
  const file = createRequire(import.meta.url).resolve("@automerge/automerge/automerge.wasm");
  await initializeDocuments(await readFile(file));
}
