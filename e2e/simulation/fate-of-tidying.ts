/**
 * Who tidies documents, and what is there to be tidied: circulars that are withdrawn and erased, the roster, and what comes too late
 * for the next generation. [DOC3] [ERA1]
 *
 * All of it draws from a source of its own, so that the rest of a seed's world stays as near as can be to what it was.
 */
import type { Command, IntentId } from "@tomoshibi/client/engine/commands.ts";
import type { CircularId } from "@tomoshibi/shared/base/ids.ts";
import { bytesToHex } from "@tomoshibi/shared/base/bytes.ts";
import type { DocumentName } from "@tomoshibi/shared/records/record.ts";
import { encodeBundle } from "@tomoshibi/shared/relay-api/bundle.ts";
import { type SeededRandom, createSeededRandom } from "@tomoshibi/shared/testing/seeded-random.ts";
import { pick } from "./chance.ts";
import { takeInto } from "./courier.ts";
import type { Happening } from "./happening.ts";
import type { Person } from "./person.ts";
import { isOfficerIn } from "./town.ts";
import { type World, onDevice } from "./world.ts";

/** Of so many happenings one is followed by one of these. */
const ONE_IN = 7;
/** Of so many tidyings one is left half done: the app was closed between the two taps. */
const LEFT_ONE_IN = 6;
/** Apart from the sources of people's devices. */
const SOURCE = 997;
/** Numbers of households that only the roster knows. */
const FIRST_LINE = 900;

/** Somebody at an officer's desk, and what to choose by. */
interface Desk {
  readonly world: World;
  readonly random: SeededRandom;
  /** Counts what was typed, so that each says something else. */
  typed: number;
}

/** What can happen with documents, drawn apart. Shape: to be asked after each happening; mostly nothing happens. */
export function drawTidying(
  world: World,
  seed: number,
  how: { readonly weigh: (happening: Happening) => number; readonly isMuch?: true | undefined },
): () => Promise<void> {
  const { weigh, isMuch } = how;
  const random = createSeededRandom(seed * 1_000 + SOURCE);
  const happenings = ofTidying({ world, random, typed: 0 });
  const total = happenings.reduce((sum, happening) => sum + weigh(happening), 0);
  return async () => {
    if (isMuch !== true && random.int(1, ONE_IN) > 1) return;
    let draw = random.int(1, total);
    await happenings.find((happening) => (draw -= weigh(happening)) <= 0)?.run();
  };
}

function ofTidying(desk: Desk): readonly Happening[] {
  const { world, random } = desk;
  const officer = () => pick(random, officersOf(world)) as Person;
  return [
    { weight: 6, name: "a circular goes round", run: () => tap(desk, officer(), publish) },
    { weight: 3, name: "a circular is withdrawn", run: () => tap(desk, officer(), withdraw) },
    {
      weight: 4,
      name: "a circular is erased",
      run: () => tidy(desk, officer(), ofOneCircular),
    },
    { weight: 3, name: "documents are tidied", run: () => tidy(desk, officer(), ofTheYear) },
    {
      weight: 1,
      name: "two officers tidy at once",
      async run() {
        const first = officer();
        const second = pick(
          random,
          officersOf(world).filter((one) => one !== first),
        );
        await tidy(desk, first, ofTheYear);
        if (second !== undefined) await tidy(desk, second, ofTheYear);
      },
    },
    { weight: 3, run: () => tap(desk, officer(), enter) },
    { weight: 1, run: () => tap(desk, officer(), takeOff) },
    { weight: 4, name: "something late is decided", run: () => tap(desk, officer(), decide) },
    { weight: 2, name: "a member tidies", run: () => attack(desk) },
  ];
}

function officersOf({ people }: World): readonly Person[] {
  return people.filter(({ citizen }) => isOfficerIn(citizen.station));
}

type Choice = (desk: Desk, person: Person) => Promise<Command | undefined>;

async function tap(desk: Desk, person: Person, choose: Choice): Promise<void> {
  await onDevice(desk.world, person, async () => {
    await tapHere(desk, person, await choose(desk, person));
    await seal(desk, person);
  });
  await desk.world.ledger.lookAtEntries(person);
}

async function tapHere(
  desk: Desk,
  person: Person,
  command: Command | undefined,
): Promise<IntentId | undefined> {
  if (command === undefined) return undefined;
  const { ledger, note } = desk.world;
  ledger.documents.typed(command);
  desk.typed += 1;
  // A name given here leaves the device's own source of chance as it was.
  const intent = await person.tap(command, `${person.citizen.name}-desk-${desk.typed}`);
  ledger.told(person, intent);
  note(`${person.citizen.name} taps ${command.type}${aboutOf(command)}`);
  return intent.id;
}

async function seal({ random }: Desk, { replica }: Person): Promise<void> {
  if (random.int(1, 2) === 1) await replica.drainIntents();
  await replica.idle();
}

/**
 * Two taps in one, of which the second waits for officers' devices; seldom the device goes off in it. Nobody who is stopped gets
 * further than the first, and nobody who did is stopped: what a stopped device erased stays erased where that was done. [ERA1]
 */
