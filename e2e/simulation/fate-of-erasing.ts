/** What is taken back, and who leaves. [ERA1] */
import type { Command } from "@tomoshibi/client/engine/commands.ts";
import { type RecordId, recordIdOf } from "@tomoshibi/shared/base/ids.ts";
import { decodePayload } from "@tomoshibi/shared/records/payload.ts";
import { pick } from "./chance.ts";
import { type Happening, one, tapOn } from "./happening.ts";
import { leave } from "./leaving.ts";
import type { Person } from "./person.ts";
import { isOfficerIn } from "./town.ts";
import type { World } from "./world.ts";

/** Lists what can be erased. */
export function ofErasing(world: World): readonly Happening[] {
  return [
    {
      weight: 4,
      name: "a message is taken back",
      run: () =>
        tapToErase(world, authorOr(world, "writeGroupMessage"), (person) =>
          messageOf(world, person),
        ),
    },
    {
      weight: 3,
      name: "an answer is taken back",
      run: () =>
        tapToErase(world, authorOr(world, "reportSafety"), (person) => answerOf(world, person)),
    },
    { weight: 1, name: "a household leaves", run: () => leave(world, "silent") },
    {
      weight: 1,
      name: "a household is to leave while somebody speaks of it",
      run: () => leave(world, "spoken"),
    },
  ];
}

/** What to tap, and what should be gone by it. */
interface Wish {
  readonly command: Command;
  readonly records: readonly RecordId[];
}

/**
 * Nobody who is stopped has anything erased, and nobody who had is stopped: what a stopped device erased stays erased where that was
 * done, and nowhere else, as decided. [ERA1]
 */
async function tapToErase(
  world: World,
  person: Person,
  wish: (person: Person) => Promise<Wish | undefined>,
): Promise<void> {
  const { ledger } = world;
  const { device } = person.citizen.device.keys;
  if (ledger.stopped.has(device)) return;
  await tapOn(world, person, async () => {
    const wished = await wish(person);
    if (wished === undefined) return undefined;
    ledger.erasers.add(device);
    ledger.wishes.set(wished.command, wished.records);
    return wished.command;
  });
}

/** Mostly who wrote something of the kind; else an officer, seldom anybody. */
function authorOr(world: World, type: Command["type"]): Person {
  const { people, ledger, random } = world;
  const authors = [...ledger.tolds.values()].flatMap(({ person, intent: { command } }) =>
    command.type === type ? person : [],
  );
  const officers = people.filter(({ citizen }) => isOfficerIn(citizen.station));
  const draw = random.int(1, 8);
  if (draw <= 4 && authors.length > 0) return one(world, authors);
  return one(world, draw <= 7 ? officers : people);
}

/** Authors take back what they wrote, officers what must not stand there; whoever else tries is told that it cannot be. */
async function messageOf({ random }: World, person: Person): Promise<Wish | undefined> {
  const rows = await person.store.groupMessages.toArray();
  const isOfficers = isOfficerIn(person.citizen.station);
  const isAnybodys = isOfficers || random.int(1, 6) === 1;
  const row = pick(
    random,
    rows.filter(({ isByThisDevice }) => isAnybodys || isByThisDevice),
  );
  if (row === undefined) return undefined;
  return {
    command: { type: "eraseGroupMessage", message: row.recordId, atMs: person.nowMs() },
    records: isOfficers || row.isByThisDevice ? [row.recordId] : [],
  };
}

/** 回答を消す, as one's own page offers it: what this device said of its own household in an incident. */
async function answerOf({ random, ledger }: World, person: Person): Promise<Wish | undefined> {
  const own = (await person.store.ownReports.toArray()).filter(
    ({ isByThisDevice }) => isByThisDevice,
  );
  const incident = pick(random, own)?.incident;
  if (incident === undefined) return undefined;
  const { household } = person.citizen;
  const atMs = person.nowMs();
  const isSetBack = ledger.setBack.has(person.citizen.device.keys.device);
  const named = isSetBack ? await namedOn(person) : undefined;
  return {
    command: { type: "eraseReports", incident, household, isOwnOnly: true, atMs },
    records: own.flatMap((row) =>
      row.incident === incident && named?.has(row.recordId) !== false ? row.recordId : [],
    ),
  };
}

/**
 * What a device that was set back can name: what it holds, and what a receipt lists. Of what it had said since, it holds copies, which
 * name no whole id: until a receipt comes it takes back those alone, as decided. [ERA1]
 */
async function namedOn({ store }: Person): Promise<ReadonlySet<RecordId>> {
  const rows = await store.entries.toArray();
  const listed = rows.flatMap(({ kind, state, payload }) => {
    const said =
      kind === "receipt" && state === "applied" && payload ? decodePayload(payload) : undefined;
    return said?.kind === "receipt" ? said.entries : [];
  });
  return new Set([...rows.map(({ entryId }) => entryId), ...listed].map(recordIdOf));
}
