import { bytesToHex } from "@tomoshibi/shared/base/bytes.ts";
import { toId } from "@tomoshibi/shared/base/ids.ts";
import { signPublicKey } from "@tomoshibi/shared/crypto/sign.ts";
import { encodeBundleAnswer } from "@tomoshibi/shared/relay-api/bundle.ts";
import { signHealth } from "@tomoshibi/shared/relay-api/health.ts";
import { NONCE_HEADER } from "@tomoshibi/shared/relay-api/paths.ts";
import {
  decodeInvitePut,
  decodeReadRequest,
  encodeReadAnswer,
  isReadTokenBy,
} from "@tomoshibi/shared/relay-api/reads.ts";
import { createSeededRandom } from "@tomoshibi/shared/testing/seeded-random.ts";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { ANSWER_MS_MAX, createRelayTransport } from "./relay.ts";
import { type Fetch, STALL_MS_MAX } from "./request.ts";

const RELAY_SEED = new Uint8Array(32).fill(7);
const RELAY_KEY = signPublicKey(RELAY_SEED);
const READER_SEED = new Uint8Array(32).fill(9);
const ASSOCIATION = toId("association", new Uint8Array(16).fill(1));
const DEVICE = toId("device", new Uint8Array(8).fill(2));
const INVITE = toId("invite", new Uint8Array(16).fill(3));
const URL = "https://relay.example";
const BUNDLE = { association: ASSOCIATION, sender: DEVICE, statements: [], streams: [] };

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

interface Asked {
  readonly url: string;
  readonly init: RequestInit;
  readonly body: Uint8Array;
}

function transportTo(answer: (asked: Asked) => Response | Promise<Response>) {
  const asked: Asked[] = [];
  const fetch: Fetch = async (url, init) => {
    const one = { url, init, body: init.body instanceof Uint8Array ? init.body : new Uint8Array() };
    asked.push(one);
    return answer(one);
  };
  return { asked, transport: createRelayTransport({ fetch, random: createSeededRandom(1) }, URL) };
}

function health({ url }: Asked, nonce = "aa11"): Response {
  const asked = new Uint8Array(Buffer.from(url.split("n=")[1] ?? "", "hex"));
  return Response.json(signHealth(RELAY_SEED, RELAY_KEY, asked), {
    headers: { [NONCE_HEADER]: nonce },
  });
}

function cbor(bytes: Uint8Array, headers: Record<string, string> = {}, status = 200): Response {
  return new Response(new Uint8Array(bytes), { status, headers });
}

const readOf = (transport: ReturnType<typeof createRelayTransport>, signal?: AbortSignal) =>
  transport.read(
    {
      association: ASSOCIATION,
      reader: { device: DEVICE, signSeed: READER_SEED },
      relayKey: bytesToHex(RELAY_KEY),
      streams: [{ stream: "members", offset: "-1" }],
      waitMs: 1_000,
    },
    signal,
  );

test("[REL6] a relay proves itself by signing the caller's nonce", async () => {
  const { transport, asked } = transportTo((one) => health(one));
  expect(await transport.probe()).toEqual({ ok: true, value: bytesToHex(RELAY_KEY) });
  await transport.probe();
  expect(asked[0]?.url).not.toBe(asked[1]?.url);
  expect(asked[0]?.init).toMatchObject({
    cache: "no-store",
    credentials: "omit",
    redirect: "error",
  });
});

test.each([
  [
    "its page",
    () => new Response("<html>welcome</html>", { headers: { "content-type": "text/html" } }),
  ],
  [
    "a made-up answer",
    () => Response.json({ relayKey: bytesToHex(RELAY_KEY), signature: "00".repeat(64) }),
  ],
  ["an endless page", () => new Response("x".repeat(100_000))],
  ["an error page", () => new Response("no", { status: 404 })],
])("[REL6] a captive portal with %s is not the relay", async (_name, answer) => {
  const { transport } = transportTo(answer);
  expect(await transport.probe()).toEqual({ ok: false, error: { type: "notARelay" } });
});

test("[REL6] a portal's 200 to a bundle is not taken for an answer, whatever type it claims", async () => {
  const { transport } = transportTo(() =>
    cbor(new Uint8Array([1, 2, 3]), { "content-type": "application/cbor" }),
  );
  expect(await transport.push(BUNDLE)).toEqual({ ok: false, error: { type: "notARelay" } });
});

test("[REL2] a bundle's answer is decoded", async () => {
  const answer = {
    statements: [],
    entries: [],
    highest: [{ stream: "safety" as const, seq: 4 }],
    receipts: [],
  };
  const { transport, asked } = transportTo(() => cbor(encodeBundleAnswer(answer)));
  expect(await transport.push(BUNDLE)).toEqual({ ok: true, value: answer });
  expect(asked[0]?.url).toBe(`${URL}/v1/bundles/${ASSOCIATION}`);
});

test("[REL5] a read signs the newest nonce of any answer, each once", async () => {
  let count = 0;
  const nonces: string[] = [];
  const { transport } = transportTo((one) => {
    if (one.url.includes("healthz")) return health(one, "aa00");
    const token = decodeReadRequest(one.body)?.token;
    if (token === undefined) return new Response(null, { status: 400 });
    nonces.push(bytesToHex(token.nonce));
    expect(isReadTokenBy(token, signPublicKey(READER_SEED), RELAY_KEY)).toBe(true);
    count += 1;
    return cbor(encodeReadAnswer([]), { [NONCE_HEADER]: `bb0${count}` });
  });
  await transport.probe();
  await readOf(transport);
  await readOf(transport);
  expect(nonces).toEqual(["aa00", "bb01"]);
});

