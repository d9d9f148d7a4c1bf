/** What can happen in a step, and how often. */
import type { StoreImage } from "@tomoshibi/client/engine/store/testing/memory-store.ts";
import { recordIdOf } from "@tomoshibi/shared/base/ids.ts";
import { encodeBundle } from "@tomoshibi/shared/relay-api/bundle.ts";
import { type Person } from "./person.ts";
import { packFrom, takeInto } from "./courier.ts";
import { ofErasing } from "./fate-of-erasing.ts";
import { ofForms } from "./fate-of-forms.ts";
import { ofGroups } from "./fate-of-groups.ts";
import { type Happening, contact, one, tapOn } from "./happening.ts";
import { pick } from "./chance.ts";
import { stopDevice } from "./stop-device.ts";
import { damaged } from "./weather.ts";
import { type RelaySite, type World, onDevice } from "./world.ts";
import { isOfficerIn } from "./town.ts";

const DAY_MS = 86_400_000;
/** Files that lie about at a time. */
const FILES_MAX = 4;

/** Draws what this seed's world is like: its climate, its liars, its wrong clocks; and lists what can happen in it. */
export function drawFate(world: World): readonly Happening[] {
  const { random, people } = world;
  for (const site of world.sites) drawClimate(world, site);
  for (const person of people) {
    person.reach = drawReach(world);
    if (random.int(1, 3) === 1)
      person.clockOffsetMs = random.int(-30, 30) * DAY_MS + random.int(0, DAY_MS);
  }
  return [
    ...ordinary(world),
    ...ofMeetings(world),
    ...ofCouriers(world),
    ...ofGroups(world),
    ...ofErasing(world),
    ...ofForms(world),
    ...ofDevices(world),
    ...ofTheRelays(world),
    ...hostile(world),
  ];
}

function drawClimate({ random }: World, site: RelaySite): void {
  const { weather } = site;
  const isLiar = random.int(1, 8) === 1;
  const much = random.int(0, 25);
  weather.climate = {
    lostBefore: much,
    lostAfter: random.int(0, much),
    twice: random.int(0, 30),
    stale: random.int(0, 8),
    crash: random.int(0, 4),
  };
  if (!isLiar) return;
  site.hasLied = true;
  weather.lies = {
    throwsAway: random.int(0, 30),
    muddles: random.int(0, 30),
    boasts: random.int(0, 10),
  };
}

/** Most reach both relays; some only the town's or only the shelter's. */
function drawReach({ random, sites }: World): readonly number[] {
  const draw = random.int(1, 10);
  if (sites.length === 1) return [0];
  if (draw <= 5) return [0, 1];
  return draw <= 8 ? [0] : [1];
}

function ordinary(world: World): readonly Happening[] {
  const { people, actions } = world;
  let words = 0;
  const word = () => `w${(words += 1)}`;
  const anybody = () => one(world, people);
  return [
    {
      weight: 30,
      run: () => tapOn(world, anybody(), async (person) => actions.report(person, word())),
    },
    { weight: 6, run: () => tapOn(world, anybody(), (person) => actions.markRead(person)) },
    {
      weight: 2,
      run: () => tapOn(world, anybody(), async (person) => actions.openIncident(person)),
    },
    { weight: 2, run: () => tapOn(world, anybody(), async (person) => actions.setPersons(person)) },
    {
      weight: 14,
      run: () => {
        const recorders = people.filter(({ citizen }) => citizen.station !== "member");
        return tapOn(world, one(world, recorders), (person) => actions.asOfficer(person, word()));
      },
    },
    { weight: 45, run: () => contact(world, anybody()) },
    {
      weight: 15,
      run: () =>
        contact(
          world,
          one(
            world,
            people.filter(({ citizen }) => isOfficerIn(citizen.station)),
          ),
        ),
    },
  ];
}

function ofMeetings(world: World): readonly Happening[] {
  const { random, people, note, ledger } = world;
  const anybody = () => one(world, people);
  return [
    {
      weight: 4,
      async run() {
        const [giver, taker] = [anybody(), anybody()];
        if (giver === taker) return;
        note(`${giver.citizen.name} hands ${taker.citizen.name} what it has to send`);
        const bundle = await giver.replica.outgoing(`courier ${random.int(0, 1)}`);
        if (bundle === undefined) return;
        await onDevice(world, taker, async () => {
          await takeInto(taker, encodeBundle(bundle));
          await ledger.look(taker);
        });
      },
    },
    {
      weight: 2,
      async run() {
        const walker = anybody();
        walker.reach = drawReach(world);
        note(`${walker.citizen.name} walks to where it reaches ${walker.reach.join(" and ")}`);
      },
    },
  ];
}

