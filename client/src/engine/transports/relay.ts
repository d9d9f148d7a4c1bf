/**
 * The way to one relay over HTTP. [REL2] [REL5] [REL6]
 *
 * It holds one thing: the newest read nonce, taken from whatever the relay answered last. The relay's key is the driver's
 * to remember; here it is only what a token is signed for.
 */
import { bytesToHex, decodeHex } from "@tomoshibi/shared/base/bytes.ts";
import { type Result, err, ok } from "@tomoshibi/shared/base/result.ts";
import type { Random } from "@tomoshibi/shared/ports/random.ts";
import { KEY_BYTES } from "@tomoshibi/shared/crypto/sign.ts";
import {
  type Bundle,
  type BundleAnswer,
  decodeBundleAnswer,
  encodeBundle,
} from "@tomoshibi/shared/relay-api/bundle.ts";
import { HEALTH_NONCE_BYTES, checkHealth } from "@tomoshibi/shared/relay-api/health.ts";
import {
  BODY_BYTES_MAX,
  CBOR_TYPE,
  NONCE_HEADER,
  bundlesPath,
  healthPath,
  invitePath,
  readsPath,
} from "@tomoshibi/shared/relay-api/paths.ts";
import {
  decodeReadAnswer,
  encodeInvitePut,
  encodeReadRequest,
  signReadToken,
  type ReadToken,
  type StreamRead,
} from "@tomoshibi/shared/relay-api/reads.ts";
import { type Fetch, type HttpAnswer, type HttpRequest, request } from "./request.ts";
import type {
  Reader,
  Transport,
  TransportFailure,
  TransportInvite,
  TransportRead,
} from "./transport.ts";

/** How long a relay may take to begin an answer that needs no waiting. */
export const ANSWER_MS_MAX = 15_000;
/** Slowest link that a bundle is still sent over: its bytes take this long on top of the time for the answer. */
export const UPLOAD_MS_PER_BYTE = 0.5;
/** Largest answer to a read; a relay stops far below. */
export const READ_ANSWER_BYTES_MAX = 16 * 1024 * 1024;
/** Largest health answer; a portal's page may be of any size. */
const HEALTH_BYTES_MAX = 4096;
/** Longest nonce a relay may hand out. */
const NONCE_BYTES_MAX = 64;

/** What the way to a relay needs of the world. */
export interface RelayTransportDeps {
  readonly fetch: Fetch;
  readonly random: Random;
}

/** Makes the way to the relay at `url` (an origin, without a slash at its end). */
export function createRelayTransport(deps: RelayTransportDeps, url: string): Transport {
  const session: Session = { deps, url, newestNonce: undefined };
  return {
    url,
    probe: (signal) => probe(session, signal),
    push: (bundle, signal) => push(session, bundle, signal),
    read: (read, signal) => readStreams(session, read, signal),
    async getInvite(invite) {
      const answer = await ask(session, {
        url: url + invitePath(invite),
        method: "GET",
        timeoutMs: ANSWER_MS_MAX,
        answerBytesMax: BODY_BYTES_MAX,
      });
      return answer.ok ? decodeWith(answer.value, (body) => body) : answer;
    },
    putInvite: (invite) => putInvite(session, invite),
  };
}

/** What is kept between requests: the newest nonce, from whatever the relay answered last. */
interface Session {
  readonly deps: RelayTransportDeps;
  readonly url: string;
  newestNonce: Uint8Array | undefined;
}

async function ask(
  session: Session,
  asked: HttpRequest,
): Promise<Result<HttpAnswer, TransportFailure>> {
  const answer = await request(session.deps.fetch, asked);
  if (answer.ok) session.newestNonce = nonceOf(answer.value) ?? session.newestNonce;
  return answer;
}

/** Asks with a fresh token; a nonce that the relay has forgotten is replaced once. [REL5] */
async function askAs(
  session: Session,
  reader: Reader,
  relayKey: string,
  makeRequest: (token: ReadToken) => HttpRequest,
): Promise<Result<HttpAnswer, TransportFailure>> {
  const key = decodeHex(relayKey, KEY_BYTES);
  if (key === undefined) return err({ type: "notARelay" });
  if (session.newestNonce === undefined) {
    const probed = await probe(session);
    if (!probed.ok) return probed;
  }
  for (let attempt = 0; ; attempt += 1) {
    const nonce = session.newestNonce;
    if (nonce === undefined) return err({ type: "staleNonce" });
    session.newestNonce = undefined;
    const token = signReadToken(reader.device, reader.signSeed, key, nonce);
    const answer = await ask(session, makeRequest(token));
    if (!answer.ok || answer.value.status !== 401 || attempt > 0) return answer;
  }
}

