/** A household leaves: what an officer does then, and what must hold at once. [ERA1] [MEM5] */
import type { IncidentId } from "@tomoshibi/shared/base/ids.ts";
import { endHousehold } from "@tomoshibi/client/engine/onboarding/end-household.ts";
import { readOwnMembership } from "@tomoshibi/client/engine/onboarding/own-membership.ts";
import type { OnboardingPorts } from "@tomoshibi/client/engine/onboarding/ports.ts";
import { pick } from "./chance.ts";
import type { Person } from "./person.ts";
import { isOfficerIn } from "./town.ts";
import { type World, onDevice } from "./world.ts";

/** Seldom: every household that leaves costs everybody new keys. */
const ONE_IN = 2;

/** An officer takes a household off of whom nobody speaks in a check that goes on; or tries to, of whom somebody does. At most one in a run. */
export async function leave(world: World, whom: "silent" | "spoken"): Promise<void> {
  const { random, people, ledger } = world;
  if (ledger.left !== undefined || random.int(1, ONE_IN) > 1) return;
  const officer = pick(
    random,
    people.filter(
      ({ citizen }) =>
        isOfficerIn(citizen.station) && !ledger.stopped.has(citizen.device.keys.device),
    ),
  );
  if (officer === undefined) return;
  const household = await whoMayLeave(world, officer, whom);
  if (household === undefined) return;
  await onDevice(world, officer, () => end(world, officer, household));
}

/** Nobody who had something erased, for whoever leaves is stopped by it. */
async function whoMayLeave(
  { random, people, ledger }: World,
  officer: Person,
  whom: "silent" | "spoken",
): Promise<number | undefined> {
  const erasers = people.filter(({ citizen }) => ledger.erasers.has(citizen.device.keys.device));
  const stays = new Set(erasers.map(({ citizen }) => citizen.household));
  const members = people.filter(
    ({ citizen }) => citizen.station === "member" && !stays.has(citizen.household),
  );
  const spoken = await spokenOf(officer);
  const meant = members.filter(
    ({ citizen }) => spoken.has(citizen.household) === (whom === "spoken"),
  );
  return pick(random, meant)?.citizen.household;
}

async function end(world: World, officer: Person, household: number): Promise<void> {
  const { ledger, note } = world;
  const { replica } = officer;
  await replica.drainIntents();
  await replica.idle();
  const family = world.people.filter(({ citizen }) => citizen.household === household);
  const [before, spoken] = [await countsOn(officer), await spokenOf(officer)];
  const calledOff = new Set(
    (await officer.store.incidents.toArray()).flatMap(({ incident, isProvisional, isOpen }) =>
      isProvisional && !isOpen ? incident : [],
    ),
  );
  // Whatever comes of it: what was begun may be under way.
  ledger.erasers.add(officer.citizen.device.keys.device);
  const devices = family.map(({ citizen }) => citizen.device.keys.device);
  const stops = devices.filter((device) => !ledger.stopped.has(device));
  for (const device of stops) ledger.stopped.add(device);
  ledger.left = household;
  const answer = await endHousehold(portsOf(world, officer), { household });
  await replica.idle();
  const came = answer.ok ? "done" : answer.error.type;
  note(`${officer.citizen.name} takes household ${household} off: ${came}`);
  const wrong = (what: string) =>
    void ledger.wrong.add(`${officer.citizen.name} took household ${household} off: ${what}`);
  if (spoken.has(household) !== (came === "openReports")) wrong(`it was ${came}`);
  if (!answer.ok) {
    for (const device of stops) ledger.stopped.delete(device);
    ledger.left = undefined;
    return;
  }
  const after = await countsOn(officer);
  // A question of its own that officers had ended goes with the last report in it.
  const isKept = [...before].every(([incident, counts]) => {
    const now = after.get(incident);
    return now === counts || (now === undefined && calledOff.has(incident));
  });
  if (!isKept) wrong("counts changed by it");
  for (const what of await stillSaid(officer, household)) wrong(`${what} still stands there`);
}

/** Households of whom somebody speaks in a check that goes on, as an officer's screen shows it. */
async function spokenOf({ store }: Person): Promise<ReadonlySet<number>> {
  const incidents = await store.incidents.toArray();
  const open = new Set(incidents.filter(({ isOpen }) => isOpen).map(({ incident }) => incident));
  const rows = await store.boardRows.toArray();
  return new Set(
    rows
      .filter(({ incident, reports }) => open.has(incident) && reports.length > 0)
      .map(({ household }) => household),
  );
}

/** Totals and answers, by incident. */
async function countsOn({ store }: Person): Promise<ReadonlyMap<IncidentId, string>> {
  const rows = (await store.boardCounts.toArray()).filter(({ group }) => group === 0);
  return new Map(
    rows.map(({ incident, counts }) => [incident, `${counts.total} ${counts.answered}`]),
  );
}

/** What an officer's screens still say of a household that left; in a check that goes on nobody speaks of it. */
async function stillSaid({ store }: Person, household: number): Promise<readonly string[]> {
  const said = (await store.groupMessages.toArray()).filter((row) => row.household === household);
  const rows = (await store.boardRows.toArray()).filter(
    (row) => row.household === household && row.reports.length > 0,
  );
  const lines = (await store.households.toArray()).filter(({ number }) => number === household);
  const devices = (await store.devices.toArray()).filter((row) => row.household === household);
  return [
    ...said.map(({ text }) => `its message ${text}`),
    ...rows.map(({ incident }) => `what was said of it in ${incident}`),
    ...lines.map(() => "its line"),
    ...devices.map(({ device }) => `its device ${device}`),
  ];
}

/** Ending a household asks no more of the ports than this. */
function portsOf(world: World, { store, replica, nowMs }: Person): OnboardingPorts {
  const { entries } = store;
  const all: Pick<typeof database.entries, "filter"> = {
    filter: (isWanted) => entries.orderBy("entryId").filter(isWanted) as never,
  };
  const database = { ...store, entries: all } as unknown as OnboardingPorts["database"];
  const ports: Pick<
    OnboardingPorts,
    "replica" | "database" | "clock" | "random" | "ownMembership"
  > = {
    ...{ replica, database, clock: { nowMs }, random: world.random },
    ownMembership: () => readOwnMembership(database, replica),
  };
  return ports as OnboardingPorts;
}
