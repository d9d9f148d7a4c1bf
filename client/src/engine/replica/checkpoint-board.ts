/**
 * The boards that a checkpoint sums up, as a replica has them. [DOC4]
 *
 * Law: the same statements and entries give the same digest (G15). What hangs on documents is in no frontier: アプリなし is not compared,
 * and a hall is summed up as the household that its devices make it.
 *
 * Loaded with checkpoints.ts.
 */
import {
  DIGEST_INCIDENTS_MAX,
  type Digest,
  digestOfBoard,
  isSameDigest,
} from "@tomoshibi/shared/checkpoints/digest.ts";
import {
  type Frontier,
  SUMMED_STREAMS,
  devicesInOrder,
  frontierOf,
} from "@tomoshibi/shared/checkpoints/frontier.ts";
import type { StreamName } from "@tomoshibi/shared/entry/stream-name.ts";
import { foldRow, rowInputs } from "@tomoshibi/shared/safety/board.ts";
import { boardInput } from "../views/board-view.ts";
import { incidentViews } from "../views/incidents-view.ts";
import { type People, gatherPeople } from "../views/people.ts";
import type { IncidentView } from "../views.ts";
import type { Memory } from "./memory.ts";

/** Sums up the boards of the open incidents. Cost: as folding them. */
export function digestNow(memory: Memory, atSeconds: number): Digest {
  const people = withHalls(memory.people ?? gatherPeople(memory));
  const summed = summedIncidents(memory);
  const incidents = summed
    .map((incident) =>
      digestOfBoard(incident, rowInputs(boardInput(memory, incident, people)).map(foldRow)),
    )
    .toSorted((left, right) => (left.incident < right.incident ? -1 : 1));
  return { atSeconds, records: recordsAbout(memory, summed), incidents };
}

/** The roster alone says what is a hall: who has another one would find an honest sum wrong. */
function withHalls({ households, gone }: People): Pick<People, "households" | "gone"> {
  return { households: households.map((one) => ({ ...one, isPlace: false })), gone };
}

/**
 * Those that are open and sure, as the screen orders them; what nobody's counting record opened is not summed up. [MEM5]
 *
 * Nor is one in which an alert takes part: whose alerts are listened to is said in a document, and devices with the same entries may
 * not have the same one yet: an honest sum would be told apart from theirs. [STR2]
 */
export function summedIncidents(memory: Memory): readonly IncidentView[] {
  const opened = new Set(
    memory.records.aboutIncidents.flatMap(({ content }) =>
      content.kind === "incidentOpened" ? content.incident : [],
    ),
  );
  return incidentViews(memory)
    .filter(({ isOpen, isProvisional, isShown }) => isOpen && isShown && !isProvisional)
    .filter(({ joined }) => joined.every((id) => opened.has(id)))
    .slice(0, DIGEST_INCIDENTS_MAX);
}

/** How many reports, read marks and confirmed words of neighbours incidents were counted from. */
export function recordsAbout({ records }: Memory, incidents: readonly IncidentView[]): number {
  const joined = new Set(incidents.flatMap((incident) => incident.joined));
  const ofEach = [...joined].map(
    (id) => (records.reports.get(id)?.length ?? 0) + (records.reads.get(id)?.length ?? 0),
  );
  const confirmed = records.witnessConfirmed.filter(({ content }) => joined.has(content.incident));
  return ofEach.reduce((sum, count) => sum + count, confirmed.length);
}

/** Names all that this replica's boards are folded from. Errors: undefined before founding or joining. */
export function frontierNow(memory: Memory, salt: Uint8Array): Frontier | undefined {
  const { authority } = memory;
  if (authority === undefined) return undefined;
  return frontierOf({
    salt,
    statements: [...authority.counted],
    devices: devicesInOrder(authority.standings.keys()),
    entries: [...memory.entries.values()].filter(
      ({ state, stream }) => state === "applied" && SUMMED.has(stream),
    ),
  });
}

/** Tells whether a digest says of its incidents what was counted: it may leave some out. */
export function isSaidAlike(said: Digest, counted: Digest): boolean {
  const claimed = new Set(said.incidents.map(({ incident }) => incident));
  const incidents = counted.incidents.filter(({ incident }) => claimed.has(incident));
  return isSameDigest(said, { ...counted, incidents });
}

const SUMMED: ReadonlySet<StreamName> = new Set(SUMMED_STREAMS);
