/**
 * Checkpoints in the replica: what other officers' devices summed up is shown as 未検証 until it can be counted again here, and an
 * officer's device sums up its own boards now and then. [DOC4]
 *
 * Invariants: nothing of a checkpoint enters a board, a count for members, a print or a file: it stands in a table of its own. Only
 * a device that counts another number from the very same set says so, with the signer's name.
 *
 * Loaded with officers-work.ts alone.
 */
import { bytesToHex } from "@tomoshibi/shared/base/bytes.ts";
import type { EntryId } from "@tomoshibi/shared/base/ids.ts";
import {
  type Digest,
  type IncidentDigest,
  countsOfDigest,
  decodeDigest,
  encodeDigest,
  isSameDigest,
} from "@tomoshibi/shared/checkpoints/digest.ts";
import {
  decodeFrontier,
  encodeFrontier,
  frontierMark,
} from "@tomoshibi/shared/checkpoints/frontier.ts";
import { FRONTIER_MARK_BYTES } from "@tomoshibi/shared/records/record.ts";
import { secondsOf } from "@tomoshibi/shared/records/fields.ts";
import { incidentViews } from "../views/incidents-view.ts";
import { isOfficersReplica } from "../views/desk-replica.ts";
import { type View, cachedRows, isSame, replaceRows } from "../views/row-cache.ts";
import type { CheckpointView } from "../views.ts";
import { createBatch, sealInto, sealingKey } from "./batch.ts";
import {
  digestNow,
  frontierNow,
  isSaidAlike,
  recordsAbout,
  summedIncidents,
} from "./checkpoint-board.ts";
import { type Comparing, countAgain, createComparing } from "./checkpoint-comparing.ts";
import { type Engine, commitBatch } from "./engine.ts";
import { type HeldEntry, type Memory, ownStanding } from "./memory.ts";

/** Fewest records that are worth summing up, and fewest new ones that are worth summing up again. */
export const CHECKPOINT_RECORDS_MIN = 16;
/** Shortest time between two checkpoints, whoever wrote the first. */
export const CHECKPOINT_MS = 120_000;
/** After this long a few new records are worth it too. */
export const CHECKPOINT_CALM_MS = 15 * 60_000;
/** How long a checkpoint that this device cannot verify keeps it from writing its own: it may simply be behind. */
export const CHECKPOINT_BEHIND_MS = 60 * 60_000;
/** New ones are worth it from this part of the old: so that all of an incident's together grow with it, not with its square. */
const GROWTH_PART = 8;
/** Most bytes of a digest or a frontier: what fits an entry. [ENT5] */
const PAYLOAD_BYTES_MAX = 60_000;

/** What was found out about checkpoints; those written again are forgotten with the engine. */
export interface Verdicts {
  /** This device's own digest of the same set, or that they are right. */
  readonly given: Map<EntryId, "agrees" | Digest>;
  /** How far the others have come, of the newest of each signer. */
  readonly comparing: Map<EntryId, Comparing>;
  /** The marks of frontiers, in hex, each hashed once. */
  readonly marks: Map<EntryId, string>;
}

/** Shows what is not verified, and what is wrong. Cost: O(entries), and a fold of the boards for what was not tried as it is. */
export async function lookAtCheckpoints(
  engine: Engine,
  memory: Memory,
  verdicts: Verdicts,
): Promise<void> {
  const view = viewOf(engine);
  const isOfficer = isOfficersReplica(ownStanding(memory));
  const rows = isOfficer ? rowsOf(memory, verdicts) : [];
  const held = await cachedRows(memory.views, view);
  const isHeld = rows.every((row) => isSame(held.get(String(view.keyOf(row))), row));
  if (isHeld && held.size === rows.length) return;
  await commitBatch(engine, memory, createBatch(), async () =>
    replaceRows(memory.views, view, rows),
  );
}

