/** What a person should know: keys that are missing, what was refused, forks. What officers are told besides is officers-notices.ts. [KEY2] [ENT6] */
import { recordIdOf } from "@tomoshibi/shared/base/ids.ts";
import { missingKeys } from "@tomoshibi/shared/keys/keyring.ts";
import { type Memory, ownStanding } from "../replica/memory.ts";
import { OWN_KEPT } from "../store/refused.ts";
import type { NoticeView } from "../views.ts";
import { isOfficersReplica } from "./desk-replica.ts";

/**
 * Lists notices; codes: `fork` (detail: the device), `keyMissing` (the audience), `refused.<reason>` (the entry), `ownKept` (the
 * record of an own entry that does not count).
 *
 * A member's device tells of itself only: its own missing keys, its own fork, its own refused entries.
 */
export function noticeViews(memory: Memory): readonly NoticeView[] {
  const isOfficer = isOfficersReplica(ownStanding(memory));
  const own = memory.identity?.device;
  const forks = [...memory.forks].filter((device) => isOfficer || device === own);
  return [
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

/** One notice. */
export function notice(id: string, code: string, detail: string, atMs: number): NoticeView {
  return { id, code, detail, atMs };
}
