/** Taking statements in, and judging again what waited for them. [MEM2] [MEM5] */
import { decodeStatement } from "@tomoshibi/shared/membership/statement.ts";
import type { StatementRow } from "../store/rows.ts";
import type { Batch } from "./batch.ts";
import { type Memory, holdStatement, settleAuthority } from "./memory.ts";

/** Puts new statements into memory and batch, and computes the authority once. Answers how many were new. */
export function takeStatements(
  batch: Batch,
  memory: Memory,
  statements: readonly Uint8Array[],
  options: { readonly isDue: boolean; readonly nowMs: number },
): number {
  const { identity } = memory;
  if (identity === undefined) return 0;
  let added = 0;
  for (const bytes of statements) {
    const statement = decodeStatement(identity.association, bytes);
    if (statement === undefined) continue;
    const { isDue, nowMs } = options;
    const row: StatementRow = {
      ...{ id: statement.id, bytes, arrivedAtMs: nowMs, isDue },
      relays: [],
      signatures: [],
    };
    const held = holdStatement(memory, row);
    if (held === undefined) continue;
    batch.statements.set(held.id, held);
    added += 1;
  }
  if (added > 0) {
    for (const promoted of settleAuthority(memory)) batch.statements.set(promoted.id, promoted);
    stageVerdicts(batch, memory);
  }
  return added;
}

/** Loads what judges again, outside of any transaction: what is sealed, sent and covered by a receipt does not wait for it. */
export const loadJudging = () => import("./judging.ts");

/**
 * Stores with each statement what its signatures came to, so that no later start checks them again.
 *
 * Cost: none when nothing was checked since the last time.
 */
export function stageVerdicts(batch: Batch, memory: Memory): void {
  if (memory.signatures.size === memory.verdictsStored) return;
  const fresh = [...memory.signatures].slice(memory.verdictsStored);
  memory.verdictsStored = memory.signatures.size;
  for (const verdict of fresh) {
    const id = verdict[0].slice(0, ID_LENGTH) as StatementRow["id"];
    const held = memory.statements.get(id);
    if (held === undefined) continue;
    const row: StatementRow = { ...held.row, signatures: [...held.row.signatures, verdict] };
    memory.statements.set(id, { statement: held.statement, row });
    batch.statements.set(id, row);
  }
}

/** Names in the signature cache begin with the statement's id in hex. */
const ID_LENGTH = 64;
