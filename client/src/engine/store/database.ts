/**
 * The IndexedDB of one replica. The screen side opens it too: it writes intents and reads views, nothing else.
 *
 * Invariants: no migration ever drops intents, entries or outbox [G14]; all writes are strictly durable, for "saved" is said
 * on their commit [DEL2].
 */
import Dexie, { type EntityTable, type Table } from "dexie";
import type { Intent } from "../commands.ts";
import type {
  AlertView,
  BoardCountsView,
  BoardRowView,
  CheckpointView,
  CircularView,
  ConnectionView,
  DeviceView,
  GroupMessageView,
  HouseholdView,
  IncidentView,
  LateArrivalView,
  NoticeView,
  OwnReportView,
  ProfileView,
} from "../views.ts";
import type {
  CarriedRow,
  DocumentRow,
  EntryRow,
  KeyValueRow,
  OutboxRow,
  StatementRow,
} from "./rows.ts";

/** The tables of a replica. */
export type ReplicaDatabase = Dexie & {
  readonly intents: EntityTable<Intent, "id">;
  readonly keyValues: EntityTable<KeyValueRow, "key">;
  readonly statements: EntityTable<StatementRow, "id">;
  readonly entries: EntityTable<EntryRow, "entryId">;
  readonly outbox: EntityTable<OutboxRow, "entryId">;
  readonly documents: EntityTable<DocumentRow, "key">;
  readonly carried: EntityTable<CarriedRow, "entryId">;
  readonly profile: EntityTable<ProfileView, "key">;
  readonly connection: EntityTable<ConnectionView, "key">;
  readonly incidents: EntityTable<IncidentView, "incident">;
  readonly alerts: EntityTable<AlertView, "incident">;
  readonly ownReports: EntityTable<OwnReportView, "recordId">;
  readonly boardRows: Table<BoardRowView, [string, number]>;
  readonly boardCounts: Table<BoardCountsView, [string, number]>;
  readonly lateArrivals: EntityTable<LateArrivalView, "recordId">;
  readonly checkpoints: Table<CheckpointView, [string, string]>;
  readonly households: EntityTable<HouseholdView, "number">;
  readonly devices: EntityTable<DeviceView, "device">;
  readonly circulars: EntityTable<CircularView, "circular">;
  readonly groupMessages: EntityTable<GroupMessageView, "recordId">;
  readonly notices: EntityTable<NoticeView, "id">;
};

/** Version of the stored shape; see G14: separate from the wire's. */
export const DATABASE_VERSION = 5;

/** Opens the database of the replica with this name ("main", "main-2" and so on, "demo-resident", "demo-officer"). */
export function openDatabase(replica: string): ReplicaDatabase {
  const database = new Dexie(`tomoshibi-${replica}`, {
    chromeTransactionDurability: "strict",
    // Dexie's cache shows live queries a write before it is committed: screens would say "saved" too early. [DEL2]
    cache: "disabled",
  }) as ReplicaDatabase;
  database.version(1).stores({
    intents: "id, state, createdAtMs",
    keyValues: "key",
    statements: "id",
    entries: "entryId, [stream+author+seq], stream, state, kind, incident",
    outbox: "entryId, state",
    documents: "key, document",
    profile: "key",
    connection: "key",
    incidents: "incident",
    ownReports: "recordId, incident, intent",
    boardRows: "[incident+household], incident",
    boardCounts: "[incident+group], incident",
    lateArrivals: "recordId, incident",
    households: "number, group",
    devices: "device, household",
    circulars: "circular, publishedAtMs",
    notices: "id",
  });
  // 2: what is carried for others. Tables that are not named stay as they are.
  database.version(2).stores({ carried: "entryId" });
  // 3: what other officers' devices summed up.
  database.version(3).stores({ checkpoints: "[incident+signer], incident" });
  // 4: earthquakes that nothing is asked about.
  database.version(4).stores({ alerts: "incident" });
  // 5: what is said in groups.
  database.version(DATABASE_VERSION).stores({ groupMessages: "recordId, group" });
  return database;
}
