/** Adding what people brought or made here: cards, offices, confirmations. Loaded when they do. [MEM2] [MEET2] */
import { createBatch } from "./batch.ts";
import { type Engine, commitBatch } from "./engine.ts";
import type { Memory } from "./memory.ts";
import type { Replica } from "./replica.ts";
import { loadJudging, takeStatements } from "./statements.ts";
import { takeKeys } from "./take-keys.ts";

/** Adds statements and keys made here, in one transaction, and makes them due. */
export async function addStatements(
  engine: Engine,
  memory: Memory,
  [statements, keys, choose]: Parameters<Replica["addStatements"]>,
): Promise<void> {
  const batch = createBatch();
  const chosen = choose?.(memory, statements) ?? statements;
  const bytes = chosen.map((statement) => statement.bytes);
  const added = takeStatements(batch, memory, bytes, { isDue: true, nowMs: engine.clock.nowMs() });
  if ((await takeKeys(engine, memory, batch, keys)) > 0 || added === 0) return;
  await (await loadJudging()).judgeHeld(batch, engine, memory);
  await commitBatch(engine, memory, batch, async () => undefined);
}
