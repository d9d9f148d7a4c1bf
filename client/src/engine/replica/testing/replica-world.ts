/** Replicas over fake IndexedDB and a relay in memory, for tests. */
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import Dexie from "dexie";
import { IDBKeyRange, indexedDB } from "fake-indexeddb";
import type { EntryId, IncidentId } from "@tomoshibi/shared/base/ids.ts";
import type { VerifySignature } from "@tomoshibi/shared/crypto/sign.ts";
import { initializeDocuments } from "@tomoshibi/shared/documents/automerge.ts";
import { decodeEntry, entryIdOf } from "@tomoshibi/shared/entry/entry.ts";
import { type StreamName, parseStreamName } from "@tomoshibi/shared/entry/stream-name.ts";
import { decodeStatement } from "@tomoshibi/shared/membership/statement.ts";
import type { Bundle, BundleAnswer, ItemAnswer } from "@tomoshibi/shared/relay-api/bundle.ts";
import { incidentIdOf } from "@tomoshibi/shared/safety/incident-id.ts";
import type { AssociationWorld, WorldDevice } from "@tomoshibi/shared/testing/association-world.ts";
import { type ManualClock, createManualClock } from "@tomoshibi/shared/testing/manual-clock.ts";
import { createSeededRandom } from "@tomoshibi/shared/testing/seeded-random.ts";
import type { Command, Intent, ReportSafety } from "../../commands.ts";
import { type ReplicaDatabase, openDatabase } from "../../store/database.ts";
import { createReplica } from "../create-replica.ts";
import type { Arrival, OpenReplica } from "../replica.ts";

/** One replica of a test, with its store and clock. */
export interface TestReplica {
  readonly replica: OpenReplica;
  readonly database: ReplicaDatabase;
  readonly clock: ManualClock;
  /** Writes an intent as a screen does. */
  submit(command: Command): Promise<Intent["id"]>;
  /** Submits, and seals what can be. */
  run(command: Command): Promise<Intent>;
}

/** Key of the relay in memory. */
export const RELAY_KEY = "aa".repeat(32);

// Dexie looks for IndexedDB when it is first imported, which may be before this file.
Object.assign(Dexie.dependencies, { indexedDB, IDBKeyRange });

const PUSHES_MAX = 50;

let databases = 0;

/** Loads Automerge from the package's file. */
export async function loadAutomerge(): Promise<void> {
  const file = createRequire(import.meta.url).resolve("@automerge/automerge/automerge.wasm");
  await initializeDocuments(await readFile(file));
}

/** A database nobody else has. */
export function freshDatabase(): ReplicaDatabase {
  databases += 1;
  return openDatabase(`test-${databases}`);
}

/** Opens a replica in a store, as a start of the engine does. */
export async function openReplica(
  database: ReplicaDatabase = freshDatabase(),
  options: {
    readonly clock?: ManualClock;
    readonly loadDocuments?: () => Promise<void>;
    readonly verifySignature?: VerifySignature;
  } = {},
): Promise<TestReplica> {
  const clock = options.clock ?? createManualClock();
  databases += 1;
  const random = createSeededRandom(databases);
  const replica = await createReplica({
    database,
    clock,
    random,
    loadDocuments: options.loadDocuments ?? loadAutomerge,
    ...(options.verifySignature && { verifySignature: options.verifySignature }),
  });
  let intents = 0;
  async function submit(command: Command): Promise<Intent["id"]> {
    intents += 1;
    const id = `intent-${databases}-${String(intents).padStart(4, "0")}-${random.int(0, 1e9)}`;
    const createdAtMs = clock.nowMs() + intents;
    await database.intents.add({
      id,
      command,
      createdAtMs,
      state: "stored",
      failure: undefined,
      recordId: undefined,
    });
    return id;
  }
  return {
    replica,
    database,
    clock,
    submit,
    async run(command) {
      const id = await submit(command);
      await replica.drainIntents();
      await replica.idle();
      const intent = await database.intents.get(id);
      if (intent === undefined) throw new Error("Broken invariant: an intent is never removed");
      return intent;
    },
  };
}

/** Opens a replica that is a device of the world. */
export async function installReplica(
  world: AssociationWorld,
  device: WorldDevice,
  options: Parameters<typeof openReplica>[1] & {
    readonly withoutKeys?: boolean;
    readonly database?: ReplicaDatabase;
  } = {},
): Promise<TestReplica> {
  const opened = await openReplica(options.database ?? freshDatabase(), options);
  const { device: id, signSeed, sealSeed } = device.keys;
  await opened.replica.install({
    identity: {
      association: world.association,
      device: id,
      signSeed,
      sealSeed,
      rootSeed: undefined,
    },
    statements: world.statements,
    keys: options.withoutKeys === true ? [] : [...device.keyring.keys.values()],
    associationName: "ひばり町会",
    representative: "試験 花子",
    isDemo: false,
    relayUrls: ["http://localhost:8787"],
    purposeVersion: 1,
  });
  return opened;
}

