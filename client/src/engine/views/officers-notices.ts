/** What an officer should know that was kept and not applied; a part of what desks show. [ENT6] [MEM5] */
import { recordIdOf } from "@tomoshibi/shared/base/ids.ts";
import { foldHeld } from "@tomoshibi/shared/safety/held.ts";
import { FORMS_HELD_MAX, type Memory, ownStanding } from "../replica/memory.ts";
import type { NoticeView } from "../views.ts";
import { isOfficersReplica } from "./desk-replica.ts";
import { notice } from "./notices.ts";

/**
 * Lists notices for officers; codes: `kept.<reason>` (detail: how many), `formHelp` (how many forms of the no-app page call for
 * help), `formsFull` (as many as a device holds), `setAside` (the document).
 */
export function officersNotices(memory: Memory): readonly NoticeView[] {
  if (!isOfficersReplica(ownStanding(memory))) return [];
  return [...keptNotices(memory), ...setAsideNotices(memory)];
}

function keptNotices(memory: Memory): readonly NoticeView[] {
  const byReason = new Map<string, { count: number; atMs: number }>();
  let [calls, forms] = [0, 0];
  const decided = foldHeld(memory.records.heldDecisions);
  for (const entryId of memory.kept) {
    const held = memory.entries.get(entryId);
    if (held?.reason === undefined || held.reason === "husk" || held.reason === "erased") continue;
    forms += Number(held.stream === "forms");
    // Who has no more than the poster is not to make anybody look for a key.
    if (held.stream === "forms" && held.reason !== "form") continue;
    // What officers decided about is no news any more. [MEM5]
    if ((decided.get(recordIdOf(entryId)) ?? "open") !== "open") continue;
    if (held.payload?.kind === "form" && held.payload.status === "help") calls += 1;
    const before = byReason.get(held.reason) ?? { count: 0, atMs: 0 };
    byReason.set(held.reason, {
      count: before.count + 1,
      atMs: Math.max(before.atMs, held.arrivedAtMs),
    });
  }
  const notices = [...byReason].map(([reason, { count, atMs }]) =>
    notice(`kept/${reason}`, `kept.${reason}`, String(count), atMs),
  );
  if (calls > 0) notices.push(notice("kept/form/help", "formHelp", `${calls}`, 0));
  if (forms >= FORMS_HELD_MAX) notices.push(notice("formsFull", "formsFull", `${forms}`, 0));
  return notices;
}

function setAsideNotices(memory: Memory): readonly NoticeView[] {
  const documents = [...memory.documents.values()].filter(({ setAside }) => setAside > 0);
  return documents.map(({ document }) => notice(`setAside/${document}`, "setAside", document, 0));
}
