/** What comes over HTTP: requests to a relay, and answers to a device. */
import { isEncodable } from "@tomoshibi/shared/records/payload.ts";
import { bytesToHex } from "@tomoshibi/shared/base/bytes.ts";
import { type CborValue, decodeCbor, encodeCbor } from "@tomoshibi/shared/base/cbor.ts";
import { signPublicKey } from "@tomoshibi/shared/crypto/sign.ts";
import { type Bundle, decodeBundle } from "@tomoshibi/shared/relay-api/bundle.ts";
import { signHealth } from "@tomoshibi/shared/relay-api/health.ts";
import { CBOR_TYPE, NONCE_HEADER } from "@tomoshibi/shared/relay-api/paths.ts";
import {
  decodeInvitePut,
  encodeInvitePut,
  encodeReadRequest,
  signReadToken,
  tokenFields,
} from "@tomoshibi/shared/relay-api/reads.ts";
import { createSeededRandom } from "@tomoshibi/shared/testing/seeded-random.ts";
import { createRelayTransport } from "@tomoshibi/client/engine/transports/relay.ts";
import { readTelegram } from "@tomoshibi/sync-server/beacon/telegram.ts";
import { decodeOffset, encodeOffset } from "@tomoshibi/sync-server/storage/offset.ts";
import { joinJsonItems, splitJsonItems } from "@tomoshibi/sync-server/streams/json-items.ts";
import { parseAppend, parseCreate, parseRead } from "@tomoshibi/sync-server/streams/requests.ts";
import { askNonce, createTestRelay, handIn } from "@tomoshibi/sync-server/testing/relay-fixture.ts";
import { telegramOf } from "../browser/support/telegram.ts";
import { CARD_HOUSEHOLD, type Cast, type Message, sampleTraffic } from "./corpus.ts";
import { bytesTarget, textTarget } from "./decoder-target.ts";
import type { Target } from "./target.ts";

/** The targets. */
export async function httpTargets(
  cast: Cast,
  history: readonly Message[],
): Promise<readonly Target[]> {
  return [
    streamRequestTarget(),
    jsonTarget(),
    await relayTarget(cast, history),
    answersTarget(cast, history),
    telegramTarget(),
  ];
}

/** JMA's telegrams, which a folder or a feed gives to a relay: what is read of one keeps every limit of an alert. [STR2] */
function telegramTarget(): Target {
  const shakenAtMs = Date.UTC(2024, 0, 1, 7, 10);
  const parts = { shakenAtMs, intensity: "5+" } as const;
  const telegrams = [parts, { ...parts, status: "訓練" }, { ...parts, infoType: "取消" }] as const;
  return bytesTarget({
    name: "telegram",
    covers: [],
    corpus: telegrams.map((one) => new TextEncoder().encode(telegramOf(one))),
    check(input) {
      const telegram = readTelegram(input, new Set());
      for (const alert of telegram.type === "alerts" ? telegram.alerts : [])
        if (!isEncodable(alert)) return "an alert over its limits";
      return undefined;
    },
  });
}

/** Statuses and codes that docs/protocol.md lists. */
const STATUSES = new Set([
  200, 201, 202, 204, 304, 400, 401, 403, 404, 405, 409, 410, 413, 415, 429, 501, 507,
]);

/** A request as an input: method, address, headers, body. */
type Asked = readonly [string, string, readonly (readonly [string, string])[], Uint8Array];

/** The whole relay, without a socket: whatever is asked, it answers with what the protocol lists. [REL] */
async function relayTarget(cast: Cast, history: readonly Message[]): Promise<Target> {
  const corpus = await requests(cast, history);
  return bytesTarget({
    name: "relay",
    covers: [],
    corpus: corpus.map((asked) => encodeCbor(asked as unknown as CborValue)),
    weight: 200,
    async check(input) {
      const request = toRequest(decodeCbor(input));
      if (request === undefined) return undefined;
      const relay = await foundedRelay(cast);
      try {
        const pending = relay.app.request(request);
        // Ends reads that would wait for news.
        relay.stop();
        const { status, headers } = await pending;
        if (!STATUSES.has(status)) return `the relay answers ${status}: ${relay.logged()}`;
        const isOurs = new URL(request.url).pathname.startsWith("/v1/");
        return isOurs && !headers.has(NONCE_HEADER) ? "an answer without a nonce" : undefined;
      } finally {
        relay.stop();
      }
    },
  });
}

async function foundedRelay({ world }: Cast) {
  const relay = await createTestRelay();
  await handIn(relay, world, world.founder.keys, { statements: world.statements });
  return relay;
}

