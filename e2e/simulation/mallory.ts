/**
 * A hostile author with a good certificate: signs for others, for another association, beyond its role and beyond its chain,
 * tries to silence its neighbours, and damages what it got hold of.
 *
 * What it hands in goes to the relay, which has to answer, and to a neighbour's device, as a QR code or a file would.
 */
import {
  type AssociationId,
  type CircularId,
  type DeviceId,
  type EntryId,
  type IncidentId,
  type RecordId,
  recordIdOf,
} from "@tomoshibi/shared/base/ids.ts";
import { circularsDocumentOf } from "@tomoshibi/shared/circulars/fiscal-year.ts";
import { groupBy } from "@tomoshibi/shared/base/group-by.ts";
import { actorOf, editDocument, openDocument } from "@tomoshibi/shared/documents/field-document.ts";
import { numberAfter } from "@tomoshibi/shared/documents/generations.ts";
import { type ChainHead, sealEntry } from "@tomoshibi/shared/entry/entry.ts";
import { type StreamName, audienceOf } from "@tomoshibi/shared/entry/stream-name.ts";
import { type Keyring, writeKey } from "@tomoshibi/shared/keys/keyring.ts";
import { certifyDevice, revokeDevice } from "@tomoshibi/shared/membership/issue.ts";
import type { Statement } from "@tomoshibi/shared/membership/statement.ts";
import { encodePayload } from "@tomoshibi/shared/records/payload.ts";
import { GENERATION_IDS_MAX, type Payload, type Report } from "@tomoshibi/shared/records/record.ts";
import { authorityOf } from "@tomoshibi/shared/testing/association-world.ts";
import { incidentIdOf, utcHourOf } from "@tomoshibi/shared/safety/incident-id.ts";
import type { Bundle } from "@tomoshibi/shared/relay-api/bundle.ts";
import type { SeededRandom } from "@tomoshibi/shared/testing/seeded-random.ts";
import { pick, pickSome } from "./chance.ts";
import type { Town } from "./town.ts";
import { damaged } from "./weather.ts";

/** What it saw of others, to attack it. */
export interface Spied {
  readonly incident: IncidentId;
  readonly entries: readonly {
    readonly entryId: EntryId;
    readonly stream: StreamName;
    readonly bytes: Uint8Array;
  }[];
  readonly reports: readonly RecordId[];
  readonly nowMs: number;
}

/** One attack: what it is, and what it hands in. */
export interface Attack {
  readonly name: string;
  readonly bundle: Bundle;
}

/** A statement, whose stream is `membership`, or an entry. */
interface Item {
  readonly stream: StreamName;
  readonly bytes: Uint8Array;
}

/** The attacker. */
export interface Mallory {
  attack(spied: Spied): Attack;
  /** Begins a generation of this year's circulars in which all are withdrawn, and has erased what was said before. */
  tidyAway(spied: SpiedCirculars): Bundle;
}

/** Plans attacks, each from what the last one left; `only` one kind of them, if it is named. */
export function createMallory(town: Town, random: SeededRandom, only?: string): Mallory {
  const desk: Desk = { town, random, heads: new Map() };
  const certificate = town.world.statements.at(-1);
  // Its own certificate comes along, so that it is known and its entries are judged.
  const own = certificate === undefined ? [] : [statement(certificate)];
  const names = only === undefined ? Object.keys(ATTACKS) : [only];
  return {
    attack(spied) {
      const name = pick(random, names) ?? "";
      return { name, bundle: bundled(town, [...own, ...(ATTACKS[name]?.(desk, spied) ?? [])]) };
    },
    tidyAway: (spied) => bundled(town, [...own, ...tidiedAway(desk, spied)]),
  };
}

/** Where attacks are made: its chains go on from one to the next. */
interface Desk {
  readonly town: Town;
  readonly random: SeededRandom;
  readonly heads: Map<StreamName, ChainHead>;
}