/** The incident of the tests: 揺れました, in the hour of the manual clock. */
export const ORIGIN = { type: "manual", utcHour: 493_056 } as const;
/** Its id. */
export const INCIDENT: IncidentId = incidentIdOf(ORIGIN);

/** 揺れました. */
export function openIncident(atMs: number): Command {
  return {
    type: "openIncident",
    incident: INCIDENT,
    origin: ORIGIN,
    cause: "earthquake",
    title: "",
    atMs,
  };
}

/** One tap. */
export function tap(atMs: number, changes: Partial<ReportSafety> = {}): ReportSafety {
  return {
    type: "reportSafety",
    incident: INCIDENT,
    household: undefined,
    subjects: [{ subject: "self", status: "safe" }],
    comment: "",
    place: undefined,
    by: "self",
    means: "app",
    atMs,
    aboutMs: undefined,
    seen: [],
    corrects: [],
    ...changes,
  };
}

/** A relay that keeps everything in memory and admits all. */
export interface MemoryRelay {
  push(bundle: Bundle): BundleAnswer;
  /** Everything of the streams from an offset on. */
  read(streams: readonly StreamName[], from: ReadonlyMap<StreamName, number>): readonly Arrival[];
  length(stream: StreamName): number;
  wipe(): void;
}

/** Starts an empty relay. */
export function createMemoryRelay(): MemoryRelay {
  const streams = new Map<StreamName, Uint8Array[]>();
  const ids = new Map<string, StreamName>();
  const highest = new Map<string, number>();
  const accept = (stream: StreamName, id: string, bytes: Uint8Array): ItemAnswer => {
    if (ids.has(id)) return { id, verdict: "known", reason: "none" };
    ids.set(id, stream);
    streams.set(stream, [...(streams.get(stream) ?? []), bytes]);
    return { id, verdict: "accepted", reason: "none" };
  };
  return {
    push(bundle) {
      const { association, sender } = bundle;
      const statements = bundle.statements.flatMap((bytes) => {
        const statement = decodeStatement(association, bytes);
        return statement === undefined ? [] : [accept("membership", statement.id, bytes)];
      });
      const entries = bundle.streams.flatMap(({ stream, entries: list }) =>
        list.flatMap((bytes) => {
          const entry = decodeEntry(bytes);
          if (entry === undefined) return [];
          const chain = `${stream} ${entry.author}`;
          highest.set(chain, Math.max(entry.seq, highest.get(chain) ?? 0));
          return [accept(stream, entryIdOf({ association, stream }, entry), bytes)];
        }),
      );
      const seqs = [...highest].flatMap(([chain, seq]) => {
        const [name = "", author] = chain.split(" ");
        const stream = parseStreamName(name);
        return author === sender && stream !== undefined ? [{ stream, seq }] : [];
      });
      return { statements, entries, highest: seqs, receipts: streams.get("receipts") ?? [] };
    },
    read: (names, from) =>
      names.map((stream) => ({
        stream,
        messages: (streams.get(stream) ?? [])
          .slice(from.get(stream) ?? 0)
          .map((bytes) => ({ bytes, relayedAtSeconds: 1_775_001_700 })),
      })),
    length: (stream) => streams.get(stream)?.length ?? 0,
    wipe() {
      streams.clear();
      ids.clear();
      highest.clear();
    },
  };
}

/** Where a replica reads a stream of the relay from. */
export async function cursorOf(
  { replica }: TestReplica,
  stream: StreamName,
): Promise<string | undefined> {
  return (await replica.cursors(RELAY_KEY, [stream])).get(stream);
}

/** One contact: push until nothing is due, then read everything this device wants. */
export async function contact(
  { replica }: TestReplica,
  relay: MemoryRelay,
): Promise<readonly EntryId[]> {
  for (let pushes = 0; pushes < PUSHES_MAX; pushes += 1) {
    const bundle = await replica.outgoing(RELAY_KEY);
    if (bundle === undefined) break;
    await replica.answered(RELAY_KEY, relay.push(bundle));
  }
  const applied = await replica.receive(relay.read(replica.wantedStreams(), new Map()));
  await replica.idle();
  return applied.toReceipt;
}
