/** A relay without a socket, with storage in memory, and devices of a small association that talk to it. */
import type { Hono } from "hono";
import { decodeHex } from "@tomoshibi/shared/base/bytes.ts";
import type { InviteId } from "@tomoshibi/shared/base/ids.ts";
import type { SealedEntry } from "@tomoshibi/shared/entry/entry.ts";
import type { StreamName } from "@tomoshibi/shared/entry/stream-name.ts";
import type { Statement } from "@tomoshibi/shared/membership/statement.ts";
import type { DeviceKeys } from "@tomoshibi/shared/membership/device-keys.ts";
import {
  type BundleAnswer,
  type ItemAnswer,
  decodeBundleAnswer,
  encodeBundle,
} from "@tomoshibi/shared/relay-api/bundle.ts";
import {
  CBOR_TYPE,
  NONCE_HEADER,
  OFFSET_START,
  bundlesPath,
  invitePath,
  readsPath,
} from "@tomoshibi/shared/relay-api/paths.ts";
import {
  type StreamRead,
  decodeReadAnswer,
  encodeInvitePut,
  encodeReadRequest,
  signReadToken,
} from "@tomoshibi/shared/relay-api/reads.ts";
import type { AssociationWorld } from "@tomoshibi/shared/testing/association-world.ts";
import { type ManualClock, createManualClock } from "@tomoshibi/shared/testing/manual-clock.ts";
import { createSeededRandom } from "@tomoshibi/shared/testing/seeded-random.ts";
import { createApp } from "../app.ts";
import type { Assets } from "../assets/assets.ts";
import { openRelayIdentity } from "../http/relay-identity.ts";
import { createLog } from "../logging/log.ts";
import { type Meter, noMeter } from "../metrics/meter.ts";
import { createMemoryStorage } from "../storage/memory.ts";
import type { Storage } from "../storage/storage.ts";

/** A relay under test. */
export interface TestRelay {
  readonly app: Hono;
  readonly clock: ManualClock;
  readonly storage: Storage;
  readonly relayKey: Uint8Array;
  /** Everything logged so far, at the most talkative level. */
  readonly logged: () => string;
  readonly stop: () => void;
}

/** What may differ from one test to the next. */
export interface TestRelayOptions {
  readonly clock?: ManualClock;
  readonly storage?: Storage;
  readonly assets?: Assets;
  readonly meter?: Meter;
}

/** Starts a relay. */
export async function createTestRelay(options: TestRelayOptions = {}): Promise<TestRelay> {
  const clock = options.clock ?? createManualClock();
  const storage = options.storage ?? createMemoryStorage({ clock });
  const random = createSeededRandom(2);
  const identity = await openRelayIdentity({ storage, random });
  if (!identity.ok) throw new Error("Broken invariant: storage in memory keeps settings");
  const lines: string[] = [];
  const log = createLog("debug", { write: (line: string) => void lines.push(line) });
  const stopping = new AbortController();
  const { assets, meter = noMeter } = options;
  const ports = { storage, clock, random, log, meter, assets, stopping: stopping.signal };
  return {
    app: createApp({ ...ports, ...identity.value }),
    clock,
    storage,
    relayKey: identity.value.relayKey,
    logged: () => lines.join(""),
    stop: () => stopping.abort(),
  };
}

/** What a device hands in. */
export interface Handed {
  readonly statements?: readonly Statement[];
  readonly streams?: readonly {
    readonly stream: StreamName;
    readonly entries: readonly (SealedEntry | Uint8Array)[];
  }[];
}

/** Posts a bundle. Shape: the HTTP answer. */
export async function postBundle(
  relay: TestRelay,
  world: AssociationWorld,
  sender: DeviceKeys,
  handed: Handed,
): Promise<Response> {
  const body = encodeBundle({
    association: world.association,
    sender: sender.device,
    statements: (handed.statements ?? []).map(({ bytes }) => bytes),
    streams: (handed.streams ?? []).map(({ stream, entries }) => ({
      stream,
      entries: entries.map((entry) => ("bytes" in entry ? entry.bytes : entry)),
    })),
  });
  return relay.app.request(bundlesPath(world.association), postOf(body));
}

