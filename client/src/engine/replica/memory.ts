/**
 * What a replica keeps in memory: indexes over its store, built at the start and extended with each transaction.
 *
 * Invariant: the store is the truth. `version` counts the engine's transactions; a transaction that finds another number in
 * the store was overtaken by a second tab, aborts, and is tried again over a fresh memory. [ENT7]
 */
import { bytesToHex, equalBytes } from "@tomoshibi/shared/base/bytes.ts";
import {
  type EntryId,
  type RecordId,
  type StatementId,
  type DeviceId,
  recordIdOf,
} from "@tomoshibi/shared/base/ids.ts";
import type { StreamName } from "@tomoshibi/shared/entry/stream-name.ts";
import {
  EMPTY_KEYRING,
  type Keyring,
  decodeKeyring,
  expandKeyring,
} from "@tomoshibi/shared/keys/keyring.ts";
import {
  type Authority,
  type SignatureCache,
  computeAuthority,
  standingAt,
  standingsOf,
} from "@tomoshibi/shared/membership/authority.ts";
import { type VerifySignature, signPublicKey, verify } from "@tomoshibi/shared/crypto/sign.ts";
import { type Standing, isOfficer } from "@tomoshibi/shared/membership/standing.ts";
import { type Statement, decodeStatement } from "@tomoshibi/shared/membership/statement.ts";
import { decodePayload } from "@tomoshibi/shared/records/payload.ts";
import type { DocumentName, Payload, Recorded } from "@tomoshibi/shared/records/record.ts";
import type { KeptReason } from "@tomoshibi/shared/sync/apply.ts";
import type { JudgedWith } from "@tomoshibi/shared/sync/judged.ts";
import type { ReplicaStore } from "../store/replica-store.ts";
import type { DocumentRow, EntryRow, OutboxRow, StatementRow } from "../store/rows.ts";
import { type Coverage, coverAgain, coverBy, createCoverage } from "./covering.ts";
import type { OpenDocument } from "./document-desk.ts";
import type { HeldList } from "./held-lists.ts";
import { decodeIdentity } from "./identity.ts";
import { type RecordIndex, createRecordIndex, addRecord } from "./record-index.ts";
import type { IntentId } from "../commands.ts";
import { isOfficersReplica } from "../views/desk-replica.ts";
import type { FoldedIncidents } from "../views/incidents-view.ts";
import type { People } from "../views/people.ts";
import type { RowCache } from "../views/row-cache.ts";
import type { Identity } from "./replica.ts";
import type { Vault } from "./vault.ts";

/** An entry as memory holds it: all but its bytes. */
export interface HeldEntry {
  readonly entryId: EntryId;
  readonly stream: StreamName;
  readonly author: DeviceId;
  readonly seq: number;
  readonly arrivedAtMs: number;
  readonly state: "applied" | "kept";
  readonly reason: KeptReason | undefined;
  readonly signedBy: string | undefined;
  readonly payload: Payload | undefined;
}

/** A statement as memory holds it. */
export interface HeldStatement {
  readonly statement: Statement;
  readonly row: StatementRow;
}

/** Forms of the no-app page that a device holds: five times what a relay has room for. [FORM2] */
export const FORMS_HELD_MAX = 10_000;

/** Damaged or unverified copies of one statement that are kept beside each other. */
const VARIANTS_MAX = 4;

/** What founding or joining said about this replica. */
export interface Membership {
  readonly associationName: string;
  readonly representative: string;
  readonly isDemo: boolean;
  readonly purposeVersion: number;
  readonly joinedAtMs: number;
  /** 「3班-12」 as the card said it; undefined: by the roster. */
  readonly mark: string | undefined;
}

