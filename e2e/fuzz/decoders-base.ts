/** Decoders of the base, of entries, statements and of what is on the wire: an accepted input is exactly one encoding. [G13] */
import { decodeCbor, encodeCbor } from "@tomoshibi/shared/base/cbor.ts";
import { verify } from "@tomoshibi/shared/crypto/sign.ts";
import {
  ENTRY_BYTES_MAX,
  decodeEntry,
  encodeEntry,
  isSignedBy,
  openEntry,
} from "@tomoshibi/shared/entry/entry.ts";
import {
  STATEMENT_BYTES_MAX,
  associationIdOf,
  decodeStatement,
  isStatementSignedBy,
} from "@tomoshibi/shared/membership/statement.ts";
import { decodePayload, encodePayload } from "@tomoshibi/shared/records/payload.ts";
import {
  decodeBundle,
  decodeBundleAnswer,
  encodeBundle,
  encodeBundleAnswer,
} from "@tomoshibi/shared/relay-api/bundle.ts";
import {
  decodeCardsAnswer,
  decodeCardsRequest,
  encodeCardsAnswer,
  encodeCardsRequest,
} from "@tomoshibi/shared/relay-api/cards.ts";
import { decodeIntakeItem, encodeIntakeItem } from "@tomoshibi/shared/relay-api/intake.ts";
import {
  decodeInvitePut,
  decodeReadAnswer,
  decodeReadRequest,
  decodeToken,
  encodeInvitePut,
  encodeReadAnswer,
  encodeReadRequest,
  tokenFields,
} from "@tomoshibi/shared/relay-api/reads.ts";
import { readEntry } from "@tomoshibi/shared/sync/apply.ts";
import { createVerifier } from "@tomoshibi/sync-server/admission/verifier.ts";
import {
  type Cast,
  type Message,
  samplePayloads,
  sampleEntries,
  sampleStatements,
  sampleTraffic,
} from "./corpus.ts";
import { bytesTarget, differ } from "./decoder-target.ts";
import type { Target } from "./target.ts";

/** What is on the wire. */
export function wireTargets(cast: Cast, history: readonly Message[]): readonly Target[] {
  const entries = sampleEntries(history);
  const payloads = samplePayloads();
  const traffic = sampleTraffic(cast, history);
  const everything = [...entries, ...payloads, ...Object.values(traffic)];
  return [
    roundTrip("CBOR", ["base/cbor.ts#decodeCbor"], everything, decodeCbor, encodeCbor),
    entryTarget(cast, entries),
    statementTarget(cast),
    bytesTarget({
      name: "payload",
      covers: [
        "shared/src/records/payload.ts#decodePayload",
        "shared/src/records/payload-read.ts#readFields",
        "shared/src/records/alert-wire.ts#readAlert",
        "shared/src/records/report-wire.ts#readReport",
        "shared/src/records/erasing-wire.ts#readErased",
        "shared/src/records/erasing-wire.ts#readSummed",
        "shared/src/records/generation-wire.ts#readGeneration",
        "shared/src/records/form-wire.ts#readForm",
        ...FIELD_READERS.map((reader) => `shared/src/records/fields.ts#${reader}`),
      ],
      corpus: payloads,
      check(input) {
        const payload = decodePayload(input);
        if (payload === undefined || payload.kind === "unknown") return undefined;
        return differ("a payload written again", encodePayload(payload), input);
      },
    }),
    ...bodyTargets(traffic),
    signatureTarget(cast, history),
  ];
}

/** Bodies of requests and answers. */
function bodyTargets(traffic: ReturnType<typeof sampleTraffic>): readonly Target[] {
  return [
    roundTrip(
      "bundle",
      ["relay-api/bundle.ts#decodeBundle"],
      [traffic.bundle],
      decodeBundle,
      encodeBundle,
    ),
    roundTrip(
      "bundle answer",
      ["relay-api/bundle.ts#decodeBundleAnswer"],
      [traffic.bundleAnswer],
      decodeBundleAnswer,
      encodeBundleAnswer,
    ),
    roundTrip(
      "read request",
      ["relay-api/reads.ts#decodeReadRequest"],
      [traffic.readRequest],
      decodeReadRequest,
      encodeReadRequest,
    ),
    roundTrip(
      "read answer",
      ["relay-api/reads.ts#decodeReadAnswer"],
      [traffic.readAnswer],
      decodeReadAnswer,
      encodeReadAnswer,
    ),
    roundTrip(
      "invite put",
      ["relay-api/reads.ts#decodeInvitePut"],
      [traffic.invitePut],
      decodeInvitePut,
      encodeInvitePut,
    ),
    roundTrip(
      "cards request",
      ["relay-api/cards.ts#decodeCardsRequest"],
      [traffic.cardsRequest],
      decodeCardsRequest,
      encodeCardsRequest,
    ),
    roundTrip(
      "cards answer",
      ["relay-api/cards.ts#decodeCardsAnswer"],
      [traffic.cardsAnswer],
      decodeCardsAnswer,
      encodeCardsAnswer,
    ),
    roundTrip(
      "token",
      ["relay-api/reads.ts#decodeToken"],
      [traffic.token],
      (input) => decodeToken(decodeCbor(input)),
      (token) => encodeCbor(tokenFields(token)),
    ),
    roundTrip(
      "intake item",
      ["relay-api/intake.ts#decodeIntakeItem"],
      [traffic.intakeItem],
      decodeIntakeItem,
      encodeIntakeItem,
    ),
  ];
}

