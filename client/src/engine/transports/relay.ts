/**
 * The way to one relay over HTTP. [REL2] [REL5] [REL6]
 *
 * It holds one thing: the newest read nonce, taken from whatever the relay answered last. The relay's key is the driver's
 * to remember; here it is only what a token is signed for.
 */
import { bytesToHex, decodeHex } from "@tomoshibi/shared/base/bytes.ts";
import { type Result, err, ok } from "@tomoshibi/shared/base/result.ts";
import type { Random } from "@tomoshibi/shared/ports/random.ts";
import { decodeBundleAnswer, encodeBundle } from "@tomoshibi/shared/relay-api/bundle.ts";
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
} from "@tomoshibi/shared/relay-api/reads.ts";
import { type Fetch, type HttpAnswer, type HttpRequest, request } from "./request.ts";
import type { Reader, Transport, TransportFailure } from "./transport.ts";

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
  let newestNonce: Uint8Array | undefined;

  async function ask(asked: HttpRequest): Promise<Result<HttpAnswer, TransportFailure>> {
    const answer = await request(deps.fetch, asked);
    if (answer.ok) newestNonce = nonceOf(answer.value) ?? newestNonce;
    return answer;
  }

  /** Asks with a fresh token; a nonce that the relay has forgotten is replaced once. [REL5] */
  async function askAs(
    reader: Reader,
    relayKey: string,
    makeRequest: (token: ReadToken) => HttpRequest,
  ): Promise<Result<HttpAnswer, TransportFailure>> {
    const key = decodeHex(relayKey, 32);
    if (key === undefined) return err({ type: "notARelay" });
    if (newestNonce === undefined) {
      const probed = await probe();
      if (!probed.ok) return probed;
    }
    for (let attempt = 0; ; attempt += 1) {
      const nonce = newestNonce;
      if (nonce === undefined) return err({ type: "notARelay" });
      newestNonce = undefined;
      const answer = await ask(makeRequest(signReadToken(reader.device, reader.signSeed, key, nonce)));
      if (!answer.ok || answer.value.status !== 401 || attempt > 0) return answer;
    }
  }

  async function probe(signal?: AbortSignal): Promise<Result<string, TransportFailure>> {
    const nonce = deps.random.bytes(HEALTH_NONCE_BYTES);
    const answer = await ask({
      url: url + healthPath(bytesToHex(nonce)),
      method: "GET",
      timeoutMs: ANSWER_MS_MAX,
      answerBytesMax: HEALTH_BYTES_MAX,
      signal,
    });
    if (!answer.ok) return answer;
    const key = checkHealth(parseJson(answer.value.body), nonce);
    return key === undefined ? err(healthFailure(answer.value)) : ok(bytesToHex(key));
  }

  return {
    url,
    probe,

    async push(bundle, signal) {
      const body = encodeBundle(bundle);
      const answer = await ask({
        url: url + bundlesPath(bundle.association),
        method: "POST",
        body,
        contentType: CBOR_TYPE,
        timeoutMs: ANSWER_MS_MAX + body.length * UPLOAD_MS_PER_BYTE,
        answerBytesMax: READ_ANSWER_BYTES_MAX,
        signal,
      });
      return answer.ok ? decodeWith(answer.value, decodeBundleAnswer) : answer;
    },

    async read({ association, reader, relayKey, streams, waitMs }, signal) {
      const answer = await askAs(reader, relayKey, (token) => ({
        url: url + readsPath(association),
        method: "POST",
        body: encodeReadRequest({ token, waitMs, streams }),
        contentType: CBOR_TYPE,
        timeoutMs: ANSWER_MS_MAX + waitMs,
        answerBytesMax: READ_ANSWER_BYTES_MAX,
        signal,
      }));
      return answer.ok ? decodeWith(answer.value, decodeReadAnswer) : answer;
    },

    async getInvite(invite) {
      const answer = await ask({
        url: url + invitePath(invite),
        method: "GET",
        timeoutMs: ANSWER_MS_MAX,
        answerBytesMax: BODY_BYTES_MAX,
      });
      return answer.ok ? decodeWith(answer.value, (body) => body) : answer;
    },

    async putInvite({ association, writer, relayKey, invite, inviteDevice, blob }) {
      const answer = await askAs(writer, relayKey, (token) => ({
        url: url + invitePath(invite),
        method: "PUT",
        body: encodeInvitePut({ association, inviteDevice, blob, token }),
        contentType: CBOR_TYPE,
        timeoutMs: ANSWER_MS_MAX + blob.length * UPLOAD_MS_PER_BYTE,
        answerBytesMax: BODY_BYTES_MAX,
      }));
      if (!answer.ok) return answer;
      return isSuccess(answer.value.status) ? ok(undefined) : err(failureOf(answer.value));
    },
  };
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
  if (status === 401 || status === 403) return { type: "unauthorized" };
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
  if (text === undefined || text.length === 0 || text.length > NONCE_BYTES_MAX * 2) return undefined;
  return decodeHex(text, Math.floor(text.length / 2));
}

function parseJson(body: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(body));
  } catch {
    return undefined;
  }
}