const ATTACKS: Readonly<Record<string, (desk: Desk, spied: Spied) => readonly Item[]>> = {
  "signs for a neighbour": (desk, spied) =>
    sealed(desk, "safety", report(desk, spied, {}), {
      as:
        pick(desk.random, desk.town.citizens)?.device.keys.device ??
        desk.town.mallory.device.keys.device,
    }),
  "opens an incident as a neighbour": (desk, spied) => {
    const origin = { type: "manual", utcHour: utcHourOf(spied.nowMs) } as const;
    return sealed(
      desk,
      "members",
      {
        ...{ kind: "incidentOpened", incident: incidentIdOf(origin), origin },
        ...{ cause: "earthquake", title: "", atSeconds: Math.floor(spied.nowMs / 1000) },
      },
      {
        as:
          pick(desk.random, desk.town.citizens)?.device.keys.device ??
          desk.town.mallory.device.keys.device,
      },
    );
  },
  "writes for another association": (desk, spied) =>
    sealed(desk, "safety", report(desk, spied, {}), {
      association: "ab".repeat(16) as AssociationId,
    }),
  "says it is an officer": (desk, spied) =>
    sealed(desk, "safety", report(desk, spied, { household: household(desk), by: "officer" })),
  "speaks for a neighbour's family": (desk, spied) =>
    sealed(
      desk,
      "safety",
      report(desk, spied, {
        household: household(desk),
        supersedes: pickSome(desk.random, spied.reports),
      }),
    ),
  "takes back what others said": (desk, spied) =>
    sealed(
      desk,
      "safety",
      report(desk, spied, { supersedes: pickSome(desk.random, spied.reports) }),
    ),
  "saw a neighbour, and takes back": (desk, spied) =>
    sealed(
      desk,
      "safety",
      report(desk, spied, {
        household: household(desk),
        by: "witness",
        supersedes: pickSome(desk.random, spied.reports),
      }),
    ),
  "jumps far ahead in its chain": (desk, spied) =>
    sealed(desk, "safety", report(desk, spied, {}), { jump: desk.random.int(1, 100_000) }),
  "signs a receipt": (desk, spied) =>
    sealed(desk, "receipts", {
      kind: "receipt",
      entries: pickSome(
        desk.random,
        spied.entries.map(({ entryId }) => entryId),
      ),
    }),
  "closes the incident": (desk, spied) =>
    sealed(desk, "members", {
      kind: "incidentChanged",
      incident: spied.incident,
      change: "closed",
      atSeconds: 1e9,
    }),
  "counts for all": (desk, spied) =>
    sealed(desk, "members", {
      kind: "memberCounts",
      incident: spied.incident,
      answered: 1,
      total: 1,
      atSeconds: 1e9,
    }),
  "writes into a family's stream": (desk, spied) =>
    sealed(desk, "members", {
      kind: "acknowledged",
      report: pick(desk.random, spied.reports) ?? ("00".repeat(8) as RecordId),
      atSeconds: 1e9,
    }),
  "says something to its group as the leader": (desk, spied) =>
    sealed(desk, `group/${desk.town.mallory.group}`, message(spied)),
  "writes to a neighbouring group with a key that it came by": (desk, spied) => {
    const groups = desk.town.groups.filter((group) => group !== desk.town.mallory.group);
    const group = pick(desk.random, groups);
    const { keyring } = desk.town.world.founder;
    return group === undefined ? [] : sealed(desk, `group/${group}`, message(spied), { keyring });
  },
  "erases what others said": (desk, spied) => {
    const entries = pickSome(desk.random, spied.entries);
    if (entries.length === 0) return [];
    const byStream = [...groupBy(entries, ({ stream }) => stream)];
    return sealed(desk, "erasures", {
      kind: "erased",
      entries: byStream.map(([stream, of]) => ({ stream, ids: of.map(({ entryId }) => entryId) })),
      atSeconds: Math.floor(spied.nowMs / 1000),
    });
  },
  "damages an entry on its way": (desk, spied) => {
    const entry = pick(desk.random, spied.entries);
    return entry === undefined
      ? []
      : [{ stream: entry.stream, bytes: damaged(entry.bytes, desk.random) }];
  },
  "replays an entry elsewhere": (desk, spied) => {
    const entry = pick(desk.random, spied.entries);
    return entry === undefined
      ? []
      : [{ stream: entry.stream === "members" ? "safety" : "members", bytes: entry.bytes }];
  },
  "makes itself an officer": ({ town }) => {
    const { keys } = town.mallory.device;
    const plan = {
      role: "officer",
      household: town.mallory.household,
      group: town.mallory.group,
    } as const;
    return [statement(certifyDevice(town.association, keys, keys, plan))];
  },
  "stops an officer": ({ town }) => {
    const subject = town.citizens[1]?.device.keys.device ?? town.mallory.device.keys.device;
    const plan = { subject, heads: new Map(), issued: [] };
    return [statement(revokeDevice(authorityOf(town.world), town.mallory.device.keys, plan))];
  },
};