const FIELD_READERS = [
  "readChoice",
  "readId",
  "readRecordIds",
  "readEntryIds",
  "readTexts",
  "readUnique",
];

/** The target of a decoder that has an encoder: what decodes is written again as the same bytes. [G13] */
export function roundTrip<Value>(
  name: string,
  covers: readonly string[],
  corpus: readonly Uint8Array[],
  decode: (input: Uint8Array) => Value | undefined,
  encode: (value: Value) => Uint8Array,
): Target {
  return bytesTarget({
    name,
    covers: covers.map((path) => `shared/src/${path}`),
    corpus,
    check(input) {
      const value = decode(input);
      return value === undefined
        ? undefined
        : differ(`a ${name} written again`, encode(value), input);
    },
  });
}

function entryTarget({ world, family }: Cast, corpus: readonly Uint8Array[]): Target {
  const place = { association: world.association, stream: "safety" } as const;
  const keys = [...family[0].keyring.keys.values(), ...world.founder.keyring.keys.values()];
  const honest = new Set(corpus.map((bytes) => readEntry(place, bytes)?.entryId));
  return bytesTarget({
    name: "entry",
    covers: [
      "shared/src/entry/entry.ts#decodeEntry",
      "shared/src/entry/entry.ts#openEntry",
      "shared/src/sync/apply.ts#readEntry",
    ],
    corpus,
    weight: 4,
    check(input) {
      const entry = decodeEntry(input);
      if (entry === undefined) return undefined;
      if (input.length > ENTRY_BYTES_MAX) return "an entry over the limit";
      const id = readEntry(place, input)?.entryId;
      for (const key of keys) {
        const opened = openEntry(place, entry, key, family[0].keys.sealKey);
        if (opened !== undefined && !honest.has(id)) return "a changed entry opens";
      }
      return differ("an entry written again", encodeEntry(entry), input);
    },
  });
}

function statementTarget(cast: Cast): Target {
  const { association, founder } = cast.world;
  const verifySignature = createVerifier();
  const corpus = sampleStatements(cast);
  const honest = new Set(corpus.map((bytes) => decodeStatement(association, bytes)?.id));
  return bytesTarget({
    name: "statement",
    covers: ["shared/src/membership/statement.ts#decodeStatement"],
    corpus,
    check(input) {
      const statement = decodeStatement(association, input);
      if (statement === undefined) return undefined;
      if (input.length > STATEMENT_BYTES_MAX) return "a statement over the limit";
      const { body } = statement;
      // A certificate brings a key of its own, which may be no key at all.
      const keys = [founder.keys.signKey, ...(body.type === "certificate" ? [body.signKey] : [])];
      for (const key of keys)
        if (
          isStatementSignedBy(association, statement, key, verifySignature) &&
          !honest.has(statement.id)
        )
          return "a changed statement is signed";
      if (body.type === "certificate") associationIdOf(body.signKey);
      return undefined;
    },
  });
}

/** The fast verifier of the relay and the one of all devices decide alike. [ENT3] */
function signatureTarget({ world, family }: Cast, history: readonly Message[]): Target {
  const fast = createVerifier();
  const place = { association: world.association, stream: "safety" } as const;
  const known = family[0].keys;
  const corpus = history.flatMap(({ stream, bytes }) => {
    const entry = stream === "safety" ? decodeEntry(bytes) : undefined;
    if (entry === undefined || !isSignedBy(place, entry, known.signKey)) return [];
    return [encodeCbor([entry.signature, entry.boxHash, known.signKey])];
  });
  return bytesTarget({
    name: "signature",
    covers: [],
    corpus: [
      ...corpus,
      ...SMALL_ORDER.map((key) =>
        encodeCbor([new Uint8Array(64).with(0, 1), new Uint8Array(0), key]),
      ),
    ],
    weight: 20,
    check(input) {
      const value = decodeCbor(input);
      if (!Array.isArray(value)) return undefined;
      const [signature, message, key] = value as unknown[];
      if (!(signature instanceof Uint8Array) || !(message instanceof Uint8Array)) return undefined;
      if (!(key instanceof Uint8Array)) return undefined;
      return fast(signature, message, key) === verify(signature, message, key)
        ? undefined
        : "relay and devices judge a signature differently";
    },
  });
}

/** Keys of small order and such that are none. */
const SMALL_ORDER = [
  new Uint8Array(32).with(0, 1),
  new Uint8Array(32),
  new Uint8Array(32).fill(255),
  new Uint8Array(32).with(0, 0xec).fill(255, 1, 31).with(31, 0x7f),
];