/** Everything; mutated only by the verb that holds the replica's turn. */
export interface Memory extends Coverage {
  version: number;
  readonly identity: Identity | undefined;
  readonly membership: Membership | undefined;
  readonly ownSignKey: Uint8Array | undefined;
  keyring: Keyring;
  /** How many of its keys stand in the store; what statements open besides is opened again at each start until it is stored too. */
  keysStored: number;
  authority: Authority | undefined;
  /** What the verdicts of the held entries were given with. */
  judgedWith: JudgedWith;
  readonly signatures: SignatureCache;
  readonly verifySignature: VerifySignature;
  /** How many of them, from the first, stand in the store. */
  verdictsStored: number;
  readonly statements: Map<StatementId, HeldStatement>;
  readonly entries: Map<EntryId, HeldEntry>;
  /** Ids at one position of a chain; more than one is a fork. [ENT6] */
  readonly positions: Map<string, EntryId[]>;
  readonly forks: Set<DeviceId>;
  readonly kept: Set<EntryId>;
  readonly outbox: Map<EntryId, OutboxRow>;
  /** A relay's word that this device's chain is longer than what is stored here. [ENT6] */
  readonly chainFloors: Map<StreamName, number>;
  records: RecordIndex;
  readonly documents: Map<string, DocumentRow>;
  /** Entries a relay refused, with why; kept and flagged, never removed. [DEL3] */
  readonly refused: Map<string, string>;
  /** Documents that are open in Automerge; empty until it was needed. */
  readonly openDocuments: Map<DocumentName, OpenDocument>;
  readonly intentByRecord: Map<RecordId, IntentId>;
  /** Intents not yet sealed, as last counted. */
  waitingIntents: number;
  /** Those of them that edit documents. */
  waitingDocuments: number;
  /** What the tables of the views hold, as far as it was needed. */
  readonly views: RowCache;
  /** The households of the groups this device leads; a desk's of all groups. [STR] */
  groupLists: Map<number, HeldList>;
  /** Whether what desks show lags behind, for its chunk could not be loaded. */
  isDeskOwed: boolean;
  /** Incidents were projected while what finds openings beside the records could not be loaded. */
  isOpeningsOwed: boolean;
  /** Households and devices as last gathered. */
  people: People | undefined;
  /** Incidents as last folded. */
  incidents: FoldedIncidents | undefined;
  /** Loaded when there is something for it; see {@link lacksOpenings}. */
  openings: typeof import("../views/openings.ts") | undefined;
}

/** Names of the values in `keyValues` that memory is built from. */
export const KEY_VALUES = {
  version: "version",
  identity: "identity",
  membership: "membership",
  keyring: "keyring",
  chainFloors: "chainFloors",
  judgedBy: "judgedBy",
  refused: "refused",
  groupLists: "groupLists",
  deskOwed: "deskOwed",
  openingsOwed: "openingsOwed",
} as const;

/** Builds the memory from the store. Asynchronous for the vault: outside of any transaction. */
export async function loadMemory(
  database: ReplicaStore,
  vault: Vault,
  verifySignature: VerifySignature = verify,
): Promise<Memory> {
  const stored = await readStore(database);
  const identity = await openIdentity(vault, stored.values.get(KEY_VALUES.identity));
  const keyring = await openKeyring(vault, stored.values.get(KEY_VALUES.keyring));
  const memory: Memory = {
    version: numberOr(stored.values.get(KEY_VALUES.version), 0),
    identity,
    membership: stored.values.get(KEY_VALUES.membership) as Membership | undefined,
    ownSignKey: identity && signPublicKey(identity.signSeed),
    keyring,
    keysStored: keyring.keys.size,
    authority: undefined,
    judgedWith: { authority: undefined, keyring: EMPTY_KEYRING },
    signatures: new Map(stored.statements.flatMap(({ signatures }) => signatures)),
    verifySignature,
    verdictsStored: 0,
    statements: new Map(),
    entries: new Map(),
    positions: new Map(),
    forks: new Set(),
    kept: new Set(),
    ...createCoverage(),
    outbox: new Map(stored.outbox.map((row) => [row.entryId, row])),
    chainFloors: new Map(
      (stored.values.get(KEY_VALUES.chainFloors) ?? []) as [StreamName, number][],
    ),
    records: createRecordIndex(),
    documents: new Map(stored.documents.map((row) => [row.key, row])),
    refused: new Map((stored.values.get(KEY_VALUES.refused) ?? []) as [string, string][]),
    intentByRecord: new Map(
      stored.intents.flatMap(({ id, recordId }) => (recordId ? [[recordId, id]] : [])),
    ),
    waitingIntents: stored.intents.filter(({ state }) => state === "stored").length,
    waitingDocuments: 0,
    views: new Map(),
    openDocuments: new Map(),
    groupLists: new Map((stored.values.get(KEY_VALUES.groupLists) ?? []) as [number, HeldList][]),
    isDeskOwed: stored.values.get(KEY_VALUES.deskOwed) === true,
    isOpeningsOwed: stored.values.get(KEY_VALUES.openingsOwed) === true,
    people: undefined,
    incidents: undefined,
    openings: undefined,
  };
  memory.verdictsStored = memory.signatures.size;
  if (identity !== undefined) {
    for (const row of stored.statements) holdStatement(memory, row);
    settleAuthority(memory);
    // Verdicts are stored with the statements and keys they were given with.
    memory.judgedWith = { authority: memory.authority, keyring: memory.keyring };
    for (const row of stored.entries) holdEntry(memory, toHeld(row));
    if (memory.isCoverageStale) coverAgain(memory);
    rebuildRecords(memory);
    await loadOpenings(memory);
  }
  return memory;
}

