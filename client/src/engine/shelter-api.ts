/**
 * What a shelter's desk works with: the names it was given, and what was written down on this very device. Nothing else of other
 * households is here to be read. (decision 0047) [STR]
 *
 * Beside api.ts, not in it: what that gives on loads with the shell, and only this one screen reads here.
 */
import type { IncidentId } from "@tomoshibi/shared/base/ids.ts";
import type { Intent, ReportSafety } from "./commands.ts";
import type { HeldList } from "./replica/held-lists.ts";
import type { KEY_VALUES } from "./replica/memory.ts";
import type { DeliveryState } from "./views.ts";
import type { ReplicaDatabase } from "./store/database.ts";

/** As the engine names it, whose code screens do not load. */
const GROUP_LISTS: (typeof KEY_VALUES)["groupLists"] = "groupLists";

/** A household as a desk knows it. */
export interface ListedHousehold {
  readonly household: number;
  readonly group: number;
  readonly indexInGroup: number;
  readonly name: string;
  readonly kana: string;
}

/** What this device wrote down about a household, and how far it has come. */
export interface WrittenRecord {
  readonly intent: Intent["id"];
  readonly command: ReportSafety & { readonly household: number };
  /** No later one of this device has taken its place. */
  readonly isCurrent: boolean;
  /** It will not be sent: why stands in the refused commands. */
  readonly hasFailed: boolean;
  readonly delivery: DeliveryState;
}

/** The households of all groups, as officers' devices last wrapped them; none before they came and after the office ended. */
export async function listedHouseholds({
  keyValues,
}: Pick<ReplicaDatabase, "keyValues">): Promise<readonly ListedHousehold[]> {
  const stored = (await keyValues.get(GROUP_LISTS))?.value as [number, HeldList][] | undefined;
  return (stored ?? []).flatMap(([group, { rows }]) =>
    rows.map(({ household, indexInGroup, name, kana }) => ({
      ...{ household, group, indexInGroup, name, kana },
    })),
  );
}

/**
 * What was written down here for others, the newest first; what was erased since is left out. [DEL2] [ERA1]
 *
 * Of one incident, `joined`, and of others what has not arrived: a desk is ended once everything has, and incidents end before.
 * Without `joined` of all.
 */
export async function writtenRecords(
  { intents, outbox }: Pick<ReplicaDatabase, "intents" | "outbox">,
  joined?: readonly IncidentId[],
): Promise<readonly WrittenRecord[]> {
  const all = await intents.orderBy("createdAtMs").reverse().toArray();
  const records = all.flatMap((intent) => {
    const { command } = intent;
    if (command.type !== "reportSafety" || command.household === undefined) return [];
    if (command.subjects.length === 0) return [];
    return [{ intent, command: { ...command, household: command.household } }];
  });
  const corrected = new Set(
    records.flatMap(({ intent, command }) => (intent.state === "failed" ? [] : command.corrects)),
  );
  const written = await Promise.all(
    records.map(async ({ intent, command }): Promise<WrittenRecord> => {
      const { id, recordId, state } = intent;
      // A record is named by how its entry's id begins.
      const sent = recordId && (await outbox.where("entryId").startsWith(recordId).first());
      const isRelayed = Object.keys(sent?.relayedAtMs ?? {}).length > 0;
      return {
        ...{ intent: id, command, isCurrent: !corrected.has(id), hasFailed: state === "failed" },
        delivery: sent?.receivedAtMs !== undefined ? "received" : isRelayed ? "relayed" : "saved",
      };
    }),
  );
  return written.filter(
    ({ command, delivery, hasFailed }) =>
      joined === undefined ||
      joined.includes(command.incident) ||
      (delivery !== "received" && !hasFailed),
  );
}
