/**
 * The relay's admission under mutated bundles by certified, unknown and stopped authors, by a card, and by a hostile member. [REL4]
 *
 * What must hold is written down a second time here, from the keys that people have in truth: nothing under test is asked.
 */
import type { AssociationId, DeviceId } from "@tomoshibi/shared/base/ids.ts";
import { decodeEntry, entryIdOf, isSignedBy } from "@tomoshibi/shared/entry/entry.ts";
import { isForm } from "@tomoshibi/shared/entry/form.ts";
import type { StreamName } from "@tomoshibi/shared/entry/stream-name.ts";
import type { Role } from "@tomoshibi/shared/membership/statement.ts";
import {
  decodeBundle,
  decodeBundleAnswer,
  encodeBundle,
  encodeBundleAnswer,
} from "@tomoshibi/shared/relay-api/bundle.ts";
import { decodeIntakeItem } from "@tomoshibi/shared/relay-api/intake.ts";
import { createManualClock } from "@tomoshibi/shared/testing/manual-clock.ts";
import type { VerifySignature } from "@tomoshibi/shared/crypto/sign.ts";
import type { SeededRandom } from "@tomoshibi/shared/testing/seeded-random.ts";
import { createAllowances } from "@tomoshibi/sync-server/admission/allowances.ts";
import { erasedBy } from "@tomoshibi/sync-server/admission/erasure-index.ts";
import { createAssociations } from "@tomoshibi/sync-server/admission/associations.ts";
import { type AdmissionDeps, admitBundle } from "@tomoshibi/sync-server/admission/bundles.ts";
import {
  INTAKE_MESSAGES_MAX,
  MEMBER_ALLOWANCE,
  MEMBER_ENTRY_BYTES_MAX,
} from "@tomoshibi/sync-server/admission/limits.ts";
import { createMemoryStorage } from "@tomoshibi/sync-server/storage/memory.ts";
import { type Cast, type Message, CARD_HOUSEHOLD } from "./corpus.ts";
import { type Forge, forgeOne } from "./forge.ts";
import { pick } from "./mutate.ts";
import { type Scene, decodeScene, encodeScene, shorterScenes } from "./scene.ts";
import type { Target } from "./target.ts";

/** A relay's process, and the part of it that a planted fault may change. */
export interface AdmissionPlant {
  readonly verifySignature?: (honest: VerifySignature) => VerifySignature;
  readonly admit?: (honest: typeof admitBundle) => typeof admitBundle;
}

/** The target. */
export function admissionTarget(
  forge: Forge,
  verifySignature: VerifySignature,
  plant: AdmissionPlant = {},
): Target {
  return {
    name: "admission",
    covers: [],
    weight: 100,
    generate: (random) => encodeScene(scene(forge, random)),
    check: (input) => complaintAboutScene(forge, verifySignature, plant, decodeScene(input)),
    shorter: shorterScenes,
  };
}

/** One to three bundles, each of honest and hostile messages, often after all that is honest; a part of a scene is a bundle. */
function scene(forge: Forge, random: SeededRandom): Scene {
  const before = random.int(0, 1) === 0 ? [] : [forge.history];
  const bundles = Array.from({ length: random.int(1, 3) }, () =>
    Array.from({ length: random.int(1, 40) }, () =>
      random.int(0, 3) === 0 ? pick(random, forge.history) : forgeOne(forge, random, "insider"),
    ),
  );
  return [...before, ...bundles];
}

type House = AdmissionDeps;

async function complaintAboutScene(
  forge: Forge,
  verifySignature: VerifySignature,
  plant: AdmissionPlant,
  parts: Scene,
): Promise<string | undefined> {
  const { cast } = forge;
  const house = openHouse(plant.verifySignature?.(verifySignature) ?? verifySignature);
  const admit = plant.admit?.(admitBundle) ?? admitBundle;
  const { association, statements } = cast.world;
  const known = statements.map(({ bytes }) => ({ stream: "membership" as const, bytes }));
  for (const part of [known, ...parts]) {
    const bundle = decodeBundle(encodeBundle(toBundle(cast, part)));
    if (bundle === undefined) return "a bundle that its own decoder refuses";
    const answer = await admit(house, bundle);
    if (!answer.ok) return `admission answers ${answer.error.type}`;
    const { statements: stated, entries } = answer.value;
    if (stated.length + entries.length !== part.length) return "not every item has its answer";
    if (decodeBundleAnswer(encodeBundleAnswer(answer.value)) === undefined)
      return "an answer that nobody can read";
    const said = await complaintAboutStore(house, forge, verifySignature);
    if (said !== undefined) return said;
    const before = await countOf(house, association);
    const again = await admit(house, bundle);
    const items = again.ok ? [...again.value.statements, ...again.value.entries] : [];
    if (items.some(({ verdict }) => verdict === "accepted")) return "the same bundle is new again";
    if ((await countOf(house, association)) !== before) return "the same bundle is stored again";
  }
  return undefined;
}

