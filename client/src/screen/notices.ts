/** What the replica wants people to know of itself: a few sentences from many notices. [KEY2] [ENT6] */
import { useLiveQuery } from "dexie-react-hooks";
import type { NoticeView } from "../engine/api.ts";
import { useReplica } from "./replica-context.tsx";

/** The notices as they stand. */
export function useNotices(): readonly NoticeView[] {
  const { database } = useReplica();
  return useLiveQuery(() => database.notices.toArray(), [database]) ?? [];
}

/** What is wrong with this device itself, each once. */
export type OwnTrouble = "keyMissing" | "fork" | "refused";

/** Which troubles of its own a device's notices tell of. Pure. `device`: this one's id. */
export function ownTroubles(notices: readonly NoticeView[], device: string): readonly OwnTrouble[] {
  const has = (isMeant: (notice: NoticeView) => boolean): boolean => notices.some(isMeant);
  return [
    ...(has(({ code }) => code === "keyMissing") ? (["keyMissing"] as const) : []),
    ...(has(({ code, detail }) => code === "fork" && detail === device) ? (["fork"] as const) : []),
    // What somebody erased is refused because it is gone: nobody has to act.
    ...(has(({ code }) => code.startsWith("refused.") && code !== "refused.erased")
      ? (["refused"] as const)
      : []),
  ];
}

/** Why something is not used on an officer's device, in the words there are for it. */
export type Unused = "noKey" | "update" | "damaged" | "notAllowed" | "unknown";

const UNUSED: Readonly<Record<string, Unused>> = {
  "kept.noKey": "noKey",
  "kept.unknownKind": "update",
  "kept.malformed": "damaged",
  "kept.badSignature": "damaged",
  "kept.notAllowed": "notAllowed",
  "kept.unknownAuthor": "unknown",
};

/** Counts what is kept and not used, by why. Pure. What stopped devices reported has a screen of its own. [MEM5] */
export function unusedByReason(notices: readonly NoticeView[]): ReadonlyMap<Unused, number> {
  const counts = new Map<Unused, number>();
  for (const { code, detail } of notices) {
    const reason = UNUSED[code];
    if (reason !== undefined) counts.set(reason, (counts.get(reason) ?? 0) + Number(detail));
  }
  return counts;
}
