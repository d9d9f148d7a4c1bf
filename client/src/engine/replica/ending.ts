/**
 * 世帯をはずす in the replica: what officers signed, what is erased and what stays are stored in one transaction. [ERA1] [MEM5]
 *
 * Invariants: all of it or nothing. No total and no count changes by it: who counted as registered is written down where nobody
 * had, and the counts of ended incidents in which the household spoke. What is said of it in an incident that goes on is never
 * erased, and keeps it here.
 *
 * Loaded when an officer does it.
 */
import type { EntryId } from "@tomoshibi/shared/base/ids.ts";
import type { StreamName } from "@tomoshibi/shared/entry/stream-name.ts";
import { standingsOf } from "@tomoshibi/shared/membership/authority.ts";
import { secondsOf } from "@tomoshibi/shared/records/fields.ts";
import { householdOf } from "@tomoshibi/shared/records/household.ts";
import type { HouseholdRow } from "@tomoshibi/shared/documents/roster/roster.ts";
import { frozenTotal } from "@tomoshibi/shared/safety/board.ts";
import { incidentViews } from "../views/incidents-view.ts";
import { gatherPeople } from "../views/people.ts";
import type { IncidentView } from "../views.ts";
import { createBatch } from "./batch.ts";
import { sealWrites } from "./drain.ts";
import { type Engine, commitBatch } from "./engine.ts";
import { OFFICERS_PART, erasuresOf, formsWith, isMeant, sumOf } from "./erasing.ts";
import type { HeldEntry, Memory } from "./memory.ts";
import type { PlannedWrite } from "./plan.ts";
import type { Ending, EndingAnswer } from "./replica.ts";
import { loadJudging, takeStatements } from "./statements.ts";
import { takeKeys } from "./take-keys.ts";

/** Ends a household. Errors: rejects, with nothing written, where this device may not write all of it. */
export async function endHousehold(
  engine: Engine,
  memory: Memory,
  ending: Ending,
): Promise<EndingAnswer> {
  const { household, statements, keys, removal } = ending;
  const open = incidentViews(memory).filter(({ isOpen }) => isOpen);
  if (open.some((incident) => canBeEnded(incident) && isSpokenOf(memory, incident, household)))
    return "openReports";
  // Before its devices are stopped: what is counted now is what stays.
  const writes = [
    ...(await countsOf(engine, memory, ending)),
    ...erasuresOf(wordsOf(memory, household, open), OFFICERS_PART, secondsOf(ending.atMs)),
  ];
  const isListed = isOnRoster(memory, household);
  const batch = createBatch();
  const stage = async (): Promise<void> => {
    const sealed = await sealWrites(batch, engine, memory, writes);
    if (sealed.type !== "sealed") throw new Error(`a household's end was not sealed`);
    if (isListed) await engine.database.intents.add(removal);
  };
  const nowMs = engine.clock.nowMs();
  const signed = statements.map(({ bytes }) => bytes);
  takeStatements(batch, memory, signed, { isDue: true, nowMs });
  if ((await takeKeys(engine, memory, batch, keys, stage)) > 0) return "ended";
  await (await loadJudging()).judgeHeld(batch, engine, memory);
  await commitBatch(engine, memory, batch, stage, { withIntents: true });
  return "ended";
}

/** One that no officer can see can be ended by none, and would keep a household here for ever. What is said in it stays. */
function canBeEnded({ isShown, isListed }: IncidentView): boolean {
  return isShown || isListed;
}

function isSpokenOf(
  { records }: Memory,
  { joined }: Pick<IncidentView, "joined">,
  household: number,
): boolean {
  const reports = joined.flatMap((id) => records.reports.get(id) ?? []);
  return reports.some(
    ({ content, authorHousehold }) => householdOf(content, authorHousehold) === household,
  );
}

/** Who counted as registered, and of ended incidents in which it spoke the counts. */
async function countsOf(
  engine: Engine,
  memory: Memory,
  { household, atMs }: Ending,
): Promise<readonly PlannedWrite[]> {
  const atSeconds = secondsOf(atMs);
  const { database } = engine;
  const { registered } = (memory.people ??= gatherPeople(memory));
  const writes: PlannedWrite[] = [];
  for (const shown of incidentViews(memory)) {
    const { incident, isOpen } = shown;
    const row = await database.boardRows.get([incident, household]);
    if (row === undefined) continue;
    const isSpoken = !isOpen && isSpokenOf(memory, shown, household);
    const sum = isSpoken ? await sumOf(engine, memory, incident, atSeconds) : undefined;
    if (sum !== undefined) writes.push({ stream: "officers", payload: sum, isOptional: false });
    else if (row.isInTotal && frozenTotal(memory.records.startLists, shown) === undefined) {
      const payload = { kind: "startList", incident, registered, atSeconds } as const;
      writes.push({ stream: "officers", payload, isOptional: false });
    }
  }
  return writes;
}

/** What the household reported, registered and said to its group, and what others reported of it; by stream. */
function wordsOf(
  memory: Memory,
  household: number,
  open: readonly IncidentView[],
): ReadonlyMap<StreamName, readonly EntryId[]> {
  const going = new Set(open.flatMap(({ joined }) => joined));
  const about = { incident: undefined, household, joined: undefined };
  const meant = [...memory.entries.values()].filter((held) =>
    isOwnWord(memory, held, household) ? true : isMeant(memory, held, about) && !isIn(held, going),
  );
  const byStream = new Map<StreamName, EntryId[]>();
  for (const { stream, entryId } of [...meant, ...formsWith(memory, meant, undefined)])
    byStream.set(stream, [...(byStream.get(stream) ?? []), entryId]);
  return byStream;
}

function isIn({ payload }: HeldEntry, incidents: ReadonlySet<string>): boolean {
  if (payload?.kind === "report") return incidents.has(payload.incident);
  return payload?.kind === "reportCopy" && incidents.has(payload.content.incident);
}

/** That it withdrew is no secret, and holds nothing but the time: it stays. */
function isOwnWord(
  { authority }: Memory,
  { payload, author }: HeldEntry,
  household: number,
): boolean {
  if (payload?.kind !== "registration" && payload?.kind !== "groupMessage") return false;
  if (authority === undefined) return false;
  return standingsOf(authority, author).some((standing) => standing.household === household);
}

function isOnRoster({ documents }: Memory, household: number): boolean {
  const rows = (documents.get("roster")?.state ?? []) as readonly HouseholdRow[];
  return rows.some(({ number, isRemoved }) => number === household && !isRemoved);
}