function ofCouriers(world: World): readonly Happening[] {
  const { random, people, actions, note, ledger } = world;
  const anybody = () => one(world, people);
  let words = 0;
  /** Files that lie about: each may be taken in by anybody, late, and more than once. */
  const files: Uint8Array[] = [];
  const takeIn = (taker: Person, file: Uint8Array) =>
    onDevice(world, taker, async () => {
      note(`${taker.citizen.name} takes a file in: ${await takeInto(taker, file)}`);
      await ledger.look(taker);
    });
  return [
    {
      weight: 3,
      async run() {
        const giver = anybody();
        await onDevice(world, giver, async () => {
          const file = await packFrom(giver);
          if (file === undefined) return;
          note(`${giver.citizen.name} packs a file`);
          files.splice(0, Math.max(0, files.length + 1 - FILES_MAX));
          files.push(random.int(1, 12) === 1 ? damaged(file, random) : file);
        });
      },
    },
    {
      weight: 6,
      async run() {
        const file = pick(random, files);
        if (file !== undefined) await takeIn(anybody(), file);
      },
    },
    {
      weight: 1,
      name: "a device is lost once it handed its file over",
      async run() {
        const [giver, taker] = [anybody(), anybody()];
        if (giver === taker) return;
        const before = giver.store.image();
        await tapOn(world, giver, async (person) => actions.report(person, `c${(words += 1)}`));
        let file: Uint8Array | undefined;
        await onDevice(world, giver, async () => {
          file = await packFrom(giver);
        });
        if (file === undefined) return;
        await takeIn(taker, file);
        note(`${giver.citizen.name} is set back to before it packed`);
        await setBack(world, giver, before);
      },
    },
  ];
}

function ofDevices(world: World): readonly Happening[] {
  const { random, people, note } = world;
  const backups = new Map<Person, StoreImage>();
  const anybody = () => one(world, people);
  return [
    {
      weight: 8,
      async run() {
        const person = anybody();
        person.armCrash(random.int(1, 6), random.int(0, 1) === 0 ? "before" : "after");
        await contact(world, person);
      },
    },
    {
      weight: 4,
      async run() {
        const person = anybody();
        note(`${person.citizen.name} is backed up`);
        backups.set(person, person.store.image());
      },
    },
    {
      weight: 3,
      async run() {
        const person = one(world, [...backups.keys()]);
        const image = person && backups.get(person);
        if (image === undefined || person === undefined) return;
        note(`${person.citizen.name} is set back to its backup`);
        await setBack(world, person, image);
      },
    },
    {
      weight: 3,
      async run() {
        const person = anybody();
        person.clockOffsetMs += random.int(-3, 3) * DAY_MS + random.int(-3_600_000, 3_600_000);
        note(`${person.citizen.name}'s clock jumps`);
      },
    },
    {
      weight: 1,
      name: "a device is stopped",
      run: () => onDevice(world, people[0] as Person, () => stopDevice(world)),
    },
  ];
}

async function setBack({ ledger }: World, person: Person, image: StoreImage): Promise<void> {
  await ledger.look(person);
  ledger.setBack.add(person.citizen.device.keys.device);
  await person.restart(image);
}

function ofTheRelays(world: World): readonly Happening[] {
  const { note, sites } = world;
  const backups = new Map(sites.map((site) => [site, site.relay.backUp()]));
  const any = () => one(world, sites);
  const lose = async (site: RelaySite, how: string, losing: () => Promise<void>) => {
    note(`relay ${site.name} is ${how}`);
    site.hasLost = true;
    await losing();
    site.weather.forgetAnswers();
    backups.set(site, site.relay.backUp());
  };
  return [
    {
      weight: 2,
      async run() {
        const site = any();
        note(`relay ${site.name} is backed up`);
        backups.set(site, site.relay.backUp());
      },
    },
    {
      weight: 1,
      async run() {
        const site = any();
        await lose(site, "set back", () => site.relay.setBack(backups.get(site) ?? 0));
      },
    },
    {
      weight: 1,
      async run() {
        const site = any();
        await lose(site, "wiped", () => site.relay.wipe());
      },
    },
    {
      weight: 6,
      async run() {
        const [from, to] = [any(), any()];
        if (await from.weather.deliverLate(to.relay)) note(`a bundle arrives late at ${to.name}`);
      },
    },
  ];
}

function hostile(world: World): readonly Happening[] {
  const { people, sites, note, ledger } = world;
  return [
    {
      weight: 8,
      async run() {
        const witness = one(world, people);
        const rows = await witness.store.entries.toArray();
        const incident = (await witness.store.incidents.toArray())[0]?.incident;
        if (incident === undefined) return;
        const { name, bundle } = world.mallory.attack({
          incident,
          entries: rows.map(({ entryId, stream, bytes }) => ({ entryId, stream, bytes })),
          reports: rows
            .filter(({ kind }) => kind === "report")
            .map(({ entryId }) => recordIdOf(entryId)),
          nowMs: world.nowMs,
        });
        note(`mallory ${name}, before ${witness.citizen.name}`);
        await one(world, sites).relay.push(bundle);
        await onDevice(world, witness, async () => {
          await takeInto(witness, encodeBundle(bundle));
          await ledger.look(witness);
        });
      },
    },
  ];
}