/** Posts a bundle that the relay understands. */
export async function handIn(
  relay: TestRelay,
  world: AssociationWorld,
  sender: DeviceKeys,
  handed: Handed,
): Promise<BundleAnswer> {
  const answer = await postBundle(relay, world, sender, handed);
  const decoded = decodeBundleAnswer(await bytesOf(answer));
  if (decoded === undefined) throw new Error(`no bundle answer but status ${answer.status}`);
  return decoded;
}

/** The verdicts of an answer in order, refusals with their reason. */
export function verdictsOf(items: readonly ItemAnswer[]): string[] {
  return items.map(({ verdict, reason }) =>
    reason === "none" ? verdict : `${verdict}: ${reason}`,
  );
}

/** A nonce as it comes with any answer. */
export async function askNonce(relay: TestRelay): Promise<Uint8Array> {
  const answer = await relay.app.request("/healthz");
  return nonceIn(answer);
}

/** The nonce that came with an answer. Errors: throws when none did. */
export function nonceIn(answer: Response): Uint8Array {
  const text = answer.headers.get(NONCE_HEADER) ?? "";
  const nonce = decodeHex(text, text.length / 2);
  if (nonce === undefined || nonce.length === 0) throw new Error("the answer brings no nonce");
  return nonce;
}

/** Posts a read. Shape: the HTTP answer. */
export async function postRead(
  relay: TestRelay,
  world: AssociationWorld,
  reader: DeviceKeys,
  asked: {
    readonly streams: readonly (StreamName | { stream: StreamName; offset: string })[];
    readonly waitMs?: number;
    readonly nonce?: Uint8Array;
    readonly signal?: AbortSignal;
  },
): Promise<Response> {
  const nonce = asked.nonce ?? (await askNonce(relay));
  const body = encodeReadRequest({
    token: signReadToken(reader.device, reader.signSeed, relay.relayKey, nonce),
    waitMs: asked.waitMs ?? 0,
    streams: asked.streams.map((item) =>
      typeof item === "string" ? { stream: item, offset: OFFSET_START } : item,
    ),
  });
  return relay.app.request(readsPath(world.association), {
    ...postOf(body),
    ...(asked.signal && { signal: asked.signal }),
  });
}

/** Posts a read that the relay understands. */
export async function read(
  ...[relay, world, reader, asked]: Parameters<typeof postRead>
): Promise<readonly StreamRead[]> {
  const answer = await postRead(relay, world, reader, asked);
  const decoded = decodeReadAnswer(await bytesOf(answer));
  if (decoded === undefined) throw new Error(`no read answer but status ${answer.status}`);
  return decoded;
}

/** Puts a card's blob. Shape: the HTTP answer. */
export async function putCard(
  relay: TestRelay,
  world: AssociationWorld,
  officer: DeviceKeys,
  card: {
    readonly inviteId: InviteId;
    readonly device: DeviceKeys["device"];
    readonly blob: Uint8Array;
  },
): Promise<Response> {
  const token = signReadToken(
    officer.device,
    officer.signSeed,
    relay.relayKey,
    await askNonce(relay),
  );
  const body = encodeInvitePut({
    association: world.association,
    inviteDevice: card.device,
    blob: card.blob,
    token,
  });
  return relay.app.request(invitePath(card.inviteId), { ...postOf(body), method: "PUT" });
}

/** The bytes of an answer's body. */
export async function bytesOf(answer: Response): Promise<Uint8Array> {
  return new Uint8Array(await answer.arrayBuffer());
}

function postOf(body: Uint8Array) {
  return { method: "POST", body: new Uint8Array(body), headers: { "content-type": CBOR_TYPE } };
}
