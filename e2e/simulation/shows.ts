/** What a replica shows, without what is its own: when something arrived here, what this device did itself. */
import { groupBy } from "@tomoshibi/shared/base/group-by.ts";
import type { Person } from "./person.ts";
import { isRecorderIn } from "./town.ts";

/** What screens show to one who may see it, as text to compare. */
export interface Shows {
  readonly asOfficer: string;
  readonly asMember: string;
  readonly asFamily: string;
  /** The boards of groups, by group. */
  readonly byGroup: readonly (readonly [group: number, board: string])[];
}

/** Times of arrival, and rows that follow from them, are each device's own. */
const OWN = new Set([
  "arrivedAtMs",
  "lastArrivedAtMs",
  "isReadByMe",
  "isOpenedByMe",
  "isShown",
  "isListed",
  "cardMadeAtMs",
  "atMs",
]);

/** Gathers it; without the mark of a fork on devices in `unlike`, for who did not get both branches knows of none. */
export async function showsOf(
  { citizen, store }: Person,
  unlike: ReadonlySet<string>,
): Promise<Shows> {
  const opened = new Set(
    (await store.entries.where("kind").equals("incidentOpened").toArray())
      .filter(({ state }) => state === "applied")
      .map(({ incident }) => incident),
  );
  // Where only a stopped device opened, officers alone see that others reported in it. [MEM5]
  const incidents = (await store.incidents.toArray()).filter(({ joined }) =>
    joined.some((id) => opened.has(id)),
  );
  const circulars = (await store.circulars.toArray()).map(
    ({ circular, title, body, publishedAtMs, isWithdrawn }) => ({
      circular,
      title,
      body,
      publishedAtMs,
      isWithdrawn,
    }),
  );
  const own = (await store.ownReports.toArray()).map(
    ({ recordId, incident, subjects, comment, isCurrent }) => ({
      recordId,
      incident,
      subjects,
      comment,
      isCurrent,
    }),
  );
  return {
    // Nobody else has a board.
    asOfficer: !isRecorderIn(citizen.station)
      ? ""
      : textOf([
          await store.boardRows.toArray(),
          await store.boardCounts.toArray(),
          await store.households.toArray(),
          ...(await documentsOf(store)),
          (await store.devices.toArray()).map((row) => ({
            ...row,
            flags: row.flags.filter((flag) => flag !== "fork" || !unlike.has(row.device)),
          })),
        ]),
    asMember: textOf([incidents.map(({ memberCounts: _theirs, ...rest }) => rest), circulars]),
    asFamily: textOf(own),
    byGroup: await boardsOf(store),
  };
}

/** Which generations are read, what they say, and what came too late for them. */
async function documentsOf(store: Person["store"]): Promise<readonly unknown[]> {
  const rows = (await store.documents.toArray()).toSorted((left, right) =>
    left.document < right.document ? -1 : 1,
  );
  // Where all that was said was by somebody who was stopped since, who heard of it has a document that says nothing.
  const said = rows.filter(({ state, late = [] }) => textOf([state, late]) !== "[[],[]]");
  return said.map(({ document, generation, state, late = [] }) => ({
    ...{ document, generation, state },
    late: late.map(({ recordId, writes }) => `${recordId} ${textOf(writes)}`).toSorted(),
  }));
}

/** What a message says and whose it is; where it stands hangs on when it arrived, and marks only who has a roster sees. [STR3] */
async function boardsOf(store: Person["store"]): Promise<Shows["byGroup"]> {
  const rows = (await store.groupMessages.toArray()).toSorted((left, right) =>
    left.recordId < right.recordId ? -1 : 1,
  );
  const said = rows.map(
    ({ group, recordId, household, name, text, writtenAtMs, isByLeader, isConfirmed }) => ({
      ...{ group, recordId, household, name, text, writtenAtMs, isByLeader, isConfirmed },
    }),
  );
  return [...groupBy(said, ({ group }) => group)].map(([group, of]) => [group, textOf(of)]);
}

function textOf(value: unknown): string {
  return JSON.stringify(value, (name, item: unknown) => {
    if (OWN.has(name)) return undefined;
    if (typeof item !== "object" || item === null || Array.isArray(item)) return item;
    return Object.fromEntries(
      Object.entries(item).toSorted(([left], [right]) => (left < right ? -1 : 1)),
    );
  });
}
