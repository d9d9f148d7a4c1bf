/**
 * The apply path of a replica: entries and statements that are mutated, reordered, repeated, foreign or forged, between honest
 * ones. [G15] [ENT2] [MEM2] [STR1]
 *
 * Among outsiders' messages the state is equal to that of a replica that got the honest ones alone. Among a hostile member's, what
 * is applied is lawful (simulation/law.ts), and nothing honest is taken away.
 */
import { createReplica } from "@tomoshibi/client/engine/replica/create-replica.ts";
import type { Arrival, OpenReplica } from "@tomoshibi/client/engine/replica/replica.ts";
import {
  type MemoryStore,
  type StoreImage,
  createMemoryStore,
} from "@tomoshibi/client/engine/store/testing/memory-store.ts";
import type { VerifySignature } from "@tomoshibi/shared/crypto/sign.ts";
import type { StreamName } from "@tomoshibi/shared/entry/stream-name.ts";
import { encodeBundle } from "@tomoshibi/shared/relay-api/bundle.ts";
import type { WorldDevice } from "@tomoshibi/shared/testing/association-world.ts";
import { createManualClock } from "@tomoshibi/shared/testing/manual-clock.ts";
import { type SeededRandom, createSeededRandom } from "@tomoshibi/shared/testing/seeded-random.ts";
import { erasedBy } from "@tomoshibi/sync-server/admission/erasure-index.ts";
import { isLawful } from "../simulation/law.ts";
import { type Citizen, type Station } from "../simulation/town.ts";
import { AT_SECONDS, type Cast, MALLORY_HOUSEHOLD, type Message } from "./corpus.ts";
import { type Forge, type Hostile, forgeOne } from "./forge.ts";
import { type Scene, decodeScene, encodeScene, shorterScenes } from "./scene.ts";
import { stateOf, type State } from "./state.ts";
import type { Target } from "./target.ts";

/** A device as it stands before anything arrives. */
export interface Viewer {
  readonly name: string;
  readonly image: StoreImage;
}

/** What targets of the apply path share. */
export interface ApplyDeps {
  readonly forge: Forge;
  readonly viewers: readonly Viewer[];
  readonly verifySignature: VerifySignature;
  readonly loadDocuments: () => Promise<void>;
  readonly plant?: ApplyPlant;
}

/** A fault put in on purpose: in what a replica does, or in what it believes. */
export interface ApplyPlant {
  readonly replica?: (replica: OpenReplica, store: MemoryStore) => OpenReplica;
  readonly verifySignature?: VerifySignature;
}

/** The two targets. */
export function applyTargets(deps: ApplyDeps): readonly Target[] {
  return (["outsider", "insider"] as const).map((hostile) => ({
    name: `apply path, ${hostile}`,
    covers: [],
    weight: 200,
    generate: (random) => encodeScene(scene(deps.forge, random, hostile)),
    check: (input) => complaintAboutScene(deps, hostile, decodeScene(input)),
    shorter: shorterScenes,
  }));
}

/** Installs a device, as it is before its first contact. */
export async function createViewer(
  { world }: Cast,
  name: string,
  { keys, keyring }: WorldDevice,
  ports: Pick<ApplyDeps, "verifySignature" | "loadDocuments">,
): Promise<Viewer> {
  const store = createMemoryStore();
  const replica = await openIn(store, ports);
  const { device, signSeed, sealSeed } = keys;
  await replica.install({
    identity: { association: world.association, device, signSeed, sealSeed, rootSeed: undefined },
    statements: world.statements,
    keys: [...keyring.keys.values()],
    associationName: "ひばり町会",
    representative: `試験 ${name}`,
    isDemo: false,
    relayUrls: ["http://relay.test"],
    purposeVersion: 1,
  });
  await replica.idle();
  return { name, image: store.image() };
}

/** Honest messages in any order, some twice, and hostile ones between them; cut into parts. */
function scene(forge: Forge, random: SeededRandom, hostile: Hostile): Scene {
  const forged = Array.from({ length: random.int(1, 24) }, () => forgeOne(forge, random, hostile));
  const repeated = forge.history.filter(() => random.int(0, 9) === 0);
  const left = [...forge.history, ...forged, ...repeated];
  const parts: Message[][] = [];
  while (left.length > 0) {
    const part: Message[] = [];
    for (let count = random.int(1, 30); count > 0 && left.length > 0; count -= 1)
      part.push(...left.splice(random.int(0, left.length - 1), 1));
    parts.push(part);
  }
  return parts;
}

async function complaintAboutScene(
  deps: ApplyDeps,
  hostile: Hostile,
  parts: Scene,
): Promise<string | undefined> {
  const honest = new Set(deps.forge.history.map(nameOf));
  const honestAlone = parts.map((part) => part.filter((message) => honest.has(nameOf(message))));
  for (const viewer of deps.viewers) {
    const { plant: _fault, ...sound } = deps;
    const expected = await live(sound, viewer, honestAlone);
    const state = await live(deps, viewer, parts);
    const said =
      keptThough(deps.forge, state) ??
      (hostile === "outsider" ? differenceOf(expected, state) : lawlessness(deps, expected, state));
    if (said !== undefined) return `${viewer.name}: ${said}`;
  }
  return undefined;
}