test("[REL5] a read without a nonce asks for one first; a forgotten nonce is replaced once, not for ever", async () => {
  let reads = 0;
  const { transport, asked } = transportTo((one) => {
    if (one.url.includes("healthz")) return health(one);
    reads += 1;
    return reads === 2
      ? cbor(encodeReadAnswer([]))
      : new Response(null, { status: 401, headers: { [NONCE_HEADER]: `cc0${reads}` } });
  });
  expect((await readOf(transport)).ok).toBe(true);
  expect(asked.map(({ url }) => url.split("/")[3]?.slice(0, 7))).toEqual(["healthz", "v1", "v1"]);
  const refused = transportTo((one) =>
    one.url.includes("healthz")
      ? health(one)
      : new Response(null, { status: 401, headers: { [NONCE_HEADER]: "dd" } }),
  );
  expect(await readOf(refused.transport)).toEqual({ ok: false, error: { type: "staleNonce" } });
  expect(refused.asked).toHaveLength(3);
});

test("[REL5] where something on the way strips the nonces, reading alone is refused", async () => {
  const { transport } = transportTo((one) => {
    const answer = health(one);
    answer.headers.delete(NONCE_HEADER);
    return answer;
  });
  expect((await transport.probe()).ok).toBe(true);
  expect(await readOf(transport)).toEqual({ ok: false, error: { type: "staleNonce" } });
});

test.each([
  [429, { "retry-after": "7" }, { type: "busy", retryAfterMs: 7_000 }],
  [503, {}, { type: "busy", retryAfterMs: undefined }],
  [400, {}, { type: "refused", status: 400 }],
  [413, {}, { type: "refused", status: 413 }],
  [403, {}, { type: "unauthorized" }],
])("status %i is a tagged failure", async (status, headers, error) => {
  const { transport } = transportTo(
    () => new Response("x", { status, headers: headers as Record<string, string> }),
  );
  expect(await transport.push(BUNDLE)).toEqual({ ok: false, error });
});

test.each([
  [404, { ok: false, error: { type: "notFound" } }],
  [410, { ok: false, error: { type: "gone" } }],
])("[MEM6] an invite answered %i", async (status, expected) => {
  const { transport } = transportTo(() => new Response("x", { status }));
  expect(await transport.getInvite(INVITE)).toEqual(expected);
});

test("[MEM6] an invite is put with a token and got as it was", async () => {
  let kept: Uint8Array = new Uint8Array();
  const { transport } = transportTo((one) => {
    if (one.url.includes("healthz")) return health(one);
    if (one.init.method === "GET") return cbor(kept);
    kept = decodeInvitePut(one.body)?.blob ?? kept;
    return new Response(null, { status: 204 });
  });
  const blob = new Uint8Array([4, 5, 6]);
  const put = await transport.putInvite({
    association: ASSOCIATION,
    writer: { device: DEVICE, signSeed: READER_SEED },
    relayKey: bytesToHex(RELAY_KEY),
    invite: INVITE,
    inviteDevice: DEVICE,
    blob,
  });
  expect(put).toEqual({ ok: true, value: undefined });
  expect(await transport.getInvite(INVITE)).toEqual({ ok: true, value: blob });
});

test("a network error is offline", async () => {
  const { transport } = transportTo(() => Promise.reject(new TypeError("failed to fetch")));
  expect(await transport.push(BUNDLE)).toEqual({ ok: false, error: { type: "offline" } });
});

test("a relay that never answers is offline after its time", async () => {
  const { transport } = transportTo(({ init }) => untilAborted(init));
  const probed = transport.probe();
  await vi.advanceTimersByTimeAsync(ANSWER_MS_MAX);
  expect(await probed).toEqual({ ok: false, error: { type: "offline" } });
});

test("an answer that stalls half-way is offline, one that trickles is waited for", async () => {
  const whole = encodeBundleAnswer({ statements: [], entries: [], highest: [], receipts: [] });
  const slow = transportTo(({ init }) => new Response(trickle(whole, STALL_MS_MAX - 1, init)));
  const slowly = slow.transport.push(BUNDLE);
  await vi.advanceTimersByTimeAsync(STALL_MS_MAX * (whole.length + 1));
  expect((await slowly).ok).toBe(true);
  const dead = transportTo(({ init }) => new Response(trickle(whole, STALL_MS_MAX + 1, init)));
  const never = dead.transport.push(BUNDLE);
  await vi.advanceTimersByTimeAsync(STALL_MS_MAX + 1);
  expect(await never).toEqual({ ok: false, error: { type: "offline" } });
});

test("a cancelled read says so", async () => {
  const { transport } = transportTo((one) =>
    one.url.includes("healthz") ? health(one) : untilAborted(one.init),
  );
  await transport.probe();
  const controller = new AbortController();
  const reading = readOf(transport, controller.signal);
  await vi.advanceTimersByTimeAsync(10);
  controller.abort();
  expect(await reading).toEqual({ ok: false, error: { type: "cancelled" } });
});

function untilAborted(init: RequestInit): Promise<Response> {
  return new Promise((_resolve, reject) => {
    init.signal?.addEventListener("abort", () => reject(new DOMException("aborted", "AbortError")));
  });
}

function trickle(
  bytes: Uint8Array,
  everyMs: number,
  init: RequestInit,
): ReadableStream<Uint8Array<ArrayBuffer>> {
  let next = 0;
  return new ReadableStream({
    start: (controller) =>
      init.signal?.addEventListener("abort", () =>
        controller.error(new DOMException("aborted", "AbortError")),
      ),
    pull: (controller) =>
      new Promise((resolve) => {
        setTimeout(() => {
          if (init.signal?.aborted === true) return resolve();
          controller.enqueue(new Uint8Array(bytes.slice(next, next + 1)));
          next += 1;
          if (next === bytes.length) controller.close();
          resolve();
        }, everyMs);
      }),
  });
}
