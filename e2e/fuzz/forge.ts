/**
 * Hostile messages made out of honest ones: damaged, spliced, carried to other places and associations, signed anew by whoever
 * has keys, and statements by those who may not make them.
 */
import { type CborValue, decodeCbor, encodeCbor } from "@tomoshibi/shared/base/cbor.ts";
import { idBytes } from "@tomoshibi/shared/base/ids.ts";
import { frontierMark } from "@tomoshibi/shared/checkpoints/frontier.ts";
import { sign } from "@tomoshibi/shared/crypto/sign.ts";
import { decodeEntry, encodeEntry, sealEntry } from "@tomoshibi/shared/entry/entry.ts";
import { type StreamName, sealedFor } from "@tomoshibi/shared/entry/stream-name.ts";
import { writeKey } from "@tomoshibi/shared/keys/keyring.ts";
import { createDeviceKeys } from "@tomoshibi/shared/membership/device-keys.ts";
import { certifyByInvite, certifyDevice } from "@tomoshibi/shared/membership/issue.ts";
import { ROLES } from "@tomoshibi/shared/membership/statement.ts";
import {
  type AssociationWorld,
  type WorldDevice,
  authorityOf,
  writeEntry,
} from "@tomoshibi/shared/testing/association-world.ts";
import { KIND } from "@tomoshibi/shared/records/payload-read.ts";
import type { SeededRandom } from "@tomoshibi/shared/testing/seeded-random.ts";
import { type Cast, type Message, huskOf, samplePayloads } from "./corpus.ts";
import { sampleSums } from "./decoders-checkpoints.ts";
import { mutateChange } from "./decoders-documents.ts";
import { mutateBytes, mutateValue, pick } from "./mutate.ts";

/** What forging begins with. */
export interface Forge {
  readonly cast: Cast;
  readonly history: readonly Message[];
  readonly payloads: readonly Uint8Array[];
  readonly foreign: readonly Message[];
  /** Changes of the roster by an officer's device. */
  readonly changes: readonly Uint8Array[];
}

/**
 * Who forges. outsider: who may write nothing that anybody shows. insider: also a stopped device, whose later entries stand in the
 * officers' tray, and a hostile member, who may write.
 */
export type Hostile = "outsider" | "insider";

/** Prepares a forge. */
export function createForge(
  cast: Cast,
  history: readonly Message[],
  changes: readonly Uint8Array[],
): Forge {
  const { abroad } = cast;
  const statements = abroad.statements.map(({ bytes }) => ({
    stream: "membership" as const,
    bytes,
  }));
  const payloads = samplePayloads();
  const written = payloads.slice(0, 12).map((payload) => ({
    stream: "members" as const,
    bytes: writeEntry(abroad, abroad.founder, "members", payload).bytes,
  }));
  return { cast, history, payloads, foreign: [...statements, ...written], changes };
}

/** Makes one hostile message. */
export function forgeOne(forge: Forge, random: SeededRandom, hostile: Hostile): Message {
  const entries = forge.history.filter(({ stream }) => stream !== "membership");
  const statements = forge.history.filter(({ stream }) => stream === "membership");
  const honest = pick(random, random.int(0, 3) === 0 ? statements : entries);
  const donor = pick(random, forge.history);
  switch (random.int(0, 8)) {
    case 0:
    case 1:
      return { ...honest, bytes: mutateBytes(random, honest.bytes, donor.bytes) };
    case 2:
      return { ...honest, stream: pick(random, STREAMS) };
    case 3:
      return pick(random, forge.foreign);
    case 4:
      return { ...honest, bytes: spliced(random, honest.bytes, donor.bytes) };
    case 5:
      return forgeStatement(forge, random, hostile, pick(random, statements).bytes);
    case 6:
      return certificate(forge, random, hostile);
    default:
      return hostile === "insider" && random.int(0, 3) === 0
        ? pick(random, [brokenChange, brokenSum])(forge, random)
        : forgeEntry(forge, random, hostile);
  }
}

const STREAMS: readonly StreamName[] = [
  ...([
    "members",
    "safety",
    "officers",
    "checkpoints",
    "receipts",
    "membership",
    "alerts",
    "intake",
    "forms",
    "erasures",
  ] as const),
  ...(["household/12", "household/13", "household/66", "group/1"] as const),
];

/** Fields of one entry in the place of another's; or no content, or another's content. */
function spliced(random: SeededRandom, bytes: Uint8Array, donor: Uint8Array): Uint8Array {
  const [entry, other] = [decodeEntry(bytes), decodeEntry(donor)];
  if (entry === undefined || other === undefined) return mutateBytes(random, bytes, donor);
  return pick(random, [
    () => huskOf(entry),
    () => encodeEntry({ ...entry, box: other.box, boxHash: other.boxHash }),
    () => encodeEntry({ ...entry, signature: other.signature }),
    () => encodeEntry({ ...entry, author: other.author }),
    () => encodeEntry({ ...entry, seq: other.seq, prev: other.prev }),
    () => encodeEntry({ ...entry, epoch: other.epoch + 1 }),
    () => encodeEntry({ ...other, box: entry.box, boxHash: entry.boxHash, author: entry.author }),
  ])();
}