function nameOf({ stream, bytes }: Message): string {
  return `${stream} ${Buffer.from(bytes).toString("latin1")}`;
}

/** A life: from the image, through all that arrives, to what it shows. */
async function live(
  deps: Pick<ApplyDeps, "verifySignature" | "loadDocuments" | "plant">,
  { image }: Viewer,
  parts: Scene,
): Promise<State> {
  const store = createMemoryStore({ image });
  const { verifySignature = deps.verifySignature, replica: planted } = deps.plant ?? {};
  const ports = { ...deps, verifySignature };
  const opened = await openIn(store, ports);
  const replica = planted?.(opened, store) ?? opened;
  for (const part of parts) await replica.receive(arrivalsOf(part));
  await replica.idle();
  // What it would hand in is a bundle that can be written.
  const bundle = await replica.outgoing("aa".repeat(32));
  if (bundle !== undefined) encodeBundle(bundle);
  const state = await stateOf(store, replica);
  // The next start finds what this one left.
  const again = await stateOf(store, await openIn(store, ports));
  return again.shown === state.shown
    ? state
    : { ...state, shown: `${state.shown}, and otherwise after a start` };
}

function arrivalsOf(part: readonly Message[]): readonly Arrival[] {
  const streams = new Map<StreamName, Arrival["messages"][number][]>();
  for (const { stream, bytes } of part)
    streams.set(stream, [...(streams.get(stream) ?? []), { bytes, relayedAtSeconds: AT_SECONDS }]);
  return [...streams].map(([stream, messages]) => ({ stream, messages }));
}

async function openIn(
  database: MemoryStore,
  { verifySignature, loadDocuments }: Pick<ApplyDeps, "verifySignature" | "loadDocuments">,
): Promise<OpenReplica> {
  const [clock, random] = [createManualClock(), createSeededRandom(17)];
  return createReplica({ database, clock, random, loadDocuments, verifySignature });
}

/** Where an erasure was applied, what it lists is not, whichever came first. [ERA1] */
function keptThough({ history }: Forge, { applied }: State): string | undefined {
  const isErased = [...applied.values()].some(({ kind, bytes }) =>
    history.some((one) => kind === "erased" && Buffer.compare(one.bytes, bytes) === 0),
  );
  const listed = history
    .filter(({ stream }) => stream === "erasures")
    .flatMap(({ bytes }) => erasedBy(bytes))
    .flatMap(({ ids }) => ids);
  return isErased && listed.some((id) => applied.has(id)) ? "applied what was erased" : undefined;
}

function differenceOf(expected: State, state: State): string | undefined {
  const applied = [...state.applied.keys()].filter((id) => !expected.applied.has(id));
  if (applied.length > 0) return `applied ${applied[0]?.slice(0, 8)}, which nobody honest wrote`;
  const missing = [...expected.applied.keys()].find((id) => !state.applied.has(id));
  if (missing !== undefined)
    return `did not apply ${missing.slice(0, 8)}, which somebody honest wrote`;
  if (expected.authority !== state.authority) return "statements of others count";
  return expected.shown === state.shown
    ? undefined
    : `shows something else:\n${firstDifference(expected.shown, state.shown)}`;
}

function firstDifference(left: string, right: string): string {
  const at = [...left].findIndex((letter, index) => letter !== right[index]);
  const around = (text: string) => text.slice(Math.max(0, at - 160), at + 160);
  return `${around(left)}\n${around(right)}`;
}

function lawlessness(deps: ApplyDeps, expected: State, state: State): string | undefined {
  const { cast } = deps.forge;
  const town = { association: cast.world.association, truth: truthOf(cast) };
  for (const row of state.applied.values()) {
    const against = isLawful(town, deps.verifySignature, row);
    if (against !== undefined) return `applied ${row.kind} in ${row.stream}: ${against}`;
    if (row.author === cast.stopped.keys.device && row.seq > 1)
      return "applied what a stopped device wrote later";
  }
  const missing = [...expected.applied.keys()].find((id) => !state.applied.has(id));
  if (missing !== undefined)
    return `did not apply ${missing.slice(0, 8)}, which somebody honest wrote`;
  const silenced = expected.current.find(
    ({ recordId, household }) =>
      household !== MALLORY_HOUSEHOLD && !state.current.some((one) => one.recordId === recordId),
  );
  if (silenced !== undefined) return `the report of household ${silenced.household} was silenced`;
  return expected.roles === state.roles ? undefined : "somebody has another role";
}

function truthOf(cast: Cast): ReadonlyMap<WorldDevice["keys"]["device"], Omit<Citizen, "image">> {
  const { world, officer, desk, leader, family, neighbour, mallory, stopped } = cast;
  const one = (name: string, device: WorldDevice, station: Station, household: number) =>
    [device.keys.device, { name, station, household, group: 1, device }] as const;
  return new Map([
    one("founder", world.founder, "admin", 1),
    one("officer", officer, "officer", 2),
    one("desk", desk, "desk", 3),
    one("leader", leader, "groupLeader", 4),
    one("family a", family[0], "member", 12),
    one("family b", family[1], "member", 12),
    one("neighbour", neighbour, "member", 13),
    one("mallory", mallory, "member", MALLORY_HOUSEHOLD),
    one("stopped", stopped, "member", 15),
  ]);
}
