/** The records a replica has applied, by what the views ask for. */
import type { EntryId, IncidentId, RecordId } from "@tomoshibi/shared/base/ids.ts";
import type { StreamName } from "@tomoshibi/shared/entry/stream-name.ts";
import type {
  Acknowledged,
  Alert,
  CircularRead,
  ConsentWithdrawn,
  DocumentChanged,
  Erased,
  GenerationBegun,
  GroupList,
  GroupMessage,
  HeldDecided,
  IncidentChanged,
  IncidentLinked,
  IncidentOpened,
  IncidentRead,
  IncidentSummed,
  KitPrinted,
  MemberCounts,
  Payload,
  Recorded,
  Registration,
  Report,
  ReportCopy,
  StartList,
  WitnessConfirmed,
  WrappedKeys,
} from "@tomoshibi/shared/records/record.ts";

/** Records by kind; those that can be many, by incident. */
export interface RecordIndex {
  /** Grows with each record that incidents are folded from, so that they are folded once for each. */
  incidentRecords: number;
  readonly entryByRecord: Map<RecordId, EntryId>;
  readonly aboutIncidents: Recorded<IncidentOpened | IncidentLinked | IncidentChanged>[];
  readonly alerts: Recorded<Alert>[];
  readonly reports: Map<IncidentId, Recorded<Report>[]>;
  readonly reads: Map<IncidentId, Recorded<IncidentRead>[]>;
  readonly witnessConfirmed: Recorded<WitnessConfirmed>[];
  readonly startLists: Recorded<StartList>[];
  readonly memberCounts: Recorded<MemberCounts>[];
  readonly copies: Recorded<ReportCopy>[];
  readonly acknowledged: Recorded<Acknowledged>[];
  readonly registrations: Recorded<Registration>[];
  readonly withdrawals: Recorded<ConsentWithdrawn>[];
  readonly circularReads: Recorded<CircularRead>[];
  readonly changes: Recorded<DocumentChanged>[];
  readonly begun: Recorded<GenerationBegun>[];
  readonly groupLists: { readonly stream: StreamName; readonly record: Recorded<GroupList> }[];
  /** By the stream of their group. */
  readonly groupMessages: Map<StreamName, Recorded<GroupMessage>[]>;
  readonly heldDecisions: Recorded<HeldDecided>[];
  readonly kitsPrinted: Recorded<KitPrinted>[];
  readonly erasures: Recorded<Erased>[];
  readonly sums: Recorded<IncidentSummed>[];
  readonly wrapped: { readonly stream: StreamName; readonly record: Recorded<WrappedKeys> }[];
}

/** An index that holds nothing. */
export function createRecordIndex(): RecordIndex {
  return {
    incidentRecords: 0,
    entryByRecord: new Map(),
    aboutIncidents: [],
    alerts: [],
    reports: new Map(),
    reads: new Map(),
    witnessConfirmed: [],
    startLists: [],
    memberCounts: [],
    copies: [],
    acknowledged: [],
    registrations: [],
    withdrawals: [],
    circularReads: [],
    changes: [],
    begun: [],
    groupLists: [],
    groupMessages: new Map(),
    heldDecisions: [],
    kitsPrinted: [],
    erasures: [],
    sums: [],
    wrapped: [],
  };
}

/** Kinds that the views of incidents follow from. */
const INCIDENT_KINDS: ReadonlySet<Payload["kind"]> = new Set([
  "incidentOpened",
  "incidentLinked",
  "incidentChanged",
  "incidentRead",
  "memberCounts",
  "report",
  // Which of them somebody of the household spoke in.
  "reportCopy",
  "alert",
] as const);

/** Adds a record that is not in the index yet. Receipts are no records of the domain and stay out. */
export function addRecord(index: RecordIndex, record: Recorded, stream: StreamName): void {
  const { content } = record;
  index.entryByRecord.set(record.recordId, record.entryId);
  if (INCIDENT_KINDS.has(content.kind)) index.incidentRecords += 1;
  switch (content.kind) {
    case "incidentOpened":
    case "incidentLinked":
    case "incidentChanged":
      index.aboutIncidents.push(as(record, content));
      return;
    case "alert":
      return void index.alerts.push(as(record, content));
    case "report":
      push(index.reports, content.incident, as(record, content));
      return;
    case "incidentRead":
      push(index.reads, content.incident, as(record, content));
      return;
    case "reportCopy":
      index.copies.push(as(record, content));
      return;
    case "acknowledged":
      index.acknowledged.push(as(record, content));
      return;
    case "registration":
      index.registrations.push(as(record, content));
      return;
    case "consentWithdrawn":
      index.withdrawals.push(as(record, content));
      return;
    case "witnessConfirmed":
      index.witnessConfirmed.push(as(record, content));
      return;
    case "startList":
      index.startLists.push(as(record, content));
      return;
    case "memberCounts":
      index.memberCounts.push(as(record, content));
      return;
    case "circularRead":
      index.circularReads.push(as(record, content));
      return;
    case "documentChanged":
      index.changes.push(as(record, content));
      return;
    case "generationBegun":
      index.begun.push(as(record, content));
      return;
    case "wrappedKeys":
    case "groupList":
    case "groupMessage":
      return addByStream(index, as(record, content), stream);
    case "heldDecided":
      index.heldDecisions.push(as(record, content));
      return;
    case "kitPrinted":
      return void index.kitsPrinted.push(as(record, content));
    case "erased":
      return void index.erasures.push(as(record, content));
    case "incidentSummed":
      return void index.sums.push(as(record, content));
    // Looked for among the entries by what shows them, which is loaded for it. [DOC4]
    case "checkpoint":
    case "checkpointFrontier":
    case "receipt":
    case "missed":
    // Never applied. [FORM3]
    case "form":
      return;
  }
}

/** What means nothing without the stream it stands in. */
function addByStream(
  index: RecordIndex,
  record: Recorded<WrappedKeys | GroupList | GroupMessage>,
  stream: StreamName,
): void {
  const { content } = record;
  switch (content.kind) {
    case "wrappedKeys":
      index.wrapped.push({ stream, record: as(record, content) });
      return;
    case "groupList":
      index.groupLists.push({ stream, record: as(record, content) });
      return;
    case "groupMessage":
      push(index.groupMessages, stream, as(record, content));
  }
}

function as<Of extends Payload>(record: Recorded, content: Of): Recorded<Of> {
  return { ...record, content };
}

function push<Key, Value>(groups: Map<Key, Value[]>, key: Key, value: Value): void {
  const group = groups.get(key);
  if (group === undefined) groups.set(key, [value]);
  else group.push(value);
}