async function probe(
  session: Session,
  signal?: AbortSignal,
): Promise<Result<string, TransportFailure>> {
  const nonce = session.deps.random.bytes(HEALTH_NONCE_BYTES);
  const answer = await ask(session, {
    url: session.url + healthPath(bytesToHex(nonce)),
    method: "GET",
    timeoutMs: ANSWER_MS_MAX,
    answerBytesMax: HEALTH_BYTES_MAX,
    signal,
  });
  if (!answer.ok) return answer;
  const key = checkHealth(parseJson(answer.value.body), nonce);
  return key === undefined ? err(healthFailure(answer.value)) : ok(bytesToHex(key));
}

async function push(
  session: Session,
  bundle: Bundle,
  signal: AbortSignal | undefined,
): Promise<Result<BundleAnswer, TransportFailure>> {
  const body = encodeBundle(bundle);
  const answer = await ask(session, {
    url: session.url + bundlesPath(bundle.association),
    method: "POST",
    body,
    contentType: CBOR_TYPE,
    timeoutMs: ANSWER_MS_MAX + body.length * UPLOAD_MS_PER_BYTE,
    answerBytesMax: READ_ANSWER_BYTES_MAX,
    signal,
  });
  return answer.ok ? decodeWith(answer.value, decodeBundleAnswer) : answer;
}

async function readStreams(
  session: Session,
  { association, reader, relayKey, streams, waitMs }: TransportRead,
  signal: AbortSignal | undefined,
): Promise<Result<readonly StreamRead[], TransportFailure>> {
  const answer = await askAs(session, reader, relayKey, (token) => ({
    url: session.url + readsPath(association),
    method: "POST",
    body: encodeReadRequest({ token, waitMs, streams }),
    contentType: CBOR_TYPE,
    timeoutMs: ANSWER_MS_MAX + waitMs,
    answerBytesMax: READ_ANSWER_BYTES_MAX,
    signal,
  }));
  return answer.ok ? decodeWith(answer.value, decodeReadAnswer) : answer;
}

async function putInvite(
  session: Session,
  { association, writer, relayKey, invite, inviteDevice, blob }: TransportInvite,
): Promise<Result<void, TransportFailure>> {
  const answer = await askAs(session, writer, relayKey, (token) => ({
    url: session.url + invitePath(invite),
    method: "PUT",
    body: encodeInvitePut({ association, inviteDevice, blob, token }),
    contentType: CBOR_TYPE,
    timeoutMs: ANSWER_MS_MAX + blob.length * UPLOAD_MS_PER_BYTE,
    answerBytesMax: BODY_BYTES_MAX,
  }));
  if (!answer.ok) return answer;
  return isSuccess(answer.value.status) ? ok(undefined) : err(failureOf(answer.value));
}

/** Takes a success only if it decodes: the status alone says nothing behind a captive portal. [REL6] */
function decodeWith<Value>(
  answer: HttpAnswer,
  decode: (body: Uint8Array) => Value | undefined,
): Result<Value, TransportFailure> {
  if (!isSuccess(answer.status)) return err(failureOf(answer));
  const value = decode(answer.body);
  return value === undefined ? err({ type: "notARelay" }) : ok(value);
}

function isSuccess(status: number): boolean {
  return status >= 200 && status < 300;
}

function failureOf(answer: HttpAnswer): TransportFailure {
  const { status } = answer;
  if (status === 401) return { type: "staleNonce" };
  if (status === 403) return { type: "unauthorized" };
  if (status === 404) return { type: "notFound" };
  if (status === 410) return { type: "gone" };
  if (status === 429 || status >= 500) return { type: "busy", retryAfterMs: retryAfterMs(answer) };
  return { type: "refused", status };
}

/** An overloaded relay says so with a 5xx; anything else without a signature is not one. */
function healthFailure(answer: HttpAnswer): TransportFailure {
  return answer.status >= 500 || answer.status === 429 ? failureOf(answer) : { type: "notARelay" };
}

function retryAfterMs(answer: HttpAnswer): number | undefined {
  const text = answer.header("retry-after");
  return text !== undefined && /^\d{1,4}$/.test(text) ? Number(text) * 1000 : undefined;
}

function nonceOf(answer: HttpAnswer): Uint8Array | undefined {
  const text = answer.header(NONCE_HEADER);
  if (text === undefined || text.length === 0 || text.length > NONCE_BYTES_MAX * 2)
    return undefined;
  return decodeHex(text, Math.floor(text.length / 2));
}

function parseJson(body: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(body));
  } catch {
    return undefined;
  }
}
