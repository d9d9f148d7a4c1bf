/** What an officer should know that was kept and not applied, and keys that are missing. [KEY2] [ENT6] */
import { recordIdOf } from "@tomoshibi/shared/base/ids.ts";
import { missingKeys } from "@tomoshibi/shared/keys/keyring.ts";
import { foldHeld } from "@tomoshibi/shared/safety/held.ts";
import { FORMS_HELD_MAX, type Memory, ownStanding } from "../replica/memory.ts";
import { OWN_KEPT } from "../store/refused.ts";
import type { NoticeView } from "../views.ts";
import { isOfficersReplica } from "./desk-replica.ts";

/**
 * Lists notices; codes: `kept.<reason>` (detail: how many), `formHelp` (how many forms of the no-app page call for help), `formsFull` (as many as a device holds), `fork` (the device), `keyMissing` (the audience),
 * `setAside` (the document), `refused.<reason>` (the entry), `ownKept` (the record of an own entry that does not count).
 *
 * A member's device tells of itself only: its own missing keys, its own fork, its own refused entries.
 */
export function noticeViews(memory: Memory): readonly NoticeView[] {
  const standing = ownStanding(memory);
  const isOfficer = isOfficersReplica(standing);
  const own = memory.identity?.device;
  const forks = [...memory.forks].filter((device) => isOfficer || device === own);
  return [
    ...(isOfficer ? keptNotices(memory) : []),
    ...(isOfficer ? setAsideNotices(memory) : []),
    ...ownKeptNotices(memory),
    ...forks.map((device) => notice(`fork/${device}`, "fork", device, 0)),
    ...missing(memory).map((audience) =>
      notice(`keyMissing/${audience}`, "keyMissing", audience, 0),
    ),
    ...[...memory.refused].map(([entryId, reason]) =>
      notice(`refused/${entryId}`, `refused.${reason}`, entryId, 0),
    ),
  ];
}

function missing(memory: Memory): readonly string[] {
  const standing = ownStanding(memory);
  if (standing === undefined || memory.authority === undefined) return [];
  const audiences = missingKeys(memory.authority, memory.keyring, standing).map(
    ({ body }) => body.audience,
  );
  // A card made by another officer brings a household's key here a little later: no alarm.
  return [...new Set(audiences)].filter(
    (audience) =>
      !audience.startsWith("household/") || audience === `household/${standing.household}`,
  );
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

/**
 * What this device wrote and may not have written: its office had ended, and it did not know yet. Judged again without the key of
 * an audience it writes to and does not read, such an entry says noKey. A stopped device's reports wait in the officers' tray. [MEM5]
 */
function ownKeptNotices(memory: Memory): readonly NoticeView[] {
  if (ownStanding(memory)?.revoked !== undefined) return [];
  return [...memory.kept].flatMap((entryId) => {
    const held = memory.entries.get(entryId);
    const isOwn = held?.author === memory.identity?.device;
    if (!isOwn || (held?.reason !== "notAllowed" && held?.reason !== "noKey")) return [];
    return [notice(OWN_KEPT + entryId, "ownKept", recordIdOf(entryId), held.arrivedAtMs)];
  });
}

function setAsideNotices(memory: Memory): readonly NoticeView[] {
  const documents = [...memory.documents.values()].filter(({ setAside }) => setAside > 0);
  return documents.map(({ document }) => notice(`setAside/${document}`, "setAside", document, 0));
}

function notice(id: string, code: string, detail: string, atMs: number): NoticeView {
  return { id, code, detail, atMs };
}
