/**
 * One simulated disaster: a town, an hour or a week of everything going wrong, then fair weather, and what must hold then.
 *
 * One seed decides everything: who does what and when, which requests are lost, whose device goes off. [G16]
 */
import { sha256 } from "@tomoshibi/shared/crypto/hash.ts";
import { bytesToHex, utf8ToBytes } from "@tomoshibi/shared/base/bytes.ts";
import type { BundleAnswer } from "@tomoshibi/shared/relay-api/bundle.ts";
import type { VerifySignature } from "@tomoshibi/shared/crypto/sign.ts";
import { FISCAL_YEAR_2026_MS } from "@tomoshibi/shared/testing/manual-clock.ts";
import { createSeededRandom } from "@tomoshibi/shared/testing/seeded-random.ts";
import { createActions } from "./actions.ts";
import { drawFate } from "./fate.ts";
import { drawTidying } from "./fate-of-tidying.ts";
import type { Happening } from "./happening.ts";
import { drain, heal } from "./healing.ts";
import { checkTown } from "./invariants.ts";
import { createLedger } from "./ledger.ts";
import { createMallory } from "./mallory.ts";
import { type Person, createPerson } from "./person.ts";
import type { Plant } from "./plant.ts";
import type { Town } from "./town.ts";
import { createVirtualRelay } from "./virtual-relay.ts";
import { createWeather } from "./weather.ts";
import { RELAY_URLS, type RelaySite, type World } from "./world.ts";

/** What stays the same from one seed to the next. */
export interface Surroundings {
  readonly town: Town;
  readonly verifySignature: VerifySignature;
  readonly loadDocuments: () => Promise<void>;
}

/** How one run is to be. */
export interface RunOptions {
  readonly seed: number;
  /** Happenings before the weather clears. */
  readonly steps: number;
  /** A fault put in on purpose. */
  readonly plant?: Plant;
  /** Nobody tidies documents: for seeds that failed before anybody did. */
  readonly isUntidied?: boolean;
}

/** What a run came to. */
export interface RunResult {
  readonly seed: number;
  readonly steps: number;
  /** What must hold and did not; empty when all is well. */
  readonly failures: readonly string[];
  readonly trace: readonly string[];
  /** One hash of everything that happened and of what all replicas show in the end. */
  readonly traceHash: string;
}

/** How much more often something happens for a planted fault that shows by nothing else. */
const OFTEN = 15;

/** Runs one seed. Law: the same seed, steps and plant give the same trace hash. */
export async function runSeed(around: Surroundings, options: RunOptions): Promise<RunResult> {
  const { seed, steps, plant } = options;
  const trace: string[] = [];
  const failures: string[] = [];
  try {
    // Not when somebody first needs them, for that may be a seed before.
    await around.loadDocuments();
    const world = await openWorld(around, seed, trace, plant);
    const weigh = ({ weight, name }: Happening) =>
      weight * (name !== undefined && name === plant?.often ? OFTEN : 1);
    const happenings = drawFate(world).map((one) => ({ ...one, weight: weigh(one) }));
    const tidy = drawTidying(world, seed, { weigh, isMuch: plant?.isMuchTidied });
    for (const { weather } of world.sites)
      weather.climate = { ...weather.climate, ...plant?.climate };
    for (let step = 0; step < steps; step += 1) {
      await happen(world, happenings);
      if (options.isUntidied !== true) await tidy();
    }
    trace.push(`-- fair weather after ${steps} steps`);
    await heal(world);
    failures.push(...(await drain(world)));
    const checked = await checkTown(world, around.verifySignature);
    failures.push(...world.ledger.falselyTold, ...world.ledger.wrong, ...checked.failures);
    trace.push(`-- ${checked.stateHash}`);
  } catch (error) {
    // A broken invariant of the engine is what a simulation looks for.
    failures.push(
      `threw: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`,
    );
  }
  const traceHash = bytesToHex(sha256(utf8ToBytes(trace.join("\n"))));
  return { seed, steps, failures, trace, traceHash };
}

async function openWorld(
  around: Surroundings,
  seed: number,
  trace: string[],
  plant: Plant | undefined,
): Promise<World> {
  const { town, verifySignature, loadDocuments } = around;
  const random = createSeededRandom(seed);
  const clock = { nowMs: () => world.nowMs };
  const ledger = createLedger(() => world.sites.some(({ hasLied }) => hasLied));
  const note = (what: string) =>
    void trace.push(`${Math.round((world.nowMs - FISCAL_YEAR_2026_MS) / 1000)}s ${what}`);
  const sites = RELAY_URLS.slice(0, plant?.relays ?? RELAY_URLS.length).map(
    (url, number): RelaySite => {
      const honest = createVirtualRelay({ number, clock, verifySignature });
      const relay = plant?.relay?.(honest) ?? honest;
      const onNamed = (answer: BundleAnswer) => ledger.named(answer);
      const weather = createWeather({ relay, url, random, note, onNamed });
      return { name: "AB"[number] ?? "", relay, weather, hasLied: false, hasLost: false };
    },
  );
  const people: Person[] = [];
  const world: World = {
    ...{ town, random, people, sites, note },
    ledger,
    actions: createActions(random),
    mallory: createMallory(town, random, plant?.attack),
    nowMs: FISCAL_YEAR_2026_MS,
  };
  await sites[0]?.relay.playBack(town.journal);
  for (const citizen of town.citizens) {
    const ports = {
      ...{ nowMs: () => world.nowMs, loadDocuments },
      random: createSeededRandom(seed * 1_000 + people.length + 1),
      verifySignature: plant?.verifySignature?.(verifySignature) ?? verifySignature,
      createTransports: sites.map(({ weather }) => weather.createTransport),
      tamper: plant?.replica,
    };
    const person = await createPerson(ports, citizen);
    // What is sealed and tidied away in one contact the book sees in between, and what a bound is learned of after the receipt.
    person.afterWork = () => ledger.lookAtEntries(person);
    people.push(person);
  }
  return world;
}

/** One happening; a device that goes off in it starts again at once or at its next turn. */
async function happen(world: World, happenings: readonly Happening[]): Promise<void> {
  const { random } = world;
  world.nowMs += random.int(0, 20) === 0 ? random.int(0, 86_400_000) : random.int(0, 300_000);
  const total = happenings.reduce((sum, { weight }) => sum + weight, 0);
  let draw = random.int(1, total);
  const happening = happenings.find(({ weight }) => (draw -= weight) <= 0);
  await happening?.run();
}
