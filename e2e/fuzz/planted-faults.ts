/** Faults put in on purpose, each of which fuzzing must find: a fuzzer nobody saw fail proves nothing. */
import { type CborValue, decodeCbor, encodeCbor } from "@tomoshibi/shared/base/cbor.ts";
import { decodeEntry, encodeEntry } from "@tomoshibi/shared/entry/entry.ts";
import { parseStreamName } from "@tomoshibi/shared/entry/stream-name.ts";
import type { OpenReplica } from "@tomoshibi/client/engine/replica/replica.ts";
import type { AdmissionDeps } from "@tomoshibi/sync-server/admission/bundles.ts";
import type { Write } from "@tomoshibi/sync-server/storage/storage.ts";
import type { Associations } from "@tomoshibi/sync-server/admission/associations.ts";
import { samplePayloads } from "./corpus.ts";
import { bytesTarget, textTarget } from "./decoder-target.ts";
import { roundTrip } from "./decoders-base.ts";
import { readCsv } from "@tomoshibi/client/features/roster/csv.ts";
import type { Target } from "./target.ts";
import type { Plants } from "./targets.ts";

/** A fault: a decoder of its own, or something planted in a target that there is. */
export type Plant = {
  readonly name: string;
  /** What the finding must speak of, so that it is found for what it is. */
  readonly caughtAs: RegExp;
} & ({ readonly decoder: Target } | { readonly target: string; readonly plants: Plants });