/** Writes a checkpoint when it is worth it, the frontier first; who reads the newest entry alone gets the digest. */
export async function writeCheckpoint(
  engine: Engine,
  memory: Memory,
  verdicts: Verdicts,
): Promise<void> {
  const { identity, ownSignKey } = memory;
  if (!isOfficersReplica(ownStanding(memory)) || sealingKey(memory, "checkpoints") === undefined)
    return;
  if (identity === undefined || ownSignKey === undefined) return;
  const nowMs = engine.clock.nowMs();
  const records = recordsAbout(memory, summedIncidents(memory));
  if (!isWorthWriting(memory, verdicts, records, nowMs)) return;
  const digest = digestNow(memory, secondsOf(nowMs));
  const frontier = frontierNow(memory, engine.random.bytes(FRONTIER_MARK_BYTES));
  if (frontier === undefined) return;
  // Counted again as everybody else will: what this device itself does not find so, it does not claim.
  const again = countAgain(memory, createComparing(frontier), {
    author: identity.device,
    signedBy: bytesToHex(ownSignKey),
  });
  if (again === undefined || !isSaidAlike(digest, again)) return;
  const encoded = { frontier: encodeFrontier(frontier), digest: encodeDigest(digest) };
  if (Math.max(encoded.frontier.length, encoded.digest.length) > PAYLOAD_BYTES_MAX) return;
  const batch = createBatch();
  await commitBatch(engine, memory, batch, async () => {
    const context = { database: engine.database, memory, nowMs };
    await sealInto(batch, context, "checkpoints", {
      ...{ kind: "checkpointFrontier", frontier: encoded.frontier },
    });
    await sealInto(batch, context, "checkpoints", {
      ...{ kind: "checkpoint", frontier: frontierMark(encoded.frontier), digest: encoded.digest },
    });
  });
}

/** A checkpoint that counts, and what it says. */
interface Held {
  readonly held: HeldEntry;
  readonly mark: Uint8Array;
  readonly digest: Digest;
}

/** The newest of each officer's device, the newest of all first. Those of stopped devices are not applied. [MEM5] */
function newestCheckpoints(memory: Memory): readonly Held[] {
  const byAuthor = new Map<string, HeldEntry>();
  for (const held of memory.entries.values()) {
    if (held.state !== "applied" || held.payload?.kind !== "checkpoint") continue;
    const other = byAuthor.get(held.author);
    const isLater =
      other === undefined ||
      held.seq > other.seq ||
      (held.seq === other.seq && held.entryId < other.entryId);
    if (isLater) byAuthor.set(held.author, held);
  }
  return [...byAuthor.values()].flatMap((held) => readCheckpoint(held)).toSorted(compareNewest);
}

function readCheckpoint(held: HeldEntry): readonly Held[] {
  if (held.payload?.kind !== "checkpoint") return [];
  const digest = decodeDigest(held.payload.digest);
  return digest === undefined ? [] : [{ held, mark: held.payload.frontier, digest }];
}

/** By when they came here; of those that came together the one that was counted from most. */
function compareNewest(left: Held, right: Held): number {
  return (
    right.held.arrivedAtMs - left.held.arrivedAtMs ||
    right.digest.records - left.digest.records ||
    (left.held.entryId < right.held.entryId ? -1 : 1)
  );
}

/** Of the newest of all, if nobody could verify it yet, and of all that are wrong. */
function rowsOf(memory: Memory, verdicts: Verdicts): readonly CheckpointView[] {
  let isNewest = true;
  const rows: CheckpointView[] = [];
  const newest = newestCheckpoints(memory);
  for (const id of verdicts.comparing.keys())
    if (!newest.some(({ held }) => held.entryId === id)) verdicts.comparing.delete(id);
  for (const checkpoint of newest) {
    const verdict = verdictOn(memory, verdicts, checkpoint);
    if (typeof verdict === "object") rows.push(...wrongRows(memory, checkpoint, verdict));
    if (verdict === undefined && isNewest)
      rows.push(
        ...checkpoint.digest.incidents.flatMap((said) =>
          toRow(memory, checkpoint, said, undefined),
        ),
      );
    // What is older than one that can be relied on, or that stands there already, has nothing to add.
    if (typeof verdict !== "object") isNewest = false;
  }
  return rows;
}

