/**
 * Another relay, seen through its public interface: prove it, hand in bundles, read streams, exchange cards. [REL7]
 *
 * Nothing it answers is trusted: what does not decode, is too long or takes too long is a failure, and every entry and statement
 * goes through this relay's own admission.
 */
import { bytesToHex, decodeHex } from "@tomoshibi/shared/base/bytes.ts";
import type { AssociationId } from "@tomoshibi/shared/base/ids.ts";
import { type Result, err, ok } from "@tomoshibi/shared/base/result.ts";
import type { Random } from "@tomoshibi/shared/ports/random.ts";
import {
  type Bundle,
  type BundleAnswer,
  decodeBundleAnswer,
  encodeBundle,
} from "@tomoshibi/shared/relay-api/bundle.ts";
import {
  type CardsAnswer,
  type CardsRequest,
  decodeCardsAnswer,
  encodeCardsRequest,
} from "@tomoshibi/shared/relay-api/cards.ts";
import { HEALTH_NONCE_BYTES, checkHealth } from "@tomoshibi/shared/relay-api/health.ts";
import {
  CBOR_TYPE,
  NONCE_HEADER,
  bundlesPath,
  cardsPath,
  healthPath,
  readsPath,
} from "@tomoshibi/shared/relay-api/paths.ts";
import {
  type ReadRequest,
  type ReadToken,
  type StreamRead,
  decodeReadAnswer,
  encodeReadRequest,
  signReadToken,
} from "@tomoshibi/shared/relay-api/reads.ts";
import { signPublicKey } from "@tomoshibi/shared/crypto/sign.ts";
import { deviceIdOf } from "@tomoshibi/shared/membership/statement.ts";
import { readBody } from "../streams/bodies.ts";
import { PEER_ANSWER_BYTES_MAX } from "./peer-limits.ts";

/** Asks a relay for a path. Errors: rejects when it cannot be reached. */
export type AskPeer = (path: string, request: RequestInit) => Promise<Response>;

/** Why a peer did not do it. denied: it knows no certificate of this relay's key for the association. */
export interface PeerFailure {
  readonly type: "unreachable" | "notARelay" | "refused" | "denied";
  readonly status: number;
}

/** A proven peer. */
export interface Peer {
  readonly relayKey: Uint8Array;
  handIn(bundle: Bundle): Promise<Result<BundleAnswer, PeerFailure>>;
  /** Reads without waiting. */
  read(
    association: AssociationId,
    streams: ReadRequest["streams"],
  ): Promise<Result<readonly StreamRead[], PeerFailure>>;
  /** Asks about cards, wants some and gives some; each may be left out. */
  exchangeCards(
    association: AssociationId,
    cards: Partial<Omit<CardsRequest, "token">>,
  ): Promise<Result<CardsAnswer, PeerFailure>>;
}

/** What meeting a peer needs. */
export interface PeerDeps {
  readonly ask: AskPeer;
  readonly random: Random;
  /** This relay's own seed: it reads as the device that its key names. */
  readonly relaySeed: Uint8Array;
}

/** Times what carries a token is tried: once more with the nonce of a refusal. */
const IDENTIFIED_ATTEMPTS = 2;

/** Meets a peer, which proves its key: an answer of something in between is none. [REL6] */
export async function meetPeer(deps: PeerDeps): Promise<Result<Peer, PeerFailure>> {
  const nonce = deps.random.bytes(HEALTH_NONCE_BYTES);
  const answer = await ask(deps.ask, healthPath(bytesToHex(nonce)), {});
  if (!answer.ok) return answer;
  const { body, status } = answer.value;
  const relayKey = checkHealth(parseJson(body), nonce);
  if (relayKey === undefined) return err({ type: "notARelay", status });
  return ok(peerOf(deps, relayKey, answer.value.nonce));
}

/** A relay whose key is known already; its first read is refused for its nonce, and tried again with a fresh one. */
export function peerOf(
  deps: Omit<PeerDeps, "random">,
  relayKey: Uint8Array,
  firstNonce: Uint8Array = new Uint8Array(),
): Peer {
  let nonce = firstNonce;
  const post = async (path: string, body: Uint8Array) => {
    const request = {
      method: "POST",
      headers: { "content-type": CBOR_TYPE },
      body: new Uint8Array(body),
    };
    const answer = await ask(deps.ask, path, request);
    if (answer.ok && answer.value.nonce.length > 0) nonce = answer.value.nonce;
    return answer;
  };
  const device = deviceIdOf(signPublicKey(deps.relaySeed));
  const identified = async <Answer>(
    path: string,
    encode: (token: ReadToken) => Uint8Array,
    decode: (body: Uint8Array) => Answer | undefined,
  ): Promise<Result<Answer, PeerFailure>> => {
    for (let attempt = 1; ; attempt += 1) {
      const body = encode(signReadToken(device, deps.relaySeed, relayKey, nonce));
      const answer = await post(path, body);
      if (!answer.ok) return answer;
      const { status } = answer.value;
      if (status === 401 && attempt < IDENTIFIED_ATTEMPTS) continue;
      if (status === 403 || status === 404) return err({ type: "denied", status });
      if (status !== 200) return err({ type: "refused", status });
      const decoded = decode(answer.value.body);
      return decoded ? ok(decoded) : err({ type: "notARelay", status });
    }
  };
  return {
    relayKey,
    async handIn(bundle) {
      const answer = await post(bundlesPath(bundle.association), encodeBundle(bundle));
      if (!answer.ok) return answer;
      const { status, body } = answer.value;
      if (status !== 200) return err({ type: "refused", status });
      const decoded = decodeBundleAnswer(body);
      return decoded ? ok(decoded) : err({ type: "notARelay", status });
    },
    read: (association, streams) =>
      identified(
        readsPath(association),
        (token) => encodeReadRequest({ token, waitMs: 0, streams }),
        decodeReadAnswer,
      ),
    exchangeCards: (association, cards) =>
      identified(
        cardsPath(association),
        (token) => encodeCardsRequest({ token, asked: [], wanted: [], given: [], ...cards }),
        decodeCardsAnswer,
      ),
  };
}

interface Answered {
  readonly status: number;
  readonly body: Uint8Array;
  readonly nonce: Uint8Array;
}

async function ask(
  asking: AskPeer,
  path: string,
  request: RequestInit,
): Promise<Result<Answered, PeerFailure>> {
  try {
    const answer = await asking(path, request);
    const { status } = answer;
    const body = await readBody(answer, PEER_ANSWER_BYTES_MAX);
    if (body === undefined) return err({ type: "notARelay", status });
    const text = answer.headers.get(NONCE_HEADER) ?? "";
    const nonce = decodeHex(text, Math.floor(text.length / 2)) ?? new Uint8Array();
    return ok({ status, body, nonce });
  } catch {
    return err({ type: "unreachable", status: 0 });
  }
}

function parseJson(body: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(body).toString());
  } catch {
    return undefined;
  }
}
