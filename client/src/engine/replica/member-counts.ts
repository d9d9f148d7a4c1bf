/** Counts that officers' devices show to members, at most every 30 s while they change. [STR] */
import { secondsOf } from "@tomoshibi/shared/records/fields.ts";
import type { MemberCounts, Recorded } from "@tomoshibi/shared/records/record.ts";
import type { Incident } from "@tomoshibi/shared/safety/incident-types.ts";
import { incidentViews } from "../views/incidents-view.ts";
import { isOfficersReplica } from "../views/people.ts";
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
    if (!isWorthSaying(memory, incident, { answered, total }, nowMs)) continue;
    due.push({
      kind: "memberCounts",
      incident: incident.incident,
      answered,
      total,
      atSeconds: secondsOf(nowMs),
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
  incident: Incident,
  counts: { readonly answered: number; readonly total: number },
  nowMs: number,
): boolean {
  const said = memory.records.memberCounts.filter(({ content }) =>
    incident.joined.includes(content.incident),
  );
  const shown = latest(said);
  const own = latest(said.filter(({ author }) => author === memory.identity?.device));
  if (shown !== undefined && Math.abs(nowMs - shown.arrivedAtMs) < COUNTS_MS) return false;
  return [shown, own].every(
    (last) => last?.content.answered !== counts.answered || last.content.total !== counts.total,
  );
}

function latest(records: readonly Recorded<MemberCounts>[]): Recorded<MemberCounts> | undefined {
  return records.toSorted((left, right) => left.content.atSeconds - right.content.atSeconds).at(-1);
}