/** What is known about a checkpoint; undefined while its set is not here. What this device wrote is right. */
function verdictOn(
  memory: Memory,
  verdicts: Verdicts,
  { held, mark, digest }: Held,
): "agrees" | Digest | undefined {
  if (held.author === memory.identity?.device) return "agrees";
  const known = verdicts.given.get(held.entryId);
  if (known !== undefined) return known;
  // Cheap first: thousands of entries come in hundreds of answers.
  if (recordsAbout(memory, incidentViews(memory)) < digest.records) return undefined;
  const comparing = comparingOf(memory, verdicts, held, mark);
  const own = comparing && countAgain(memory, comparing, held);
  if (own === undefined) return undefined;
  const verdict = isSaidAlike(digest, own) ? "agrees" : own;
  verdicts.given.set(held.entryId, verdict);
  verdicts.comparing.delete(held.entryId);
  return verdict;
}

/** Begins as soon as the frontier is here. */
function comparingOf(
  memory: Memory,
  { comparing, marks }: Verdicts,
  { entryId, author }: HeldEntry,
  mark: Uint8Array,
): Comparing | undefined {
  const begun = comparing.get(entryId);
  if (begun !== undefined) return begun;
  const wanted = bytesToHex(mark);
  for (const held of memory.entries.values()) {
    if (held.author !== author || held.state !== "applied") continue;
    if (held.payload?.kind !== "checkpointFrontier") continue;
    const known = marks.get(held.entryId) ?? bytesToHex(frontierMark(held.payload.frontier));
    marks.set(held.entryId, known);
    if (known !== wanted) continue;
    const frontier = decodeFrontier(held.payload.frontier);
    if (frontier === undefined) return undefined;
    const created = createComparing(frontier);
    comparing.set(entryId, created);
    return created;
  }
  return undefined;
}

function wrongRows(memory: Memory, checkpoint: Held, own: Digest): readonly CheckpointView[] {
  return checkpoint.digest.incidents.flatMap((said) => {
    const ours = own.incidents.find(({ incident }) => incident === said.incident);
    const isRight =
      ours !== undefined &&
      isSameDigest({ ...own, incidents: [said] }, { ...own, incidents: [ours] });
    return isRight ? [] : toRow(memory, checkpoint, said, ours ?? "none");
  });
}

/** A row under the incident that the screen shows; none for an incident that has ended. */
function toRow(
  memory: Memory,
  { held, digest }: Held,
  said: IncidentDigest,
  ours: IncidentDigest | "none" | undefined,
): readonly CheckpointView[] {
  const shown = incidentViews(memory).find(({ joined }) => joined.includes(said.incident));
  if (shown !== undefined && !(shown.isOpen && shown.isShown)) return [];
  const { isDrill, cause, title, openedAtSeconds } = said;
  return [
    {
      incident: shown?.incident ?? said.incident,
      signer: held.author,
      state: ours === undefined ? "unverified" : "differs",
      atMs: digest.atSeconds * 1000,
      counts: countsOfDigest(said),
      own: typeof ours === "object" ? countsOfDigest(ours) : undefined,
      about: { isDrill, cause, title, openedAtMs: openedAtSeconds * 1000 },
    },
  ];
}

/** One writer is enough, so what anybody wrote lately is waited for; no clock keeps one back for ever. */
function isWorthWriting(
  memory: Memory,
  verdicts: Verdicts,
  records: number,
  nowMs: number,
): boolean {
  const [newest] = newestCheckpoints(memory);
  if (newest === undefined) return records >= CHECKPOINT_RECORDS_MIN;
  const ageMs = Math.abs(nowMs - newest.held.arrivedAtMs);
  if (records === 0 || ageMs < CHECKPOINT_MS) return false;
  const verdict = verdictOn(memory, verdicts, newest);
  if (verdict === undefined) return ageMs >= CHECKPOINT_BEHIND_MS;
  if (verdict !== "agrees") return true;
  const grown = records - newest.digest.records;
  const enough = Math.max(CHECKPOINT_RECORDS_MIN, newest.digest.records / GROWTH_PART);
  // An incident that ended took its records along.
  return grown < 0 || grown >= enough || (grown > 0 && ageMs >= CHECKPOINT_CALM_MS);
}

function viewOf({ database }: Engine): View<CheckpointView> {
  return {
    table: database.checkpoints as unknown as View<CheckpointView>["table"],
    keyOf: (row) => [row.incident, row.signer],
  };
}