/** What it saw of circulars. */
interface SpiedCirculars {
  readonly circulars: readonly CircularId[];
  readonly changes: readonly EntryId[];
  readonly nowMs: number;
}

function tidiedAway(desk: Desk, { circulars, changes, nowMs }: SpiedCirculars): readonly Item[] {
  const atSeconds = Math.floor(nowMs / 1000);
  const document = circularsDocumentOf(nowMs);
  const generation = numberAfter(1, desk.town.mallory.device.keys.signKey.slice(0, 4)) ?? 0;
  const actor = actorOf(desk.town.mallory.device.keys.device, new Uint8Array(8));
  const edits = circulars.map((owner) => ({ owner, fields: { isWithdrawn: true } }));
  const state = editDocument(openDocument(document, actor).document, edits);
  if (!state.ok || state.value.changes.length === 0 || changes.length === 0) return [];
  const change = { kind: "documentChanged", document, generation, changes: state.value.changes };
  const parts = sealed(desk, "members", change as Payload);
  const part = desk.heads.get("members")?.entryId;
  const begun: Payload = {
    ...{ kind: "generationBegun", document, generation, previous: 1, page: 0, pages: 1 },
    ...{ parts: part === undefined ? [] : [recordIdOf(part)], atSeconds },
    summed: changes.slice(0, GENERATION_IDS_MAX).map(recordIdOf),
  };
  const entries = [{ stream: "members" as const, ids: changes.slice(0, ERASED_MAX) }];
  const erased: Payload = { kind: "erased", entries, atSeconds };
  return [...parts, ...sealed(desk, "members", begun), ...sealed(desk, "erasures", erased)];
}

/** Ids that fit into one entry of a member's. */
const ERASED_MAX = 100;

function sealed(
  { town, heads }: Desk,
  stream: StreamName,
  payload: Payload,
  how: {
    readonly as?: DeviceId;
    readonly association?: AssociationId;
    readonly jump?: number;
    /** Keys that it should not have. */
    readonly keyring?: Keyring;
  } = {},
): readonly Item[] {
  const { mallory, world } = town;
  const audience = audienceOf(stream);
  const keyring = how.keyring ?? mallory.device.keyring;
  const key = audience && writeKey(keyring, authorityOf(world), audience);
  if (audience !== undefined && key === undefined) return [];
  const head = heads.get(stream) ?? { seq: 0, entryId: undefined };
  const from = { seq: head.seq + (how.jump ?? 0), entryId: head.entryId };
  const author = { ...mallory.device.keys, device: how.as ?? mallory.device.keys.device };
  const place = { association: how.association ?? town.association, stream };
  const made = sealEntry(place, author, from, key, encodePayload(payload));
  if (how.as === undefined && how.association === undefined)
    heads.set(stream, { seq: made.entry.seq, entryId: made.entryId });
  return [{ stream, bytes: made.bytes }];
}

function message({ nowMs }: Spied): Payload {
  const atSeconds = Math.floor(nowMs / 1000);
  return { kind: "groupMessage", name: "班長", text: "mallory", atSeconds };
}

function report({ random }: Desk, spied: Spied, changes: Partial<Report>): Report {
  return {
    ...{ kind: "report", incident: spied.incident, household: 0 },
    ...{ subjects: [{ subject: "all", status: "safe" }], comment: "mallory", place: undefined },
    ...{ by: "self", means: "app", aboutSeconds: undefined, supersedes: [] },
    atSeconds: Math.floor(spied.nowMs / 1000) + random.int(-1_000_000, 1_000_000),
    ...changes,
  };
}

function household({ town, random }: Desk): number {
  return pick(random, town.citizens)?.household ?? 0;
}

function statement({ bytes }: Statement): Item {
  return { stream: "membership", bytes };
}

function bundled({ association, mallory }: Town, items: readonly Item[]): Bundle {
  const isStatement = ({ stream }: Item) => stream === "membership";
  return {
    association,
    sender: mallory.device.keys.device,
    statements: items.filter(isStatement).map(({ bytes }) => bytes),
    streams: [
      ...groupBy(
        items.filter((item) => !isStatement(item)),
        ({ stream }) => stream,
      ),
    ].map(([stream, entries]) => ({ stream, entries: entries.map(({ bytes }) => bytes) })),
  };
}
