/** Vouching for devices: loaded when somebody does. [MEM7] */
import { standingsOf } from "@tomoshibi/shared/membership/authority.ts";
import { mayIssue } from "@tomoshibi/shared/membership/issuing-rights.ts";
import {
  type Statement,
  type StatementBody,
  signStatement,
} from "@tomoshibi/shared/membership/statement.ts";
import type { ConfirmDevices } from "../commands.ts";
import type { Batch } from "./batch.ts";
import type { Engine } from "./engine.ts";
import { judgeHeld } from "./judging.ts";
import { type Memory, ownStanding } from "./memory.ts";
import { takeStatements } from "./statements.ts";

/** Vouches for devices: statements, not entries. One that is known already adds nothing. [MEM7] */
export async function stageConfirmations(
  batch: Batch,
  engine: Engine,
  memory: Memory,
  command: ConfirmDevices,
): Promise<void> {
  const { identity } = memory;
  if (identity === undefined) return;
  const statements = confirmations(memory, command).map(
    (body) => signStatement(identity.association, body, identity.signSeed).bytes,
  );
  const added = takeStatements(batch, memory, statements, {
    isDue: true,
    nowMs: engine.clock.nowMs(),
  });
  if (added === 0) return;
  // A relay that put the device into its intake admits it now, if its certificate comes along again.
  for (const device of command.devices)
    makeDue(batch, memory, memory.authority?.certificates.get(device) ?? []);
  await judgeHeld(batch, engine, memory);
}

/** What this device may say of them. */
export function confirmations(memory: Memory, command: ConfirmDevices): readonly StatementBody[] {
  const { identity, authority } = memory;
  const issuer = ownStanding(memory);
  if (identity === undefined || authority === undefined || issuer === undefined) return [];
  return command.devices.flatMap((subject) => {
    const body: StatementBody = { type: "confirmation", subject, issuer: identity.device };
    const standing = standingsOf(authority, subject)[0];
    return standing !== undefined && mayIssue(issuer, body, standing) ? [body] : [];
  });
}

/** Makes statements due at every relay again, also where they were handed in before. */
function makeDue(batch: Batch, memory: Memory, statements: readonly Pick<Statement, "id">[]): void {
  for (const { id } of statements) {
    const held = memory.statements.get(id);
    if (held === undefined) continue;
    const row = { ...held.row, isDue: true, relays: [] };
    memory.statements.set(id, { statement: held.statement, row });
    batch.statements.set(id, row);
  }
}