function openHouse(verifySignature: VerifySignature): House {
  const clock = createManualClock();
  const storage = createMemoryStorage({ clock });
  const associations = createAssociations({ storage, verifySignature });
  return { storage, clock, verifySignature, associations, allowances: createAllowances({ clock }) };
}

function toBundle({ world, family }: Cast, part: readonly Message[]) {
  const streams = new Map<StreamName, Uint8Array[]>();
  const statements: Uint8Array[] = [];
  for (const { stream, bytes } of part) {
    if (stream === "membership" && decodeEntry(bytes) === undefined) statements.push(bytes);
    else streams.set(stream, [...(streams.get(stream) ?? []), bytes]);
  }
  return {
    ...{ association: world.association, sender: family[0].keys.device, statements },
    streams: [...streams].map(([stream, entries]) => ({ stream, entries })),
  };
}

/** Whatever a relay stored, in truth: by whom, whole, and within the limits. */
async function complaintAboutStore(
  house: House,
  { cast, history }: Forge,
  verifySignature: VerifySignature,
): Promise<string | undefined> {
  const { association } = cast.world;
  const erasures = history.filter(({ stream }) => stream === "erasures");
  const erased = new Set(
    erasures.flatMap(({ bytes }) => erasedBy(bytes)).flatMap(({ ids }) => ids),
  );
  const truth = truthOf(cast);
  const perAuthor = new Map<DeviceId, number>();
  const stored = await contents(house, association);
  const isErasureHere = stored.some((message) => erasures.some((one) => isSame(one, message)));
  for (const { stream, bytes } of stored) {
    if (stream === "intake") {
      if (decodeIntakeItem(bytes) === undefined) return "the intake holds what nobody can read";
      continue;
    }
    const entry = decodeEntry(bytes);
    if (entry === undefined) return `${stream} holds what is no entry`;
    if (stream === "forms") {
      if (!isForm(entry)) return "forms holds what is no form";
      continue;
    }
    const entryId = entryIdOf({ association, stream }, entry);
    if (entry.box === undefined && !erased.has(entryId)) return `${stream} took a husk`;
    if (entry.box !== undefined && erased.has(entryId) && isErasureHere)
      return `${stream} holds what was erased`;
    const author = truth.get(entry.author);
    if (author === undefined) return `${stream} took an entry of somebody nobody certified`;
    const place = { association, stream };
    if (!isSignedBy(place, entry, author.signKey, verifySignature))
      return `${stream} took an entry that ${author.name} did not sign`;
    if (!author.isOfficer && bytes.length > MEMBER_ENTRY_BYTES_MAX)
      return "an entry over its limit";
    if (!author.isOfficer && !isPersonal(author, stream))
      return `${author.name} wrote to ${stream}`;
    if (author.lastSeq !== undefined && entry.seq > author.lastSeq(stream))
      return `${stream} took ${entryId.slice(0, 8)} of a stopped device`;
    perAuthor.set(entry.author, (perAuthor.get(entry.author) ?? 0) + 1);
    if (!author.isOfficer && (perAuthor.get(entry.author) ?? 0) > MEMBER_ALLOWANCE.burst)
      return `${author.name} wrote more than it may at once`;
  }
  return complaintAboutStandings(house, cast, truth);
}

