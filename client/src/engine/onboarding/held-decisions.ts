/** What officers decided about what is held: reports of stopped devices, and forms. [MEM5] [FORM3] */
import { recordIdOf } from "@tomoshibi/shared/base/ids.ts";
import { decodePayload } from "@tomoshibi/shared/records/payload.ts";
import type { Decision } from "@tomoshibi/shared/safety/held.ts";
import type { ReplicaDatabase } from "../store/database.ts";
import type { EntryRow } from "../store/rows.ts";

/** Those that are applied here. */
export async function heldDecisions(database: ReplicaDatabase): Promise<readonly Decision[]> {
  const rows = await database.entries.where("kind").equals("heldDecided").toArray();
  return rows.flatMap((row) => toDecision(row) ?? []);
}

function toDecision({ entryId, author, state, payload }: EntryRow): Decision | undefined {
  const content = payload && decodePayload(payload);
  if (state !== "applied" || content?.kind !== "heldDecided") return undefined;
  return { recordId: recordIdOf(entryId), author, content };
}