async function requests(cast: Cast, history: readonly Message[]): Promise<readonly Asked[]> {
  const { world, officer, family } = cast;
  const relay = await foundedRelay(cast);
  // The clock stands still and the relay's chance is seeded, so that every relay takes this nonce.
  const nonce = await askNonce(relay);
  relay.stop();
  const tokenOf = ({ keys }: typeof officer) =>
    signReadToken(keys.device, keys.signSeed, relay.relayKey, nonce);
  const traffic = sampleTraffic(cast, history);
  const cbor = [["content-type", CBOR_TYPE]] as const;
  const authorization = `Tomoshibi ${bytesToHex(encodeCbor(tokenFields(tokenOf(family[0]))))}`;
  const base = `/v1/streams/${world.association}`;
  const none = new Uint8Array(0);
  const streams = [{ stream: "members" as const, offset: "-1" }];
  const read = encodeReadRequest({ token: tokenOf(family[0]), waitMs: 0, streams });
  const put = decodeInvitePut(traffic.invitePut);
  const invite = world.invites.get(CARD_HOUSEHOLD)?.invite.inviteId ?? "";
  const entry = history.find(({ stream }) => stream === "safety")?.bytes ?? none;
  return [
    ["POST", `/v1/bundles/${world.association}`, cbor, traffic.bundle],
    ["POST", `/v1/reads/${world.association}`, cbor, read],
    ["POST", `/v1/cards/${world.association}`, cbor, traffic.cardsRequest],
    ["GET", `/v1/invites/${invite}`, [], none],
    ...(put === undefined
      ? []
      : [
          [
            "PUT",
            `/v1/invites/${invite}`,
            cbor,
            encodeInvitePut({ ...put, token: tokenOf(officer) }),
          ] as Asked,
        ]),
    ["GET", `/healthz?n=${"ab".repeat(16)}`, [], none],
    ["GET", `${base}/members?offset=-1&live=no`, [["authorization", authorization]], none],
    [
      "GET",
      `${base}/receipts?offset=now&live=sse&cursor=3`,
      [["authorization", authorization]],
      none,
    ],
    ["POST", `${base}/safety`, cbor, entry],
    ["PUT", `${base}/safety`, [["stream-ttl", "60"]], none],
    ["HEAD", `${base}/members`, [["authorization", authorization]], none],
    ["GET", "/", [], none],
  ];
}

/** Errors: undefined when not even the platform would send it. */
function toRequest(value: CborValue | undefined): Request | undefined {
  if (!Array.isArray(value)) return undefined;
  const [method, path, headers, body] = value as readonly unknown[] as Partial<Asked>;
  try {
    const hasBody = method !== "GET" && method !== "HEAD" && body instanceof Uint8Array;
    return new Request(new URL(String(path), "http://relay.test"), {
      method: String(method),
      headers: (headers ?? []).map(([name, text]) => [String(name), String(text)]),
      ...(hasBody && { body: new Uint8Array(body) }),
    });
  } catch {
    return undefined;
  }
}

/** Headers and queries of the Durable Streams protocol. [REL1] */
function streamRequestTarget(): Target {
  const headers =
    "content-type: application/json; charset=utf-8\nstream-ttl: 60\nstream-closed: true\n" +
    "producer-id: a\nproducer-epoch: 0\nproducer-seq: 1\nstream-seq: 00001";
  const key = { association: "ab".repeat(16), stream: "members" };
  const body = new TextEncoder().encode('[{"a":1},2]');
  return textTarget({
    name: "stream request",
    covers: [
      "sync-server/src/storage/offset.ts#decodeOffset",
      "sync-server/src/streams/requests.ts#parseCreate",
      "sync-server/src/streams/requests.ts#parseAppend",
      "sync-server/src/streams/requests.ts#parseRead",
    ],
    corpus: [
      headers,
      "stream-expires-at: 2026-12-01T00:00:00Z\ncontent-type: application/cbor",
      "offset=0000000000000003_0123456789abcdef&live=long-poll&cursor=17",
      "offset=now",
      "0000000000000003_0123456789abcdef",
    ],
    check(text) {
      const offset = decodeOffset(text);
      if (offset !== undefined && encodeOffset(offset.position, offset.mark) !== text)
        return "an offset in two forms";
      const read = parseRead(new URLSearchParams(text));
      const after = read.ok ? read.value.after : "tail";
      if (typeof after !== "string" || !isAfter(after)) return "reads after what is no offset";
      const given = toHeaders(text);
      const [created, appended] = [parseCreate(key, given, body), parseAppend(key, given, body)];
      const ttl = created.ok ? created.value.config.ttlSeconds : null;
      if (ttl !== null && !Number.isSafeInteger(ttl))
        return "a stream that lives for no number of seconds";
      const producer = appended.ok ? appended.value.producer : undefined;
      return producer === undefined || Number.isSafeInteger(producer.seq)
        ? undefined
        : "a producer at no number";
    },
  });
}