/** An officer's device that writes nonsense into the roster, rightly sealed and signed. [DOC1] */
function brokenChange({ cast, changes }: Forge, random: SeededRandom): Message {
  const stream = "officers";
  const payload = encodeCbor([
    ...[KIND.documentChanged, "roster", 1],
    [mutateChange(random, pick(random, changes))],
  ]);
  const head = { seq: random.int(10, 1_000), entryId: undefined };
  const { keys } = cast.officer;
  return { stream, bytes: sealAs(cast.world, keys, cast.officer, stream, head, payload) };
}

/** An officer's device that sums up nonsense. [DOC4] */
function brokenSum({ cast }: Forge, random: SeededRandom): Message {
  const stream = "checkpoints";
  const [digest, frontier] = sampleSums(cast);
  const mark = random.int(0, 1) === 0 ? frontierMark(frontier) : random.bytes(8);
  const said = random.int(0, 2) === 0 ? digest : mutateBytes(random, digest, digest);
  const payload = pick(random, [
    [KIND.checkpoint, mark, said],
    [KIND.checkpointFrontier, mutateBytes(random, frontier, frontier)],
    [KIND.checkpointFrontier, frontier],
  ]);
  const head = { seq: random.int(1, 9), entryId: undefined };
  const { keys } = cast.officer;
  return {
    stream,
    bytes: sealAs(cast.world, keys, cast.officer, stream, head, encodeCbor(payload)),
  };
}

/** An entry that is whole, by keys that should not be able to: under an own name, or a neighbour's. */
function forgeEntry({ cast, payloads }: Forge, random: SeededRandom, hostile: Hostile): Message {
  const { world, family, officer } = cast;
  const stream = pick(random, STREAMS);
  const signer = signerOf(cast, random, hostile);
  const isClaimed = random.int(0, 2) === 0;
  const victim = pick(random, [family[0], family[1], officer, world.founder]);
  const author = isClaimed ? { ...signer.keys, device: victim.keys.device } : signer.keys;
  const payload = pick(random, payloads);
  const said = random.int(0, 2) === 0 ? mutateBytes(random, payload, payload) : payload;
  const head = { seq: random.int(0, 6), entryId: undefined };
  return { stream, bytes: sealAs(world, author, signer, stream, head, said) };
}

function sealAs(
  world: AssociationWorld,
  author: WorldDevice["keys"],
  { keyring }: WorldDevice,
  stream: StreamName,
  head: Parameters<typeof sealEntry>[2],
  payload: Uint8Array,
): Uint8Array {
  const audience = sealedFor(stream);
  const key = audience && writeKey(keyring, authorityOf(world), audience);
  const place = { association: world.association, stream };
  // Without the key it is sealed with what is at hand: a box that nobody opens.
  const any = audience && key === undefined ? { ...FALSE_KEY, audience } : key;
  return sealEntry(place, author, head, any, payload.slice(0, 60_000)).bytes;
}

const FALSE_KEY = {
  ...{ number: 1, epochId: new Uint8Array(32), publicKey: undefined },
  secret: new Uint8Array(32).fill(9),
};

/** A statement's fields, changed or not, under another issuer's name and signature. */
function forgeStatement(
  { cast }: Forge,
  random: SeededRandom,
  hostile: Hostile,
  honest: Uint8Array,
): Message {
  const value = decodeCbor(honest);
  const fields = Array.isArray(value) ? (value[0] as CborValue) : [];
  const signer = signerOf(cast, random, hostile).keys;
  const changed = random.int(0, 1) === 0 ? fields : mutateValue(random, fields, undefined);
  if (!Array.isArray(changed)) return { stream: "membership", bytes: encodeCbor([changed]) };
  const signed: CborValue = [...changed.slice(0, -1), idBytes(signer.device)];
  const domain = ["tomoshibi/statement/1", idBytes(cast.world.association), signed];
  const signature = sign(encodeCbor(domain), signer.signSeed);
  return { stream: "membership", bytes: encodeCbor([signed, signature]) };
}

/** A certificate of any role for any key, by somebody who may not issue it. */
function certificate({ cast }: Forge, random: SeededRandom, hostile: Hostile): Message {
  const { world, card, stranger } = cast;
  const subject = pick(random, [stranger.keys, cast.mallory.keys, createDeviceKeys({ random })]);
  const place = { household: pick(random, [0, 1, 12, 66]), group: random.int(0, 2) };
  const role = pick(random, ROLES);
  const statement =
    random.int(0, 2) === 0
      ? certifyByInvite(world.association, card.keys, subject, place)
      : certifyDevice(world.association, signerOf(cast, random, hostile).keys, subject, {
          ...place,
          role,
        });
  return { stream: "membership", bytes: statement.bytes };
}

/** A card certifies devices of its household; none of those is among what is forged. */
function signerOf(cast: Cast, random: SeededRandom, hostile: Hostile): WorldDevice {
  const { stranger, card, stopped, mallory } = cast;
  const outsiders = [stranger, card];
  return pick(
    random,
    hostile === "insider" ? [...outsiders, stopped, mallory, mallory, mallory] : outsiders,
  );
}
