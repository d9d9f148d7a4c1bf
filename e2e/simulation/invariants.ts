/** What must hold when the weather has cleared and everybody had a contact. */
import type { EntryRow } from "@tomoshibi/client/engine/store/rows.ts";
import { type EntryId, recordIdOf } from "@tomoshibi/shared/base/ids.ts";
import { bytesToHex, utf8ToBytes } from "@tomoshibi/shared/base/bytes.ts";
import { sha256 } from "@tomoshibi/shared/crypto/hash.ts";
import { standingsOf } from "@tomoshibi/shared/membership/authority.ts";
import type { VerifySignature } from "@tomoshibi/shared/crypto/sign.ts";
import type { BoardReport } from "@tomoshibi/shared/safety/board-types.ts";
import { PROVISIONAL_SHOWN_MAX } from "@tomoshibi/shared/safety/provisional.ts";
import { type Erased, erasuresOf, onlyWhatMayBeErased, whatIsErasedIsGone } from "./erasures.ts";
import { circularsStand, linesStand, withdrawnIsGone } from "./documents.ts";
import { formsAreKept, isDoubled } from "./forms.ts";
import { messagesAreTrue, messagesNotLost, readersOf } from "./groups.ts";
import { isLawful } from "./law.ts";
import type { Person } from "./person.ts";
import type { World } from "./world.ts";
import { isOfficerIn, isRecorderIn } from "./town.ts";
import { showsOf } from "./shows.ts";

/** Most failures of one kind that are told. */
const TOLD_MAX = 3;

/** Checks everything. Shape: sentences, and one hash of what all replicas show. */
export async function checkTown(
  world: World,
  verifySignature: VerifySignature,
): Promise<{ readonly failures: readonly string[]; readonly stateHash: string }> {
  const officers = world.people.filter(
    (person) => isOfficerIn(person.citizen.station) && !isStopped(world, person),
  );
  const shows = new Map<Person, Awaited<ReturnType<typeof showsOf>>>();
  const unlike = await erasedUnheard(officers);
  for (const { store } of world.people) world.ledger.documents.look(await store.entries.toArray());
  for (const person of world.people) shows.set(person, await showsOf(person, unlike));
  const erased = await erasuresOf(world);
  const failures = [
    ...(await nothingUnlawful(world, verifySignature)),
    ...(await nothingLost(world, officers, erased)),
    ...(await onlyWhatMayBeErased(world, erased)),
    ...(await whatIsErasedIsGone(world, working(world), officers, erased)),
    ...(await circularsStand(world, working(world))),
    ...(await linesStand(world, officers)),
    ...(await withdrawnIsGone(world, working(world), erased.byEntry)),
    ...(await formsAreKept(world, officers, erased)),
    ...(await messagesAreTrue(world)),
    ...(await messagesNotLost(world, officers, erased)),
    ...(await nobodySilenced(world, officers)),
    ...(await nothingLeftUnsealed(world)),
    ...(await nobodyAccused(officers)),
    ...alike(
      "officers show",
      officers.map((person) => [person, shows.get(person)?.asOfficer ?? ""]),
    ),
    ...alike(
      "members show",
      working(world).map((person) => [person, shows.get(person)?.asMember ?? ""]),
    ),
    ...families(world).flatMap((family) =>
      alike(
        "a family shows",
        family.map((person) => [person, shows.get(person)?.asFamily ?? ""]),
      ),
    ),
    ...world.town.groups.flatMap((group) =>
      alike(
        `group ${group} reads`,
        readersOf(working(world), group).map((person) => [
          person,
          shows.get(person)?.byGroup.find(([number]) => number === group)?.[1] ?? "",
        ]),
      ),
    ),
    ...(await sameEntries(world, officers)),
  ];
  const all = [...shows.values()].map((show) => JSON.stringify(show)).join("\n");
  return { failures, stateHash: bytesToHex(sha256(utf8ToBytes(all))) };
}

/** Who wrote what some officers hold erased and others never heard of: no relay takes it any more. [ERA1] */
async function erasedUnheard(officers: readonly Person[]): Promise<ReadonlySet<string>> {
  const held = await Promise.all(officers.map(({ store }) => store.entries.toArray()));
  const ids = held.map((rows) => new Set(rows.map(({ entryId }) => entryId)));
  const erased = held.flat().filter(({ reason }) => reason === "erased");
  return new Set(
    erased
      .filter(({ entryId }) => ids.some((known) => !known.has(entryId)))
      .map(({ author }) => author),
  );
}

