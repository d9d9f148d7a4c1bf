/** What a replica came to: what it applied, what counts, and what its screens show, without times of arrival. */
import type { OpenReplica } from "@tomoshibi/client/engine/replica/replica.ts";
import type { ReplicaStore } from "@tomoshibi/client/engine/store/replica-store.ts";
import type { EntryRow } from "@tomoshibi/client/engine/store/rows.ts";
import type { EntryId, RecordId } from "@tomoshibi/shared/base/ids.ts";

/** One state. */
export interface State {
  readonly applied: ReadonlyMap<EntryId, EntryRow>;
  /** Statements that count. */
  readonly authority: string;
  /** Devices and what they are. */
  readonly roles: string;
  /** Reports on the board that nobody took back. */
  readonly current: readonly { readonly recordId: RecordId; readonly household: number }[];
  readonly shown: string;
}

/** Gathers it. */
export async function stateOf(store: ReplicaStore, replica: OpenReplica): Promise<State> {
  const rows = await store.entries.toArray();
  const boardRows = await store.boardRows.toArray();
  const { authority } = replica;
  const standings = [...(authority?.standings ?? [])].flatMap(([device, list]) =>
    list.map(({ roles, household }) => `${device} ${[...roles].toSorted().join("+")} ${household}`),
  );
  return {
    applied: new Map(
      rows.filter(({ state }) => state === "applied").map((row) => [row.entryId, row]),
    ),
    authority: [...(authority?.counted ?? [])].toSorted().join(),
    roles: standings.toSorted().join("\n"),
    current: boardRows.flatMap(({ household, reports }) =>
      reports.filter(({ isCurrent }) => isCurrent).map(({ recordId }) => ({ recordId, household })),
    ),
    shown: textOf([
      boardRows,
      await store.boardCounts.toArray(),
      await store.incidents.toArray(),
      await store.households.toArray(),
      await store.ownReports.toArray(),
      await store.lateArrivals.toArray(),
      await store.circulars.toArray(),
      await store.groupMessages.toArray(),
      await store.devices.toArray(),
      (await store.documents.toArray()).map(({ document, state }) => ({ document, state })),
    ]),
  };
}

/** Times of arrival are each device's own. */
const OWN = new Set(["arrivedAtMs", "lastArrivedAtMs", "relayedAtMs", "receivedAtMs"]);

function textOf(tables: readonly (readonly object[])[]): string {
  const texts = tables.map((rows) => rows.map(rowText).toSorted());
  return texts.map((rows) => rows.join("\n")).join("\n---\n");
}

function rowText(row: object): string {
  return JSON.stringify(row, (name, item: unknown) => {
    if (OWN.has(name)) return undefined;
    if (typeof item !== "object" || item === null || Array.isArray(item)) return item;
    return Object.fromEntries(
      Object.entries(item).toSorted(([left], [right]) => (left < right ? -1 : 1)),
    );
  });
}
