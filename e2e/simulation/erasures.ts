/**
 * What must hold of erasing: what somebody who may had erased is nowhere any more, and nothing else went. [ERA1]
 *
 * Who may is written down here a second time, by what people are in truth.
 */
import type { Command } from "@tomoshibi/client/engine/commands.ts";
import {
  type DeviceId,
  type EntryId,
  type RecordId,
  recordIdOf,
} from "@tomoshibi/shared/base/ids.ts";
import { decodeEntry, entryIdOf } from "@tomoshibi/shared/entry/entry.ts";
import type { StreamName } from "@tomoshibi/shared/entry/stream-name.ts";
import { decodePayload } from "@tomoshibi/shared/records/payload.ts";
import { holdsDocuments } from "./document-book.ts";
import { summedUpIn } from "./documents.ts";
import type { Person } from "./person.ts";
import { isOfficerIn } from "./town.ts";
import type { World } from "./world.ts";

/** Most failures of one kind that are told. */
const TOLD_MAX = 3;

/** What was erased by somebody who may. */
export interface Erased {
  /** By whom, in a word. */
  readonly byEntry: ReadonlyMap<EntryId, string>;
  /** Of those, what a relay is to have heard of: by relay. */
  readonly heardAt: ReadonlyMap<string, ReadonlySet<EntryId>>;
  readonly records: ReadonlySet<RecordId>;
  readonly atRelays: readonly Stored[];
}

/** What a relay stores of an entry, where something can be erased. */
interface Stored {
  readonly name: string;
  readonly entryId: EntryId;
  readonly hasBox: boolean;
}

/** Gathers all erasures that some device applied, and whose author may erase what they list. */
export async function erasuresOf(world: World): Promise<Erased> {
  const { people, town } = world;
  const erasures = new Map<EntryId, { readonly author: DeviceId; readonly payload: Uint8Array }>();
  const authors = new Map<EntryId, DeviceId>();
  for (const { store } of people)
    for (const { entryId, author, kind, state, payload } of await store.entries.toArray()) {
      authors.set(entryId, author);
      if (kind === "erased" && state === "applied" && payload !== undefined)
        erasures.set(entryId, { author, payload });
    }
  const byEntry = new Map<EntryId, string>();
  const heardAt = new Map(world.sites.map(({ name }) => [name, new Set<EntryId>()]));
  const stored = await storedAt(world, ["erasures"]);
  const summed = summedUpIn(world);
  for (const [erasure, { author, payload }] of erasures) {
    const eraser = town.truth.get(author);
    const said = decodePayload(payload);
    if (eraser === undefined || said?.kind !== "erased") continue;
    for (const { stream, ids } of said.entries)
      for (const id of ids) {
        const isOwn = authors.get(id) === author;
        if (
          !isErasable(stream, isOfficerIn(eraser.station), () => summed.has(id)) ||
          !(isOwn || isOfficerIn(eraser.station))
        )
          continue;
        byEntry.set(id, eraser.name);
        // An erasure goes to each relay from its author's device alone, once: that may have forgotten it, or the relay may have.
        for (const { name, hasLost } of world.sites)
          if (
            !(hasLost || world.ledger.setBack.has(author)) ||
            stored.some((one) => one.name === name && one.entryId === erasure)
          )
            heardAt.get(name)?.add(id);
      }
  }
  const records = new Set([...byEntry.keys()].map(recordIdOf));
  return { byEntry, records, heardAt, atRelays: await storedAt(world, placesIn(world.town)) };
}

/** Where people speak of themselves, and what sums them up; of documents what officers tidied away. [DOC3] */
function isErasable(stream: StreamName, isByOfficer: boolean, isSummedUp: () => boolean): boolean {
  if (holdsDocuments(stream)) return isByOfficer && isSummedUp();
  if (stream === "forms" || stream === "checkpoints") return isByOfficer;
  return stream === "safety" || stream.startsWith("household/") || stream.startsWith("group/");
}

/** Nothing went that nobody who may had erased: neither on a device nor at a relay. */
export async function onlyWhatMayBeErased(
  world: World,
  { byEntry, atRelays }: Erased,
): Promise<string[]> {
  const failures: string[] = [];
  for (const { citizen, store } of world.people)
    for (const { entryId, stream, reason } of await store.entries.toArray())
      if (reason === "erased" && !byEntry.has(entryId))
        failures.push(
          `${entryId.slice(0, 8)} in ${stream} is gone from ${citizen.name}, erased by nobody who may`,
        );
  for (const { name, entryId, hasBox } of atRelays)
    if (!hasBox && !byEntry.has(entryId))
      failures.push(`${entryId.slice(0, 8)} is gone from relay ${name}, erased by nobody who may`);
  return failures.slice(0, TOLD_MAX);
}

