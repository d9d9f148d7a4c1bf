/** Counts that officers' devices show to members, at most every 30 s while they change. [STR] */
import { SECONDS_MAX, secondsOf } from "@tomoshibi/shared/records/fields.ts";
import type { MemberCounts, Recorded } from "@tomoshibi/shared/records/record.ts";
import type { Incident } from "@tomoshibi/shared/safety/incident-types.ts";
import { incidentViews } from "../views/incidents-view.ts";
import { isOfficersReplica } from "../views/desk-replica.ts";
import { createBatch, sealInto, sealingKey } from "./batch.ts";
import { type Engine, commitBatch } from "./engine.ts";
import { type Memory, ownStanding } from "./memory.ts";

/** Shortest time between two counts of one incident, whoever wrote the first. */
export const COUNTS_MS = 30_000;

/** Writes the counts of open incidents that changed. Left to the next call: what changed within COUNTS_MS. */
export async function writeMemberCounts(engine: Engine, memory: Memory): Promise<void> {
  if (!isOfficersReplica(ownStanding(memory)) || sealingKey(memory, "members") === undefined)
    return;
  const nowMs = engine.clock.nowMs();
  const due: MemberCounts[] = [];
  for (const incident of incidentViews(memory)) {
    if (!incident.isOpen || incident.isProvisional) continue;
    const board = await engine.database.boardCounts.get([incident.incident, 0]);
    if (board === undefined || board.counts.answered === 0) continue;
    const { answered, total } = board.counts;
    const said = countsOf(memory, incident);
    if (!isWorthSaying(memory, said, { answered, total }, nowMs)) continue;
    due.push({
      kind: "memberCounts",
      incident: incident.incident,
      answered,
      total,
      atSeconds: nextCountsSeconds(said, nowMs),
    });
  }
  if (due.length === 0) return;
  const batch = createBatch();
  await commitBatch(engine, memory, batch, async () => {
    for (const counts of due)
      await sealInto(batch, { database: engine.database, memory, nowMs }, "members", counts);
  });
}

/**
 * Whether these counts are news: neither what members see now nor what this device said last. The second keeps two desks that
 * hold different entries from contradicting each other for ever.
 */
function isWorthSaying(
  memory: Memory,
  said: readonly Recorded<MemberCounts>[],
  counts: { readonly answered: number; readonly total: number },
  nowMs: number,
): boolean {
  const shown = latest(said);
  const own = latest(said.filter(({ author }) => author === memory.identity?.device));
  if (shown !== undefined && Math.abs(nowMs - shown.arrivedAtMs) < COUNTS_MS) return false;
  return [shown, own].every(
    (last) => last?.content.answered !== counts.answered || last.content.total !== counts.total,
  );
}

function countsOf(memory: Memory, { joined }: Incident): readonly Recorded<MemberCounts>[] {
  return memory.records.memberCounts.filter(({ content }) => joined.includes(content.incident));
}

/**
 * Later than all counts that were seen: members see the latest by what it says, so that a clock that was fast and is put right
 * would otherwise leave old counts before them, and this device saying the new ones for ever. Units: ms in, seconds out.
 */
function nextCountsSeconds(said: readonly Recorded<MemberCounts>[], nowMs: number): number {
  const shown = latest(said)?.content.atSeconds ?? 0;
  return Math.min(SECONDS_MAX, Math.max(secondsOf(nowMs), shown + 1));
}

function latest(records: readonly Recorded<MemberCounts>[]): Recorded<MemberCounts> | undefined {
  return records.toSorted((left, right) => left.content.atSeconds - right.content.atSeconds).at(-1);
}