/** Loads what few devices need for folding incidents, where this is one. What cannot be loaded is tried again with the next verb. */
export async function loadOpenings(memory: Memory): Promise<void> {
  if (lacksOpenings(memory))
    memory.openings = await import("../views/openings.ts").catch(() => undefined);
}

/**
 * Tells whether what few devices need for folding incidents is not loaded: incidents are to be opened beside the records, or to be told
 * apart for officers.
 */
export function lacksOpenings(memory: Memory): boolean {
  const { openings, records, kept } = memory;
  if (openings !== undefined) return false;
  return records.alerts.length + kept.size > 0 || isOfficersReplica(ownStanding(memory));
}

/** Adds a statement, or another copy of one that is not verified. Errors: undefined when there is nothing to add. */
export function holdStatement(memory: Memory, row: StatementRow): StatementRow | undefined {
  const { identity } = memory;
  const statement = identity && decodeStatement(identity.association, row.bytes);
  if (statement === undefined) return undefined;
  const known = memory.statements.get(row.id);
  if (known === undefined) {
    memory.statements.set(row.id, { statement, row });
    return row;
  }
  const { bytes, variants = [] } = known.row;
  const isHeld = [bytes, ...variants].some((held) => equalBytes(held, row.bytes));
  if (isHeld || variants.length >= VARIANTS_MAX || memory.authority?.counted.has(row.id) === true)
    return undefined;
  const next: StatementRow = { ...known.row, variants: [...variants, row.bytes] };
  memory.statements.set(row.id, { statement: known.statement, row: next });
  return next;
}

/** Computes authority and keyring again from what memory holds. Shape: rows in which a verified copy took its place. */
export function settleAuthority(memory: Memory): readonly StatementRow[] {
  const { identity } = memory;
  if (identity === undefined) return [];
  const copies = [...memory.statements.values()].flatMap(({ row }) =>
    (row.variants ?? []).flatMap((bytes) => decodeStatement(identity.association, bytes) ?? []),
  );
  const held = [...memory.statements.values()].map(({ statement }) => statement);
  const statements = [...held, ...copies];
  memory.authority = computeAuthority(
    identity.association,
    statements,
    memory.signatures,
    memory.verifySignature,
  );
  memory.keyring = expandKeyring(memory.keyring, memory.authority);
  return copies.flatMap((copy) => promote(memory, copy) ?? []);
}

/** Puts a copy in the place of its statement once that counts by the copy's signature: it is what goes to relays. */
function promote(memory: Memory, copy: Statement): StatementRow | undefined {
  const known = memory.statements.get(copy.id);
  if (known === undefined || memory.authority?.counted.has(copy.id) !== true) return undefined;
  const name = `${copy.id}/${bytesToHex(copy.signature)}/`;
  const isVerified = [...memory.signatures].some(
    ([signed, isValid]) => isValid && signed.startsWith(name),
  );
  if (!isVerified) return undefined;
  const { variants: _others, ...row } = known.row;
  const next: StatementRow = { ...row, bytes: copy.bytes, relays: [] };
  memory.statements.set(copy.id, { statement: copy, row: next });
  return next;
}

