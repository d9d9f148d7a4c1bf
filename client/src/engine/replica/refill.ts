/**
 * Refilling a relay that lacks what others wrote, or may lack it: what this device wrote goes first; then the relay is read, and
 * what it shows need not be sent. [REL1] (decision 0043) Loaded by owes-refill.ts when it matters.
 */
import { equalBytes } from "@tomoshibi/shared/base/bytes.ts";
import type { EntryId, StatementId } from "@tomoshibi/shared/base/ids.ts";
import { decodeEntry, entryIdOf } from "@tomoshibi/shared/entry/entry.ts";
import { withChain } from "@tomoshibi/shared/membership/chain.ts";
import { decodeStatement, deviceIdOf } from "@tomoshibi/shared/membership/statement.ts";
import { acknowledge } from "@tomoshibi/shared/sync/outbox.ts";
import { createBatch, setDelivery } from "./batch.ts";
import { type Engine, commitBatch } from "./engine.ts";
import type { HeldEntry, Memory } from "./memory.ts";
import type { Arrival } from "./replica.ts";

/**
 * The statements that must not wait until the relay was read: what this device signed, and what it and the authors of these entries
 * stand on, so that their entries are admitted and this device may read.
 */
export function neededBy(memory: Memory, entries: readonly HeldEntry[]): ReadonlySet<StatementId> {
  const { authority, identity } = memory;
  if (authority === undefined || identity === undefined) return new Set(memory.statements.keys());
  const authors = new Set([identity.device, ...entries.map(({ author }) => author)]);
  // The root's are few, and some were signed here.
  const root = authority.rootSignKey && deviceIdOf(authority.rootSignKey);
  const own = [...memory.statements.values()].flatMap(({ statement }) => {
    const { body } = statement;
    const isOwn = body.issuer === identity.device || body.issuer === root;
    return isOwn || (body.type === "confirmation" && authors.has(body.subject)) ? [statement] : [];
  });
  const theirs = [...authors].flatMap((device) => authority.certificates.get(device) ?? []);
  return new Set(withChain(authority, [...own, ...theirs]).map(({ id }) => id));
}

/**
 * Takes note of what a relay showed: of statements, and of what others wrote, these very bytes need not be sent there. Nobody is told
 * anything by it: of the own words a relay's answer alone says that they are there. [DEL2]
 *
 * Shape: called once the offsets past these messages are stored, so that a relay that then loses them is noticed.
 */
export async function noteSeen(
  engine: Engine,
  memory: Memory,
  relayKey: string,
  arrivals: readonly Arrival[],
): Promise<void> {
  const { identity } = memory;
  if (identity === undefined) return;
  const { association } = identity;
  const batch = createBatch();
  const seen = new Map<EntryId, Uint8Array>();
  for (const { stream, messages } of arrivals) {
    for (const { bytes } of messages) {
      if (stream === "membership") {
        const id = decodeStatement(association, bytes)?.id;
        const held = id && memory.statements.get(id);
        if (held === undefined || !held.row.isDue || held.row.relays.includes(relayKey)) continue;
        if (!equalBytes(held.row.bytes, bytes)) continue;
        const row = { ...held.row, relays: [...held.row.relays, relayKey] };
        memory.statements.set(row.id, { statement: held.statement, row });
        batch.statements.set(row.id, row);
        continue;
      }
      const entry = decodeEntry(bytes);
      if (entry === undefined) continue;
      const id = entryIdOf({ association, stream }, entry);
      const delivery = memory.outbox.get(id);
      const isOthers = entry.author !== identity.device && delivery?.isDelivered === false;
      if (isOthers && delivery.refillAt.includes(relayKey)) seen.set(id, bytes);
    }
  }
  const rows = await engine.database.entries.bulkGet([...seen.keys()]);
  for (const row of rows) {
    const delivery = row && memory.outbox.get(row.entryId);
    // A husk, or a copy that is not what is held here, is no reason to keep the whole one back.
    if (
      delivery === undefined ||
      !equalBytes(row?.bytes ?? NO_BYTES, seen.get(delivery.entryId) ?? NO_BYTES)
    )
      continue;
    const acknowledged = acknowledge(delivery, relayKey, engine.clock.nowMs());
    setDelivery(batch, memory, delivery.entryId, acknowledged);
  }
  await commitBatch(engine, memory, batch, async () => undefined);
}

const NO_BYTES = new Uint8Array(0);
