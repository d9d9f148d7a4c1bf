/**
 * The store port: what a replica asks of the place where it keeps everything.
 *
 * It is a small part of Dexie's own interface, so that the browser's database is one as it stands and nothing lies between; a
 * store in memory (memory-store.ts) is the other, for simulations by the thousand. Both pass replica-store.contract.ts.
 *
 * Guarantees the replica relies on: a readwrite transaction is kept whole or not at all; what it wrote is durable before its
 * promise resolves; rows come back in the order of their primary keys. Inside a transaction nothing is awaited but the store.
 */
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

/** A primary key, or the value of an index. */
export type StoreKey = string | number | readonly (string | number)[];

/** Rows that an index found. */
export interface StoreRows<Row> {
  toArray(): Promise<Row[]>;
  first(): Promise<Row | undefined>;
  reverse(): StoreRows<Row>;
  filter(isWanted: (row: Row) => boolean): StoreRows<Row>;
  /** In the order of one property; what is equal there stays in the index's order. */
  sortBy(property: string): Promise<Row[]>;
  /** The values of the index, each once, in order. */
  uniqueKeys(): Promise<unknown[]>;
  delete(): Promise<number>;
}

/** A range of an index; compound indexes are named "[a+b]" and take arrays. */
export interface StoreRange<Row> {
  equals(value: StoreKey): StoreRows<Row>;
  startsWith(prefix: string): StoreRows<Row>;
  /** From the lower to the upper bound, the lower included. */
  between(lower: unknown, upper: unknown): StoreRows<Row>;
}

/** One table. */
export interface StoreTable<Row, Key> {
  readonly name: string;
  get(key: Key): Promise<Row | undefined>;
  bulkGet(keys: Key[]): Promise<(Row | undefined)[]>;
  toArray(): Promise<Row[]>;
  each(visit: (row: Row) => void): Promise<void>;
  put(row: Row): Promise<unknown>;
  /** Errors: rejects when a row with its key is there. */
  add(row: Row): Promise<unknown>;
  bulkPut(rows: readonly Row[]): Promise<unknown>;
  /** Changes properties of rows that are there; leaves out those that are not. */
  bulkUpdate(
    changes: readonly { readonly key: Key; readonly changes: Partial<Row> }[],
  ): Promise<unknown>;
  bulkDelete(keys: Key[]): Promise<void>;
  where(index: string): StoreRange<Row>;
  orderBy(index: string): StoreRows<Row>;
}

/** The tables of a replica, and transactions over them. */
export interface ReplicaStore {
  readonly tables: readonly { readonly name: string }[];
  /** Runs `work` as one transaction over the tables named. Errors: rejects with its own or the store's; nothing was written then. */
  transaction<Answer>(
    mode: "r" | "rw",
    tables: readonly string[],
    work: () => Promise<Answer>,
  ): Promise<Answer>;
  readonly intents: StoreTable<Intent, Intent["id"]>;
  readonly keyValues: StoreTable<KeyValueRow, KeyValueRow["key"]>;
  readonly statements: StoreTable<StatementRow, StatementRow["id"]>;
  readonly entries: StoreTable<EntryRow, EntryRow["entryId"]>;
  readonly outbox: StoreTable<OutboxRow, OutboxRow["entryId"]>;
  readonly documents: StoreTable<DocumentRow, DocumentRow["key"]>;
  readonly carried: StoreTable<CarriedRow, CarriedRow["entryId"]>;
  readonly profile: StoreTable<ProfileView, ProfileView["key"]>;
  readonly connection: StoreTable<ConnectionView, ConnectionView["key"]>;
  readonly incidents: StoreTable<IncidentView, IncidentView["incident"]>;
  readonly alerts: StoreTable<AlertView, AlertView["incident"]>;
  readonly ownReports: StoreTable<OwnReportView, OwnReportView["recordId"]>;
  readonly boardRows: StoreTable<BoardRowView, [string, number]>;
  readonly boardCounts: StoreTable<BoardCountsView, [string, number]>;
  readonly lateArrivals: StoreTable<LateArrivalView, LateArrivalView["recordId"]>;
  readonly checkpoints: StoreTable<CheckpointView, [string, string]>;
  readonly households: StoreTable<HouseholdView, HouseholdView["number"]>;
  readonly devices: StoreTable<DeviceView, DeviceView["device"]>;
  readonly circulars: StoreTable<CircularView, CircularView["circular"]>;
  readonly groupMessages: StoreTable<GroupMessageView, GroupMessageView["recordId"]>;
  readonly notices: StoreTable<NoticeView, NoticeView["id"]>;
}