/** By what the founder's device knows in the end; who joined by the card of a household that left meanwhile gets no keys. [MEM6] */
function isStopped({ people, ledger }: World, { citizen }: Person): boolean {
  const { device } = citizen.device.keys;
  const authority = people[0]?.replica.authority;
  if (authority === undefined) return false;
  if (authority.revocations.has(device)) return true;
  const [standing] = citizen.household === ledger.left ? standingsOf(authority, device) : [];
  return standing?.flags.includes("inviteCancelled") === true;
}

function working(world: World): readonly Person[] {
  return world.people.filter((person) => !isStopped(world, person));
}

function families(world: World): readonly (readonly Person[])[] {
  const byHousehold = new Map<number, Person[]>();
  for (const person of working(world)) {
    const family = byHousehold.get(person.citizen.household) ?? [];
    byHousehold.set(person.citizen.household, [...family, person]);
  }
  return [...byHousehold.values()].filter((family) =>
    family.every(({ citizen }) => citizen.station === "member"),
  );
}

/** Nothing forged, foreign or beyond its role is applied. */
async function nothingUnlawful(world: World, verifySignature: VerifySignature): Promise<string[]> {
  const failures: string[] = [];
  const lawful = new Set<EntryId>();
  for (const { citizen, store } of world.people) {
    for (const row of await store.entries.toArray()) {
      if (row.state !== "applied" || lawful.has(row.entryId)) continue;
      const against = isLawful(world.town, verifySignature, row);
      if (against === undefined) lawful.add(row.entryId);
      else
        failures.push(
          `${citizen.name} applied ${row.kind} ${row.entryId.slice(0, 8)} in ${row.stream}: ${against}`,
        );
    }
  }
  return failures.slice(0, TOLD_MAX);
}

/** Whatever lived when the weather cleared, officers have; what was told "saved" stands on their boards. */
async function nothingLost(
  world: World,
  officers: readonly Person[],
  erased: Erased,
): Promise<string[]> {
  const failures: string[] = [];
  const { living, tolds } = world.ledger;
  for (const officer of officers) {
    const rows = new Map(
      (await officer.store.entries.toArray()).map((row) => [recordIdOf(row.entryId), row]),
    );
    const board = (await officer.store.boardRows.toArray()).flatMap((row) => row.reports);
    const reports = new Set(board.map(({ recordId }) => recordId));
    for (const { person, intent, records } of tolds.values()) {
      if (intent.command.type !== "reportSafety") continue;
      const word = `${person.citizen.name}'s report ${intent.command.comment}`;
      const alive = [...records].filter(
        (record) =>
          !erased.records.has(record) &&
          (living.records.has(record) || living.intents.has(intent.id)),
      );
      if (alive.length === 0) {
        if (records.size === 0 && living.intents.has(intent.id))
          failures.push(`${word} was saved and never sealed`);
        continue;
      }
      const held = alive.map((record) => rows.get(record)).filter((row) => row !== undefined);
      if (held.length === 0) failures.push(`${word} lived and is not with ${officer.citizen.name}`);
      else if (held.every((row) => row.state === "kept" && row.reason !== "revoked"))
        failures.push(`${word} is kept by ${officer.citizen.name} as ${held[0]?.reason}`);
      else if (isCrowdedOut(world, person) || isDoubled(world, intent.command, records, board))
        continue;
      else if (held.some((row) => row.state === "applied" && !reports.has(recordIdOf(row.entryId))))
        failures.push(
          `${word} is not on ${officer.citizen.name}'s board; its incident ${openingOf(world, intent.command.incident, [...rows.values()])}`,
        );
    }
  }
  return failures.slice(0, TOLD_MAX);
}

/** Who spoke in more provisional incidents than one device may put before officers has the latest shown, by decision. */
function isCrowdedOut({ ledger }: World, person: Person): boolean {
  const spokenIn = [...ledger.tolds.values()].flatMap(({ person: other, intent: { command } }) =>
    other === person && "incident" in command ? command.incident : [],
  );
  return new Set(spokenIn).size > PROVISIONAL_SHOWN_MAX;
}

/** What became of the opening of an incident, for whoever reads the failure. */
function openingOf({ town }: World, incident: string, rows: readonly EntryRow[]): string {
  const openings = rows.filter((row) => row.kind === "incidentOpened" && row.incident === incident);
  const says = openings.map(
    ({ author, state, reason }) =>
      `was opened by ${town.truth.get(author)?.name}, ${state} ${reason ?? ""}`,
  );
  return says.length === 0 ? "was opened by nobody" : says.join(" and ");
}

