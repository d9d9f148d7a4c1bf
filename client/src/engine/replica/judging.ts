/** Judging again what is held, when authority or keyring changed: loaded then. [MEM5] */
import type { EntryId } from "@tomoshibi/shared/base/ids.ts";
import {
  type NamedEntry,
  judgeAgain,
  judgeEntry,
  readEntry,
} from "@tomoshibi/shared/sync/apply.ts";
import { type Change, changeBetween, mayBeJudgedOtherwise } from "@tomoshibi/shared/sync/judged.ts";
import { cover } from "@tomoshibi/shared/sync/outbox.ts";
import type { EntryRow } from "../store/rows.ts";
import { type Batch, indexed, setDelivery } from "./batch.ts";
import { coverAgain } from "./covering.ts";
import type { Engine } from "./engine.ts";
import { type HeldEntry, type Memory, holdEntry, rebuildRecords, toHeld } from "./memory.ts";
import { owe } from "./owing.ts";

/**
 * Judges again what is held, after the authority or the keyring changed: kept entries from their bytes, applied ones by their
 * author's standing alone, and only those for which something changed. Reads the store; outside of the transaction that writes,
 * whose version check makes that safe.
 *
 * Shape: `scope` "all" after an update of the app, which may judge otherwise on the same grounds.
 * Cost:  a statement about one device opens nothing that others wrote.
 */
export async function judgeHeld(
  batch: Batch,
  engine: Engine,
  memory: Memory,
  scope: "changed" | "all" = "changed",
): Promise<void> {
  const { authority, keyring } = memory;
  if (authority === undefined) return;
  const change = changeBetween(memory.judgedWith, { authority, keyring });
  memory.judgedWith = { authority, keyring };
  batch.touched.isAll = true;
  const isAll = scope === "all";
  // Whoever wrote nothing that is held changes no verdict, no record and no receipt: most who join are such.
  if (!isAll && !concernsHeld(memory, change)) return;
  // Those of before: what stops counting below was judged just now, and by more than its row says.
  const keptBefore = [...memory.kept];
  for (const held of [...memory.entries.values()]) {
    if (!isAll && !change.authors.has(held.author)) continue;
    if (held.state !== "applied" || held.payload === undefined || held.signedBy === undefined)
      continue;
    const { reason } = judgeAgain(authority, {
      ...held,
      signedBy: held.signedBy,
      payload: held.payload,
    });
    if (reason === undefined) continue;
    changeVerdict(batch, memory, { ...held, state: "kept", reason });
  }
  const waiting = keptBefore.filter((id) => {
    const held = memory.entries.get(id);
    return isAll || (held !== undefined && mayBeJudgedOtherwise(change, held));
  });
  const rows = waiting.length === 0 ? [] : await engine.database.entries.bulkGet(waiting);
  for (const row of rows) if (row !== undefined) judgeKept(batch, memory, row);
  settleCoverage(batch, memory, engine.clock.nowMs());
  rebuildRecords(memory);
}

function concernsHeld({ entries, kept }: Memory, { authors, audiences }: Change): boolean {
  if (audiences.size > 0 && kept.size > 0) return true;
  if (authors.size === 0) return false;
  for (const { author } of entries.values()) if (authors.has(author)) return true;
  return false;
}

/** Judges a kept row, each of its variants; puts the first that is verified in place. */
function judgeKept(batch: Batch, memory: Memory, row: EntryRow): void {
  const { identity, authority, keyring } = memory;
  if (identity === undefined || authority === undefined) return;
  const place = { association: identity.association, stream: row.stream };
  const context = {
    authority,
    keyring,
    verifySignature: memory.verifySignature,
    signedBy: (id: EntryId) => memory.entries.get(id)?.signedBy,
  };
  const candidates = [row.bytes, ...row.variants]
    .map((bytes) => ({ bytes, named: readEntry(place, bytes) }))
    .filter(
      (candidate): candidate is { bytes: Uint8Array; named: NamedEntry } =>
        candidate.named !== undefined,
    )
    .map(({ bytes, named }) => ({ bytes, verdict: judgeEntry(context, place, named) }));
  const best = candidates.find(({ verdict }) => verdict.signedBy !== undefined) ?? candidates[0];
  if (best === undefined) return;
  const { verdict, bytes } = best;
  const { signedBy } = verdict;
  const payload = memory.entries.get(row.entryId)?.payload;
  let reason = verdict.type === "applied" ? undefined : verdict.reason;
  // What this device writes and may not read it has open since it sealed it, and from nowhere else.
  if (reason === "noKey" && signedBy !== undefined && payload !== undefined)
    ({ reason } = judgeAgain(authority, { ...row, signedBy, payload }));
  if (reason === row.reason && signedBy === row.signedBy) return;
  const isVerified = signedBy !== undefined;
  const next: EntryRow = {
    ...row,
    ...(isVerified ? { bytes, variants: [] } : {}),
    state: reason === undefined ? "applied" : "kept",
    reason,
    signedBy,
    payload: verdict.opened ?? row.payload,
    ...(verdict.payload === undefined ? {} : indexed(verdict.payload)),
  };
  batch.entries.set(row.entryId, next);
  holdEntry(memory, toHeld(next));
}

function changeVerdict(batch: Batch, memory: Memory, held: HeldEntry): void {
  holdEntry(memory, held);
  const { state, reason } = held;
  batch.entryChanges.push({ key: held.entryId, changes: { state, reason } });
}

/** Receipts whose author lost its rights no longer cover; others do. [DEL1] */
function settleCoverage(batch: Batch, memory: Memory, nowMs: number): void {
  coverAgain(memory);
  for (const row of [...memory.outbox.values()]) {
    const coveredAtMs = memory.covered.get(row.entryId);
    if ((coveredAtMs === undefined) === (row.receivedAtMs === undefined)) continue;
    setDelivery(batch, memory, row.entryId, cover(row, coveredAtMs));
  }
  owe(batch, memory, new Set(memory.misses.keys()), nowMs);
}
