/** What must hold of 班のひとこと: who reads it, that it says what was typed, and that none is lost. [STR3] */
import type { GroupMessageView } from "@tomoshibi/client/engine/views.ts";
import { recordIdOf } from "@tomoshibi/shared/base/ids.ts";
import type { Erased } from "./erasures.ts";
import { typedAs } from "./ledger.ts";
import type { Person } from "./person.ts";
import { type Citizen, isOfficerIn } from "./town.ts";
import type { World } from "./world.ts";

/** Most failures of one kind that are told. */
const TOLD_MAX = 3;

/** Who reads what is said in a group: who lives there, its leader, and officers. */
export function readersOf(people: readonly Person[], group: number): readonly Person[] {
  return people.filter(({ citizen }) => isReader(citizen, group));
}

function isReader(citizen: Citizen, group: number): boolean {
  return citizen.group === group || isOfficerIn(citizen.station);
}

/** Nobody reads what is said elsewhere, and every message that stands somewhere says what its author typed, as who that is. */
export async function messagesAreTrue(world: World): Promise<string[]> {
  const failures: string[] = [];
  const right = new Set<string>();
  for (const { citizen, store } of world.people) {
    const authors = new Map(
      (await store.entries.where("kind").equals("groupMessage").toArray()).map((row) => [
        recordIdOf(row.entryId),
        world.town.truth.get(row.author),
      ]),
    );
    for (const row of await store.groupMessages.toArray()) {
      const { recordId, group, household, name, text, isByLeader } = row;
      if (!isReader(citizen, group))
        failures.push(`${citizen.name} reads what group ${group} says`);
      const shown = [recordId, group, household, name, text, isByLeader].join(" ");
      if (right.has(shown)) continue;
      const wrong = wrongIn(world, row, authors.get(recordId));
      if (wrong === undefined) right.add(shown);
      else failures.push(`a message to group ${group} on ${citizen.name}'s board ${wrong}`);
    }
  }
  return failures.slice(0, TOLD_MAX);
}

function wrongIn(
  { ledger, town }: World,
  row: GroupMessageView,
  author: Omit<Citizen, "image"> | undefined,
): string | undefined {
  const { group, household, name, text, isByLeader } = row;
  if (author === undefined || author.group !== group) return "was written by nobody of it";
  if (household !== author.household) return "is shown as another household's";
  // What mallory types, nobody looks over its shoulder for.
  const isTyped = author === town.mallory || ledger.typed.has(typedAs(author.name, row));
  if (!isTyped) return `does not say what was typed: ${name}: ${text}`;
  const isLeaders = author.station === "groupLeader";
  return isByLeader === isLeaders
    ? undefined
    : `${isByLeader ? "has" : "lacks"} the leader's badge`;
}

/** Whatever message lived when the weather cleared and was not taken back, officers have and show. */
export async function messagesNotLost(
  world: World,
  officers: readonly Person[],
  erased: Erased,
): Promise<string[]> {
  const failures: string[] = [];
  const { living, tolds } = world.ledger;
  for (const { citizen, store } of officers) {
    const shown = new Set((await store.groupMessages.toArray()).map(({ recordId }) => recordId));
    const rows = new Map(
      (await store.entries.toArray()).map((row) => [recordIdOf(row.entryId), row]),
    );
    for (const { person, intent, records } of tolds.values()) {
      if (intent.command.type !== "writeGroupMessage") continue;
      for (const record of records) {
        if (!living.records.has(record) || erased.records.has(record)) continue;
        if (shown.has(record) || rows.get(record)?.reason === "revoked") continue;
        const what = `${person.citizen.name}'s message ${intent.command.text}`;
        failures.push(`${what} lived and is not on ${citizen.name}'s board of its group`);
      }
    }
  }
  // To the own group everybody may write, whatever else fails.
  for (const { citizen, store } of world.people)
    for (const { command, state, failure } of await store.intents.toArray())
      if (
        command.type === "writeGroupMessage" &&
        command.group === citizen.group &&
        state === "failed"
      )
        failures.push(`${citizen.name}'s message to its own group failed: ${failure}`);
  return failures.slice(0, TOLD_MAX);
}