/** All of them. */
export const PLANTED_FAULTS: readonly Plant[] = [
  {
    name: "a decoder takes a byte too many",
    caughtAs: /written again is not what was decoded/u,
    decoder: roundTrip("CBOR", [], samplePayloads(), lenient, encodeCbor),
  },
  {
    name: "a decoder trusts the length that stands in the input",
    caughtAs: /threw RangeError/u,
    decoder: bytesTarget({
      name: "length",
      covers: [],
      corpus: samplePayloads(),
      check(input) {
        new DataView(input.buffer, input.byteOffset, input.length).getUint8(input[0] ?? 0);
        return undefined;
      },
    }),
  },
  {
    name: "a stream's name has two forms",
    caughtAs: /two forms/u,
    decoder: textTarget({
      name: "stream name",
      covers: [],
      corpus: ["members", "household/12"],
      check: (text) =>
        parseStreamName(text.trim().toLowerCase()) !== undefined &&
        parseStreamName(text) === undefined
          ? "a name in two forms"
          : undefined,
    }),
  },
  {
    name: "a husk is written back with an empty box",
    caughtAs: /written again/u,
    decoder: roundTrip(
      "entry",
      [],
      [
        encodeCbor([
          1,
          new Uint8Array(8),
          1,
          new Uint8Array(8),
          0,
          new Uint8Array(3),
          new Uint8Array(64),
        ]),
        encodeCbor([
          1,
          new Uint8Array(8),
          1,
          new Uint8Array(8),
          0,
          [new Uint8Array(32)],
          new Uint8Array(64),
        ]),
      ],
      decodeEntry,
      (entry) => encodeEntry({ ...entry, box: entry.box ?? new Uint8Array(0) }),
    ),
  },
  {
    name: "a row of a spreadsheet is lost behind a quotation mark",
    caughtAs: /a row is lost/u,
    decoder: textTarget({
      name: "roster",
      covers: [],
      corpus: ["1,試験\n2,試験\n3,試験\n"],
      // A reader for which everything up to the next quotation mark is one cell.
      check: (text) =>
        text.split(/\n(?=(?:[^"]*"[^"]*")*[^"]*$)/u).filter((row) => row !== "").length <
        readCsv(text).length
          ? "a row is lost"
          : undefined,
    }),
  },
  {
    name: "a relay takes signatures on trust",
    caughtAs: /did not sign|certified itself|became|was stopped/u,
    target: "admission",
    plants: { admission: { verifySignature: () => () => true } },
  },
  {
    name: "a relay leaves an answer out",
    caughtAs: /not every item/u,
    target: "admission",
    plants: {
      admission: {
        admit: (honest) => async (deps, bundle) => {
          const answer = await honest(deps, bundle);
          if (!answer.ok) return answer;
          const entries = answer.value.entries.filter(({ verdict }) => verdict !== "refused");
          return { ok: true, value: { ...answer.value, entries } };
        },
      },
    },
  },
  {
    name: "a relay keeps what was erased",
    caughtAs: /holds what was erased/u,
    target: "admission",
    plants: {
      admission: { admit: (honest) => (deps, bundle) => honest(keepingAll(deps), bundle) },
    },
  },
  {
    name: "a relay takes what a stopped device wrote later",
    caughtAs: /stopped device|new again/u,
    target: "admission",
    plants: { admission: { admit: (honest) => (deps, bundle) => honest(forgetful(deps), bundle) } },
  },
  {
    name: "a replica takes signatures on trust",
    caughtAs: /nobody honest wrote|statements of others|fork/u,
    target: "apply path, outsider",
    plants: { apply: { verifySignature: () => true } },
  },
  {
    name: "a replica gives up a part for one bad message",
    caughtAs: /did not apply/u,
    target: "apply path, outsider",
    plants: {
      apply: {
        replica: (replica) =>
          over(replica, {
            receive: (arrivals) =>
              replica.receive(
                arrivals.filter(({ messages }) =>
                  messages.every(({ bytes }) => decodeCbor(bytes) !== undefined),
                ),
              ),
          }),
      },
    },
  },
  {
    name: "a replica falls over what it cannot read",
    caughtAs: /threw TypeError/u,
    target: "apply path, outsider",
    plants: {
      apply: {
        replica: (replica) =>
          over(replica, {
            async receive(arrivals) {
              for (const { messages } of arrivals)
                for (const { bytes } of messages) Object.keys(decodeCbor(bytes) as object);
              return replica.receive(arrivals);
            },
          }),
      },
    },
  },
  {
    name: "a replica applies what the policy refused",
    // A card's second device may write as little, and no truth names it.
    caughtAs: /may not write that|nobody knows its author/u,
    target: "apply path, insider",
    plants: {
      apply: {
        replica: (replica, { entries }) =>
          over(replica, {
            async receive(arrivals) {
              const applied = await replica.receive(arrivals);
              const rows = await entries.toArray();
              const refused = rows.filter(({ reason }) => reason === "notAllowed");
              await entries.bulkPut(
                refused.map((row) => ({ ...row, state: "applied", reason: undefined })),
              );
              return applied;
            },
          }),
      },
    },
  },
];

/** A decoder that looks at the beginning only. */
function lenient(input: Uint8Array): CborValue | undefined {
  return decodeCbor(input) ?? decodeCbor(input.slice(0, -1));
}

/** A relay whose storage does not erase. */
function keepingAll(deps: AdmissionDeps): AdmissionDeps {
  const { storage } = deps;
  const transact = (writes: readonly Write[]) =>
    storage.transact(writes.filter(({ type }) => type !== "erase"));
  return { ...deps, storage: { ...storage, transact: transact as typeof storage.transact } };
}

/** A relay whose authority knows of no revocation. */
function forgetful<Deps extends { readonly associations: Associations }>(deps: Deps): Deps {
  return {
    ...deps,
    associations: {
      ...deps.associations,
      async load(id: Parameters<Associations["load"]>[0]) {
        const loaded = await deps.associations.load(id);
        if (!loaded.ok) return loaded;
        const { authority } = loaded.value;
        const standings = new Map(
          [...authority.standings].map(([device, list]) => [
            device,
            list.map((standing) => ({ ...standing, revoked: undefined })),
          ]),
        );
        return { ok: true, value: { ...loaded.value, authority: { ...authority, standings } } };
      },
    },
  };
}

function over(replica: OpenReplica, verbs: Partial<OpenReplica>): OpenReplica {
  // Getters stay getters: authority and keyring change.
  return Object.create(replica, Object.getOwnPropertyDescriptors(verbs)) as OpenReplica;
}