/** Adds an entry or puts a new verdict in place of its old one; records are the caller's to add. */
export function holdEntry(memory: Memory, held: HeldEntry): void {
  const isNew = !memory.entries.has(held.entryId);
  memory.entries.set(held.entryId, held);
  if (held.state === "kept") memory.kept.add(held.entryId);
  else memory.kept.delete(held.entryId);
  if (isNew || memory.positions.size === 0) notePosition(memory, held);
  else if (held.signedBy !== undefined) notePosition(memory, held);
  if (held.state !== "applied") return;
  if (held.payload?.kind === "receipt") coverBy(memory, held, held.payload);
  if (held.payload?.kind === "missed") memory.isCoverageStale = true;
}

/** Gives the record of an applied entry; undefined for what is kept or whose author is no longer known. */
export function recordedOf(memory: Memory, held: HeldEntry): Recorded | undefined {
  const { identity, authority } = memory;
  if (identity === undefined || authority === undefined || held.state !== "applied")
    return undefined;
  const present = standingOfEntry(authority, held);
  if (present === undefined || held.payload === undefined) return undefined;
  const standing = standingAt(present, held.stream, held.seq, held.entryId);
  return {
    recordId: recordIdOf(held.entryId),
    entryId: held.entryId,
    association: identity.association,
    author: held.author,
    authorHousehold: standing.household,
    isByOfficer: isOfficer(standing),
    isConfirmed: standing.isConfirmed,
    arrivedAtMs: held.arrivedAtMs,
    content: held.payload,
  };
}

/** Builds all records again: the authority changed, or an entry lost its standing. */
export function rebuildRecords(memory: Memory): void {
  memory.records = createRecordIndex();
  for (const held of memory.entries.values()) {
    const record = recordedOf(memory, held);
    if (record !== undefined) addRecord(memory.records, record, held.stream);
  }
}

/** This device's standing; undefined while its own certificate is not known to count. */
export function ownStanding(memory: Memory): Standing | undefined {
  const { authority, identity, ownSignKey } = memory;
  if (authority === undefined || identity === undefined || ownSignKey === undefined)
    return undefined;
  // By the id that is known: it is asked with every verb, and naming a key costs a hash.
  return standingsOf(authority, identity.device).find(({ signKey }) =>
    equalBytes(signKey, ownSignKey),
  );
}

/** A row as memory holds it. */
export function toHeld(row: EntryRow): HeldEntry {
  const decoded = row.payload && decodePayload(row.payload);
  const { entryId, stream, author, seq, arrivedAtMs, state, reason, signedBy } = row;
  const payload = decoded === undefined || decoded.kind === "unknown" ? undefined : decoded;
  return { entryId, stream, author, seq, arrivedAtMs, state, reason, signedBy, payload };
}

function standingOfEntry(authority: Authority, held: HeldEntry): Standing | undefined {
  const standings = standingsOf(authority, held.author);
  return standings.length > 1
    ? standings.find(({ signKey }) => bytesToHex(signKey) === held.signedBy)
    : standings[0];
}

/** Only verified entries count for a fork: anybody can claim a position. [ENT6] */
function notePosition(memory: Memory, held: HeldEntry): void {
  if (held.signedBy === undefined) return;
  const position = `${held.stream} ${held.author} ${held.seq}`;
  const ids = memory.positions.get(position);
  if (ids === undefined) memory.positions.set(position, [held.entryId]);
  else if (!ids.includes(held.entryId)) {
    ids.push(held.entryId);
    memory.forks.add(held.author);
  }
}

async function readStore(database: ReplicaStore) {
  const { keyValues, statements, entries, outbox, documents, intents } = database;
  return database.transaction(
    "r",
    ["keyValues", "statements", "entries", "outbox", "documents", "intents"],
    async () => {
      const values = new Map<string, unknown>();
      await keyValues.each(({ key, value }) => void values.set(key, value));
      return {
        values,
        statements: await statements.toArray(),
        entries: await entries.toArray(),
        outbox: await outbox.toArray(),
        documents: await documents.toArray(),
        intents: await intents.toArray(),
      };
    },
  );
}

async function openIdentity(vault: Vault, sealed: unknown): Promise<Identity | undefined> {
  const bytes = await vault.open(sealed);
  return bytes && decodeIdentity(bytes);
}

async function openKeyring(vault: Vault, sealed: unknown): Promise<Keyring> {
  const bytes = await vault.open(sealed);
  return (bytes && decodeKeyring(bytes)) ?? EMPTY_KEYRING;
}

function numberOr(value: unknown, otherwise: number): number {
  return typeof value === "number" ? value : otherwise;
}