/** A report is current until somebody who may speak for its household, and knew it, says otherwise. */
async function nobodySilenced(world: World, officers: readonly Person[]): Promise<string[]> {
  const failures: string[] = [];
  for (const officer of officers) {
    for (const { household, reports, state } of await officer.store.boardRows.toArray()) {
      const isHelpWanted = reports.some(
        ({ isCurrent, isEvidenceOnly, subjects }) =>
          isCurrent && !isEvidenceOnly && subjects.some(({ status }) => status === "help"),
      );
      if (isHelpWanted && state !== "help")
        failures.push(`household ${household} calls for help and is shown as ${state}`);
      for (const report of reports) {
        if (report.isCurrent || isAnswered(world, household, report, reports)) continue;
        failures.push(
          `a report of household ${household} (${report.comment}) is silenced on ${officer.citizen.name}'s board`,
        );
      }
    }
  }
  return failures.slice(0, TOLD_MAX);
}

function isAnswered(
  { town }: World,
  household: number,
  report: BoardReport,
  others: readonly BoardReport[],
): boolean {
  return others.some((other) => {
    const author = town.truth.get(other.author);
    if (author === undefined || !other.supersedes.includes(report.recordId)) return false;
    // Who saw a neighbour may say so anew.
    if (other.author === report.author && other.by === report.by) return true;
    return (
      isRecorderIn(author.station) || (author.household === household && other.by !== "witness")
    );
  });
}

async function nothingLeftUnsealed(world: World): Promise<string[]> {
  const failures: string[] = [];
  for (const person of working(world)) {
    for (const { command, state, failure } of await person.store.intents.toArray()) {
      if (state === "sealed") continue;
      // Confirming what another officer confirmed or stopped meanwhile is refused, and may be.
      if (state === "failed" && command.type !== "reportSafety") continue;
      // A household without a card has no key yet: what is answered to it waits for one.
      if (command.type === "acknowledgeReport" && !hasCard(world, command.household)) continue;
      failures.push(`${person.citizen.name}'s ${command.type} is ${state} ${failure ?? ""}`);
    }
  }
  return failures.slice(0, TOLD_MAX);
}

function hasCard({ town }: World, household: number): boolean {
  return town.world.invites.has(household);
}

/** Nobody in town sums up wrongly: no officer is told that another did. [DOC4] */
async function nobodyAccused(officers: readonly Person[]): Promise<string[]> {
  const accused: string[] = [];
  for (const { citizen, store } of officers)
    for (const { state, signer } of await store.checkpoints.toArray())
      if (state === "differs")
        accused.push(`${citizen.name} is told that ${signer} summed up wrongly`);
  return accused.slice(0, TOLD_MAX);
}

/** Replicas that may read the same streams have applied the same entries of them. */
async function sameEntries(world: World, officers: readonly Person[]): Promise<string[]> {
  const failures: string[] = [];
  const byStream = new Map<string, [Person, string][]>();
  for (const person of working(world)) {
    const rows = await person.store.entries.toArray();
    for (const stream of person.replica.wantedStreams()) {
      // Of checkpoints the newest alone are read.
      if (["membership", "intake", "checkpoints"].includes(stream)) continue;
      const applied = rows
        .filter((row) => row.stream === stream && row.state === "applied")
        .map(({ entryId }) => entryId.slice(0, 12));
      const all = byStream.get(stream) ?? [];
      byStream.set(stream, [...all, [person, applied.join(" ")]]);
    }
  }
  for (const [stream, sets] of byStream) failures.push(...alike(`${stream} is`, sets));
  const statements: [Person, string][] = [];
  for (const person of officers) {
    const counted = [...(person.replica.authority?.counted ?? [])]
      .map((id) => id.slice(0, 12))
      .toSorted();
    statements.push([person, counted.join(" ")]);
  }
  return [...failures, ...alike("statements are", statements)].slice(0, TOLD_MAX);
}

function alike(what: string, shows: readonly (readonly [Person, string])[]): string[] {
  const [first] = shows;
  const other = shows.find(([, show]) => show !== first?.[1]);
  if (first === undefined || other === undefined) return [];
  return [
    `${what} not alike: ${first[0].citizen.name} and ${other[0].citizen.name}: ${difference(first[1], other[1])}`,
  ];
}

function difference(left: string, right: string): string {
  let place = 0;
  while (place < left.length && left[place] === right[place]) place += 1;
  const around = (text: string) => text.slice(Math.max(0, place - 60), place + 60);
  return `…${around(left)}… / …${around(right)}…`;
}