async function tidy(desk: Desk, person: Person, choose: Choice): Promise<void> {
  const { world, random } = desk;
  const { ledger } = world;
  const { device } = person.citizen.device.keys;
  const isHalf = random.int(1, LEFT_ONE_IN) === 1 || ledger.stopped.has(device);
  if (random.int(1, LEFT_ONE_IN) === 1)
    person.armCrash(random.int(1, 6), random.int(0, 1) === 0 ? "before" : "after");
  await onDevice(world, person, async () => {
    const command = await choose(desk, person);
    if (command !== undefined && !isHalf) ledger.erasers.add(device);
    const after = await tapHere(desk, person, command);
    if (after !== undefined && !isHalf)
      await tapHere(desk, person, { type: "eraseSummedUp", after, atMs: person.nowMs() });
    await seal(desk, person);
  });
  await world.ledger.lookAtEntries(person);
}

async function ofTheYear(_desk: Desk, person: Person): Promise<Command> {
  return { type: "tidyDocuments", atMs: person.nowMs() };
}

/** この回覧の文を消す, as the list of withdrawn ones offers it. */
async function ofOneCircular({ random }: Desk, person: Person): Promise<Command | undefined> {
  const gone = (await person.store.circulars.toArray()).filter(({ isWithdrawn }) => isWithdrawn);
  const circular = pick(random, gone)?.circular;
  return circular && { type: "tidyDocuments", circular, atMs: person.nowMs() };
}

async function publish(desk: Desk, person: Person): Promise<Command> {
  const circular = bytesToHex(desk.random.bytes(8)) as CircularId;
  const title = `t${desk.typed}`;
  return {
    type: "publishCircular",
    ...{ circular, title, body: `${title} ${circular}`, atMs: person.nowMs() },
  };
}

async function withdraw({ random }: Desk, person: Person): Promise<Command | undefined> {
  const shown = (await person.store.circulars.toArray()).filter(({ isWithdrawn }) => !isWithdrawn);
  const circular = pick(random, shown)?.circular;
  return circular && { type: "withdrawCircular", circular, atMs: person.nowMs() };
}

/** A household without a device is entered in the roster. */
async function enter(desk: Desk): Promise<Command> {
  const { world, random, typed } = desk;
  const fields = { kana: "", phone: "", address: `a${typed}`, careNeeds: "" };
  const group = pick(random, world.town.groups) ?? 1;
  return {
    type: "saveHouseholds",
    households: [{ number: FIRST_LINE + typed, group, name: `n${typed}`, ...fields }],
  };
}

async function takeOff({ random, world }: Desk, person: Person): Promise<Command | undefined> {
  const lines = (await person.store.households.toArray()).filter(({ number }) =>
    world.ledger.documents.lines.has(number),
  );
  const number = pick(random, lines)?.number;
  return number === undefined ? undefined : { type: "removeHousehold", number };
}

/** いまの名簿に入れる・入れない, and the same of circulars. */
async function decide({ random, world }: Desk, person: Person): Promise<Command | undefined> {
  const rows = await person.store.documents.toArray();
  const all = rows.flatMap(({ document, late = [] }) =>
    late.map((one) => ({ ...one, document: document as DocumentName })),
  );
  const late = pick(random, all);
  const isAside = random.int(1, 3) === 1;
  if (late === undefined) return undefined;
  const { withdrawn, unlined } = world.ledger.documents;
  // Left out a circular is withdrawn; and who is left out of the roster does not stand there.
  if (isAside)
    for (const { owner } of late.writes) for (const gone of [withdrawn, unlined]) gone.add(owner);
  return {
    ...{ type: "decideLate", late: late.recordId, document: late.document },
    ...{ decision: isAside ? "aside" : "adopted", atMs: person.nowMs() },
  };
}

/** Mallory, who is no officer, begins a generation that leaves all out, and has erased what it leaves out. */
async function attack({ world, random }: Desk): Promise<void> {
  const { people, sites, mallory, ledger, note } = world;
  const witness = pick(random, people) as Person;
  const rows = await witness.store.entries.toArray();
  const changes = rows.filter(
    ({ kind, stream }) => kind === "documentChanged" && stream === "members",
  );
  const bundle = mallory.tidyAway({
    circulars: (await witness.store.circulars.toArray()).map(({ circular }) => circular),
    changes: changes.map(({ entryId }) => entryId),
    nowMs: world.nowMs,
  });
  note(`mallory tidies ${changes.length} changes away, before ${witness.citizen.name}`);
  await pick(random, sites)?.relay.push(bundle);
  await onDevice(world, witness, async () => {
    await takeInto(witness, encodeBundle(bundle));
    await ledger.look(witness);
  });
}

function aboutOf(command: Command): string {
  if (command.type === "publishCircular") return ` ${command.title}`;
  if (command.type === "tidyDocuments") return command.circular === undefined ? " all" : " one";
  if (command.type === "decideLate") return ` ${command.decision}`;
  return "";
}
