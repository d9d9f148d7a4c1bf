/**
 * Erasing what the next generation of a document holds as well, and what households that are off the roster said when they
 * joined. [DOC3] [ERA1]
 *
 * Invariant: nothing is listed before an officer's receipt covers the whole beginning: a phone that falls into the water between
 * the two leaves the old generation as it was.
 */
import type { EntryId } from "@tomoshibi/shared/base/ids.ts";
import type { HouseholdRow } from "@tomoshibi/shared/documents/roster/roster.ts";
import type { StreamName } from "@tomoshibi/shared/entry/stream-name.ts";
import { standingsOf } from "@tomoshibi/shared/membership/authority.ts";
import type { DocumentName } from "@tomoshibi/shared/records/record.ts";
import type { EraseSummedUp } from "../commands.ts";
import type { Engine } from "./engine.ts";
import { generationsOf, namesBegun, summedEntries } from "./generations-of.ts";
import type { HeldEntry, Memory } from "./memory.ts";

/** The entries to erase, by stream. Errors: undefined while the beginning is under way; "failed" when there will be none. */
export async function listSummedUp(
  { database }: Engine,
  memory: Memory,
  { after }: EraseSummedUp,
): Promise<ReadonlyMap<StreamName, readonly EntryId[]> | "failed" | undefined> {
  const beginning = await database.intents.get(after);
  if (beginning === undefined || beginning.state === "failed") return "failed";
  if (beginning.state !== "sealed") return undefined;
  if (!namesBegun(memory).every((name) => isReceived(memory, name))) return undefined;
  // An own beginning that another's overtook may be on this phone alone: what only it sums up is not listed.
  const summed = summedEntries(memory, (id) => memory.coveredRecords.has(id));
  // Who asks for one circular's words to be erased has said nothing of the roster.
  const { command } = beginning;
  const isOfRoster = command.type === "tidyDocuments" && command.circular === undefined;
  const removed = isOfRoster ? removedHouseholds(memory) : NOBODY;
  const byStream = new Map<StreamName, EntryId[]>();
  for (const held of memory.entries.values())
    if (summed.has(held.entryId) || isRegistrationOf(memory, held, removed))
      byStream.set(held.stream, [...(byStream.get(held.stream) ?? []), held.entryId]);
  return byStream;
}

const NOBODY: ReadonlySet<number> = new Set();

function isReceived(memory: Memory, name: DocumentName): boolean {
  return generationsOf(memory, name).beginning.every((id) => {
    const entryId = memory.records.entryByRecord.get(id);
    return entryId !== undefined && memory.covered.has(entryId);
  });
}

function removedHouseholds({ documents }: Memory): ReadonlySet<number> {
  const rows = (documents.get("roster")?.state ?? []) as readonly HouseholdRow[];
  return new Set(rows.flatMap(({ number, isRemoved }) => (isRemoved ? [number] : [])));
}

function isRegistrationOf(
  { authority }: Memory,
  { payload, author }: HeldEntry,
  households: ReadonlySet<number>,
): boolean {
  if (payload?.kind !== "registration" || authority === undefined) return false;
  return standingsOf(authority, author).some(({ household }) => households.has(household));
}
