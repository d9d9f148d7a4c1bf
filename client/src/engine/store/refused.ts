/**
 * Commands that came to nothing after the screen had said "saved", for whoever gave them to be told: those that may not be written,
 * and those that were written and stopped counting, as when an office ended before they arrived. Nothing of them is removed. [DEL3]
 */
import type { RecordId } from "@tomoshibi/shared/base/ids.ts";
import type { Command, Intent } from "../commands.ts";
import type { ReplicaDatabase } from "./database.ts";

/** Ids of the notices about own entries that do not count begin with this; their detail is the record. */
export const OWN_KEPT = "ownKept/";

/** A command, and why it came to nothing; message catalogue: `why.<failure>`. */
export interface RefusedCommand {
  readonly id: Intent["id"];
  readonly command: Command;
  readonly createdAtMs: number;
  readonly failure: "notAllowed" | "tooLarge" | "failed";
}

/** What the person has not put aside yet, the newest first. */
export async function refusedCommands(
  database: Pick<ReplicaDatabase, "intents" | "notices">,
): Promise<readonly RefusedCommand[]> {
  const failed = await database.intents.where("state").equals("failed").toArray();
  const kept = await database.notices.where("id").startsWith(OWN_KEPT).toArray();
  const records = new Set(kept.map(({ detail }) => detail as RecordId));
  const uncounted =
    records.size === 0
      ? []
      : await database.intents
          .filter(({ recordId }) => recordId !== undefined && records.has(recordId))
          .toArray();
  return [...failed, ...uncounted]
    .filter((intent) => intent.isPutAside !== true && !isUnasked(intent.command))
    .map(toRefused)
    .toSorted((left, right) => right.createdAtMs - left.createdAtMs);
}

/** わかりました: told once is enough. What was written stays where it is. */
export async function putRefusedAside(
  database: Pick<ReplicaDatabase, "intents">,
  ids: readonly Intent["id"][],
): Promise<void> {
  await database.intents.where("id").anyOf(ids).modify({ isPutAside: true });
}

function toRefused({ id, command, createdAtMs, failure }: Intent): RefusedCommand {
  const isOther = failure === "tooLarge" || failure === "failed";
  return { id, command, createdAtMs, failure: isOther ? failure : "notAllowed" };
}

/** Marks that the app makes by itself: nobody waits for them. */
function isUnasked({ type }: Command): boolean {
  return type === "markIncidentRead" || type === "markCircularRead";
}