/** What somebody had erased, officers know of; and it is on no device that works, in no view, and at no relay. */
export async function whatIsErasedIsGone(
  world: World,
  working: readonly Person[],
  officers: readonly Person[],
  { byEntry, records, heardAt, atRelays }: Erased,
): Promise<string[]> {
  const failures = await ordersNotLost(world, officers, records);
  if (byEntry.size === 0) return failures;
  for (const { citizen, store } of working) {
    const held = (await store.entries.toArray()).filter(
      ({ entryId, bytes, payload }) =>
        byEntry.has(entryId) && (payload !== undefined || hasBoxIn(bytes)),
    );
    const carried = (await store.carried.toArray()).filter(({ entryId }) => byEntry.has(entryId));
    for (const { entryId, stream } of [...held, ...carried])
      failures.push(
        `${citizen.name} still has ${entryId.slice(0, 8)} in ${stream}, which ${byEntry.get(entryId)} had erased`,
      );
    for (const recordId of await shownBy(store))
      if (records.has(recordId))
        failures.push(`${citizen.name} still shows ${recordId}, which was erased`);
    for (const { command, recordId } of await store.intents.toArray())
      if (recordId !== undefined && records.has(recordId) && saysSomething(command))
        failures.push(`${citizen.name}'s ${command.type} still says what was erased`);
  }
  for (const { name, entryId, hasBox } of atRelays)
    if (hasBox && heardAt.get(name)?.has(entryId) === true)
      failures.push(
        `relay ${name} still has ${entryId.slice(0, 8)}, which ${byEntry.get(entryId)} had erased`,
      );
  return failures.slice(0, TOLD_MAX);
}

/** An order to erase that lived when the weather cleared is with officers, as every word is; and it says what was wished for. */
async function ordersNotLost(
  { ledger: { tolds, living, wishes } }: World,
  officers: readonly Person[],
  erased: ReadonlySet<RecordId>,
): Promise<string[]> {
  const failures: string[] = [];
  for (const { person, intent, records } of tolds.values()) {
    // What was set back with its author, and on nobody else's device, is gone as well.
    const wished = (wishes.get(intent.command) ?? []).filter(
      (record) => living.records.has(record) && !erased.has(record),
    );
    if (wished.length === 0) continue;
    const row = await person.store.intents.get(intent.id);
    const isToNothing = row?.state === "sealed" && row.recordId === undefined;
    if (isToNothing || [...records].some((record) => living.records.has(record)))
      failures.push(`${person.citizen.name} had ${wished.join(" and ")} erased, and it was not`);
  }
  for (const { citizen, store } of officers) {
    const erasures = await store.entries.where("kind").equals("erased").toArray();
    const applied = new Set(
      erasures.filter(({ state }) => state === "applied").map(({ entryId }) => recordIdOf(entryId)),
    );
    for (const { person, intent, records } of tolds.values()) {
      const { type } = intent.command;
      if (!ERASING.has(type)) continue;
      for (const record of records)
        if (living.records.has(record) && !applied.has(record))
          failures.push(`${person.citizen.name}'s ${type} lived and is not with ${citizen.name}`);
    }
  }
  return failures;
}

const ERASING: ReadonlySet<Command["type"]> = new Set([
  "eraseGroupMessage",
  "eraseReports",
  "eraseSummedUp",
]);

async function shownBy(store: Person["store"]): Promise<readonly RecordId[]> {
  const board = (await store.boardRows.toArray()).flatMap(({ reports }) => reports);
  const own = await store.ownReports.toArray();
  const said = await store.groupMessages.toArray();
  return [...board, ...own, ...said].map(({ recordId }) => recordId);
}

function saysSomething(command: Command): boolean {
  return ["comment", "text", "title", "body", "note", "assignee"].some(
    (field) => (new Map<string, unknown>(Object.entries(command)).get(field) ?? "") !== "",
  );
}

/** Where something can be erased. */
function placesIn({ truth, groups }: World["town"]): readonly StreamName[] {
  const households = new Set([...truth.values()].map(({ household }) => household));
  return [
    ...(["safety", "members", "officers"] as const),
    ...groups.map((group) => `group/${group}` as const),
    ...[...households].map((household) => `household/${household}` as const),
  ];
}

/** All that relays store of some streams. */
async function storedAt(
  { sites, town }: World,
  streams: readonly StreamName[],
): Promise<readonly Stored[]> {
  const found: Stored[] = [];
  for (const { name, relay } of sites)
    for (const [stream, list] of await relay.contents(town.association, streams))
      for (const bytes of list) {
        const entry = decodeEntry(bytes);
        if (entry === undefined) continue;
        const entryId = entryIdOf(
          { association: town.association, stream: stream as StreamName },
          entry,
        );
        found.push({ name, entryId, hasBox: entry.box !== undefined });
      }
  return found;
}

function hasBoxIn(bytes: Uint8Array): boolean {
  return decodeEntry(bytes)?.box !== undefined;
}