function isAfter(after: string): boolean {
  return after === "start" || after === "tail" || decodeOffset(after) !== undefined;
}

function toHeaders(text: string): Headers {
  const headers = new Headers();
  for (const line of text.split("\n")) {
    const colon = line.indexOf(":");
    try {
      headers.append(line.slice(0, colon), line.slice(colon + 1));
    } catch {
      // The platform takes no such header.
    }
  }
  return headers;
}

/** Items of a JSON body: joined again they mean the same. */
function jsonTarget(): Target {
  const encoder = new TextEncoder();
  return bytesTarget({
    name: "JSON items",
    covers: [],
    corpus: ['[{"a":[1,2]},"]\\"[",3e2]', '{"b":"\\\\"}', "[]", "[ [ ] , {} ]", '"x"'].map((text) =>
      encoder.encode(text),
    ),
    check(input) {
      const items = splitJsonItems(input);
      if (items === undefined) return undefined;
      const whole: unknown = JSON.parse(new TextDecoder().decode(input));
      const joined: unknown = JSON.parse(new TextDecoder().decode(joinJsonItems(items)));
      return JSON.stringify(joined) === JSON.stringify(Array.isArray(whole) ? whole : [whole])
        ? undefined
        : "items that mean something else than their array";
    },
  });
}

/** A device takes an answer for what it decodes to, and a portal's page for none. [REL6] */
function answersTarget(cast: Cast, history: readonly Message[]): Target {
  const traffic = sampleTraffic(cast, history);
  const seed = new Uint8Array(32).fill(3);
  const relayKey = signPublicKey(seed);
  const bundle = decodeBundle(traffic.bundle) as Bundle;
  const { keys } = cast.family[0];
  const answers = [traffic.bundleAnswer, traffic.readAnswer, ...PAGES];
  return bytesTarget({
    name: "relay's answer",
    covers: [],
    corpus: answers.map((body) => encodeCbor([200, "ab".repeat(16), body])),
    weight: 20,
    async check(input) {
      const value = decodeCbor(input);
      if (!Array.isArray(value)) return undefined;
      const [status, nonce, body] = value as unknown[];
      const random = createSeededRandom(1);
      const answer = () => responseOf(status, nonce, body);
      const honest = createRelayTransport(
        { random, fetch: async (url) => healthOr(url, seed, relayKey, answer) },
        "http://relay.test",
      );
      const association = cast.world.association;
      const streams = [{ stream: "members" as const, offset: "-1" }];
      const reader = { device: keys.device, signSeed: keys.signSeed };
      const asked = { association, reader, relayKey: bytesToHex(relayKey), streams, waitMs: 0 };
      await honest.push(bundle);
      await honest.read(asked);
      await honest.getInvite("ab".repeat(16) as never);
      const portal = createRelayTransport(
        { random, fetch: async () => answer() },
        "http://portal.test",
      );
      const probed = await portal.probe();
      return probed.ok ? "a portal's page passes for a relay" : undefined;
    },
  });
}

const PAGES = [
  "<html>Sign in</html>",
  JSON.stringify({ relayKey: "aa".repeat(32), signature: "bb".repeat(64) }),
].map((page) => new TextEncoder().encode(page));

function healthOr(
  url: string,
  seed: Uint8Array,
  relayKey: Uint8Array,
  answer: () => Response,
): Response {
  const nonce = /healthz\?n=([0-9a-f]{32})$/.exec(url)?.[1];
  if (nonce === undefined) return answer();
  const signed = signHealth(seed, relayKey, new Uint8Array(Buffer.from(nonce, "hex")));
  return Response.json(signed, { headers: { [NONCE_HEADER]: "cd".repeat(16) } });
}

function responseOf(status: unknown, nonce: unknown, body: unknown): Response {
  const code = typeof status === "number" && status >= 200 && status < 600 ? status : 200;
  const isEmpty = [204, 205, 304].includes(code);
  const response = new Response(
    isEmpty || !(body instanceof Uint8Array) ? null : new Uint8Array(body),
    { status: code },
  );
  try {
    response.headers.set(NONCE_HEADER, String(nonce));
  } catch {
    // The platform takes no such header.
  }
  return response;
}
