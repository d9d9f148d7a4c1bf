/**
 * What must hold of documents that are tidied: nobody's words go with it, but those that were withdrawn. [DOC3] [ERA1]
 *
 * What may go is written down here a second time, by what was typed.
 */
import type { DeviceId, EntryId, RecordId } from "@tomoshibi/shared/base/ids.ts";
import { recordIdOf } from "@tomoshibi/shared/base/ids.ts";
import { writtenIn } from "./document-book.ts";
import type { Person } from "./person.ts";
import { isOfficerIn } from "./town.ts";
import type { World } from "./world.ts";

/** Most failures of one kind that are told. */
const TOLD_MAX = 3;

/**
 * The changes that an officer may have erased: of some document, summed up in the beginning of another generation of it that an
 * officer wrote.
 */
export function summedUpIn({ ledger, town }: World): ReadonlySet<EntryId> {
  const words = [...ledger.documents.words.values()];
  const byRecord = new Map(words.map((word) => [recordIdOf(word.entryId), word]));
  const summed = new Set<EntryId>();
  for (const { author, payload } of words) {
    const eraser = town.truth.get(author);
    if (payload.kind !== "generationBegun" || payload.document === "settings") continue;
    if (eraser === undefined || !isOfficerIn(eraser.station)) continue;
    for (const id of payload.summed) {
      const word = byRecord.get(id);
      if (word?.payload.kind !== "documentChanged") continue;
      const { document, generation } = word.payload;
      if (document === payload.document && generation !== payload.generation)
        summed.add(word.entryId);
    }
  }
  return summed;
}

/**
 * A circular that lived when the weather cleared and that nobody withdrew is on every device that works, as it was typed; one that was
 * withdrawn comes back on none.
 */
export async function circularsStand(
  world: World,
  working: readonly Person[],
): Promise<readonly string[]> {
  const failures: string[] = [];
  const { circulars, withdrawn } = world.ledger.documents;
  const alive = aliveOwners(world, "title");
  const over = withdrawnForGood(world);
  for (const { citizen, store } of working) {
    const shown = new Map((await store.circulars.toArray()).map((row) => [row.circular, row]));
    for (const [circular, { title, body }] of circulars) {
      const row = shown.get(circular);
      const isWhole = row?.title === title && row.body === body;
      if (row !== undefined && !isWhole)
        failures.push(`circular ${title} on ${citizen.name}'s device does not say what was typed`);
      if (alive.has(circular) && !withdrawn.has(circular) && row?.isWithdrawn !== false)
        failures.push(`circular ${title} lived and is not on ${citizen.name}'s device`);
      if (over.has(circular) && row?.isWithdrawn === false)
        failures.push(`circular ${title} was withdrawn and is back on ${citizen.name}'s device`);
    }
    for (const { circular, title } of shown.values())
      if (!circulars.has(circular))
        failures.push(`circular ${title} on ${citizen.name}'s device was written by nobody`);
  }
  return failures.slice(0, TOLD_MAX);
}

/** A household that an officer entered in the roster, and that nobody took off, is on every officer's; in it or as come late. */
export async function linesStand(
  world: World,
  officers: readonly Person[],
): Promise<readonly string[]> {
  const failures: string[] = [];
  const { lines, unlined } = world.ledger.documents;
  const alive = aliveOwners(world, "name");
  for (const { citizen, store } of officers) {
    const roster = await store.documents.get("roster");
    const late = (roster?.late ?? []).flatMap(({ writes }) => writes);
    const shown = [
      ...(await store.households.toArray()).map(({ number, name }) => `${number} ${name}`),
      ...late.flatMap(({ owner, field, value }) => (field === "name" ? `${owner} ${value}` : [])),
    ];
    for (const [number, name] of lines) {
      const isAlive = alive.has(String(number)) && !unlined.has(String(number));
      if (isAlive && !shown.includes(`${number} ${name}`))
        failures.push(`household ${name} lived and is not in ${citizen.name}'s roster`);
    }
  }
  return failures.slice(0, TOLD_MAX);
}

/** What was withdrawn, and of which all that said it was erased, no device that works says any more: in no list, no document, no tap. */
export async function withdrawnIsGone(
  world: World,
  working: readonly Person[],
  erased: ReadonlyMap<EntryId, string>,
): Promise<readonly string[]> {
  const failures: string[] = [];
  const { circulars, withdrawn, words } = world.ledger.documents;
  const said = new Map<string, EntryId[]>();
  for (const word of words.values())
    for (const { owner, field } of writtenIn(word))
      if (field === "title") said.set(owner, [...(said.get(owner) ?? []), word.entryId]);
  const gone = [...circulars].filter(([circular]) => {
    const by = said.get(circular) ?? [];
    return withdrawn.has(circular) && by.length > 0 && by.every((id) => erased.has(id));
  });
  if (gone.length === 0) return [];
  for (const { citizen, store } of working) {
    const texts = JSON.stringify([
      await store.circulars.toArray(),
      await store.documents.toArray(),
      (await store.intents.toArray()).filter(({ state }) => state !== "failed"),
    ]);
    for (const [circular, { title }] of gone)
      if (texts.includes(`"title":"${title}"`) || texts.includes(`"value":"${title}"`))
        failures.push(`${citizen.name} still says ${title} of ${circular}, which was erased`);
  }
  return failures.slice(0, TOLD_MAX);
}

/** Whom words speak of that had content when the weather cleared, and that count: nobody stopped who wrote them. */
function aliveOwners(world: World, field: string): ReadonlySet<string> {
  const { documents, living } = world.ledger;
  const owners = new Set<string>();
  for (const word of documents.words.values())
    if (living.contents.has(word.entryId) && isSound(world, word.author))
      for (const written of writtenIn(word)) if (written.field === field) owners.add(written.owner);
  for (const { person, intent } of world.ledger.tolds.values()) {
    if (!living.intents.has(intent.id) || !isSound(world, deviceOf(person))) continue;
    const { command } = intent;
    if (command.type === "publishCircular") owners.add(command.circular);
    if (command.type === "saveHouseholds")
      for (const { number } of command.households) owners.add(String(number));
  }
  return owners;
}

/** Circulars whose withdrawal lived when the weather cleared, by somebody who was not stopped. */
function withdrawnForGood(world: World): ReadonlySet<string> {
  const { tolds, living } = world.ledger;
  const over = new Set<string>();
  for (const { person, intent, records } of tolds.values()) {
    const { command } = intent;
    if (command.type !== "withdrawCircular" || !isSound(world, deviceOf(person))) continue;
    if ([...records].some((record: RecordId) => living.records.has(record)))
      over.add(command.circular);
  }
  return over;
}

function isSound({ ledger }: World, author: DeviceId): boolean {
  return !ledger.stopped.has(author);
}

function deviceOf({ citizen }: Person): DeviceId {
  return citizen.device.keys.device;
}
