/**
 * What changes of documents stand on, brought to everybody. Officers' devices alone; loaded with officers-work.ts. [DOC2]
 *
 * What a device wrote past its end comes to officers, where a relay has not kept it from before (the intake): members, and who joins
 * later, would never show what an honest officer built on it. So an officer's device says such a change once more, in an entry of its
 * own that counts. A change is known by what it says: said twice it is the same one.
 */
import { bytesToHex } from "@tomoshibi/shared/base/bytes.ts";
import { documentStream } from "@tomoshibi/shared/records/policy.ts";
import type { DocumentChanged, DocumentName } from "@tomoshibi/shared/records/record.ts";
import { isOfficersReplica } from "../views/desk-replica.ts";
import { createBatch, sealInto, sealingKey } from "./batch.ts";
import { type Engine, commitBatch } from "./engine.ts";
import { type Memory, ownStanding } from "./memory.ts";

/** Says what no counting entry says yet. Left to the next call: a document whose stream this device has no key for. */
export async function carryAncestors(engine: Engine, memory: Memory): Promise<void> {
  if (!isOfficersReplica(ownStanding(memory))) return;
  const due = dueAncestors(memory).filter(
    ({ document }) => sealingKey(memory, documentStream(document)) !== undefined,
  );
  if (due.length === 0) return;
  const batch = createBatch();
  const context = { database: engine.database, memory, nowMs: engine.clock.nowMs() };
  await commitBatch(engine, memory, batch, async () => {
    for (const change of due)
      await sealInto(batch, context, documentStream(change.document), change);
  });
}

function dueAncestors({ documents, records }: Memory): readonly DocumentChanged[] {
  return [...documents].flatMap(([name, { ancestors = [], generation = 1 }]) => {
    if (ancestors.length === 0) return [];
    const document = name as DocumentName;
    const about = records.changes.filter(({ content }) => content.document === document);
    const said = new Set(about.flatMap(({ content }) => content.changes.map(bytesToHex)));
    return ancestors.flatMap((change) =>
      said.has(bytesToHex(change))
        ? []
        : [{ kind: "documentChanged", document, generation, changes: [change] } as const],
    );
  });
}