/** Nobody rose, nobody came to be certified but by the card and for its household, and the stopped device is stopped. */
async function complaintAboutStandings(
  house: House,
  cast: Cast,
  truth: ReadonlyMap<DeviceId, Truth>,
): Promise<string | undefined> {
  const loaded = await house.associations.load(cast.world.association);
  if (!loaded.ok) return "the association cannot be loaded";
  const { standings } = loaded.value.authority;
  for (const [device, list] of standings) {
    const roles = list.flatMap(({ roles: held }) => [...held]);
    const known = truth.get(device)?.roles;
    const isGuest =
      known === undefined && list.every(({ household }) => household === CARD_HOUSEHOLD);
    if (known === undefined && !isGuest) return "somebody certified itself";
    const gained = roles.find((role) => !(known ?? ["member"]).includes(role));
    if (gained !== undefined) return `${truth.get(device)?.name ?? "a guest"} became ${gained}`;
  }
  if (standings.get(cast.stopped.keys.device)?.every(({ revoked }) => revoked === undefined))
    return "a stopped device is let in again";
  const wrongly = [...truth].find(
    ([device, { isHostile }]) =>
      !isHostile && standings.get(device)?.some(({ revoked }) => revoked !== undefined),
  );
  return wrongly && `${wrongly[1].name} was stopped by somebody who may not`;
}

interface Truth {
  readonly name: string;
  readonly signKey: Uint8Array;
  readonly roles: readonly Role[];
  readonly isOfficer: boolean;
  readonly household: number;
  readonly isHostile: boolean;
  readonly lastSeq: ((stream: StreamName) => number) | undefined;
}

function truthOf(cast: Cast): ReadonlyMap<DeviceId, Truth> {
  const { world, officer, desk, leader, family, neighbour, mallory, stopped, card } = cast;
  const one = (
    name: string,
    keys: { readonly device: DeviceId; readonly signKey: Uint8Array },
    role: Role,
    household: number,
  ): [DeviceId, Truth] => [
    keys.device,
    {
      ...{ name, signKey: keys.signKey, roles: [role], household },
      isOfficer: role === "officer" || role === "admin" || role === "root",
      isHostile: name === "mallory" || name === "stopped" || name === "card",
      // It wrote one report and its copy before it was stopped.
      lastSeq: name === "stopped" ? () => 1 : undefined,
    },
  ];
  const cards = [...world.invites].map(([household, { invite }]) =>
    one("card", invite, "invite", household),
  );
  return new Map([
    one("root", world.root, "root", 0),
    one("founder", world.founder.keys, "admin", 1),
    one("officer", officer.keys, "officer", 2),
    one("desk", desk.keys, "desk", 3),
    one("leader", leader.keys, "groupLeader", 4),
    one("family a", family[0].keys, "member", 12),
    one("family b", family[1].keys, "member", 12),
    one("neighbour", neighbour.keys, "member", 13),
    one("mallory", mallory.keys, "member", 66),
    one("stopped", stopped.keys, "member", 15),
    ...cards,
    one("card", card.keys, "invite", CARD_HOUSEHOLD),
  ]);
}

/** Where members, desks and leaders write. A card writes nowhere. [MEM6] */
function isPersonal({ roles, household }: Truth, stream: StreamName): boolean {
  if (roles.includes("invite")) return false;
  if (["members", "safety", "erasures", "group/1"].includes(stream)) return true;
  const isServing = roles.includes("desk") || roles.includes("groupLeader");
  return stream === `household/${household}` || (isServing && stream.startsWith("household/"));
}

async function contents(house: House, association: AssociationId): Promise<readonly Message[]> {
  const pages = await house.storage.read(
    STORED.map((stream) => ({ key: { association, stream }, after: "start" as const })),
    { messagesMax: INTAKE_MESSAGES_MAX * 2, bytesMax: 1e9 },
  );
  if (!pages.ok) return [];
  return pages.value.flatMap((page, index) => {
    const stream = STORED[index];
    if (page.type !== "page" || stream === undefined) return [];
    return page.messages.map(({ bytes }) => ({ stream, bytes }));
  });
}

function isSame(left: Message, right: Message): boolean {
  return left.stream === right.stream && Buffer.compare(left.bytes, right.bytes) === 0;
}

async function countOf(house: House, association: AssociationId): Promise<number> {
  return (await contents(house, association)).length;
}

const STORED: readonly StreamName[] = [
  ...(["members", "safety", "officers", "receipts", "alerts", "intake", "erasures"] as const),
  ...(["checkpoints", "forms"] as const),
  ...(["household/12", "household/13", "household/66", "household/15", "household/16"] as const),
  ...(["household/14", "group/1"] as const),
];
