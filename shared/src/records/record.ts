/**
 * The kinds of record and what each says, decoded. Records are added, never edited; what a screen shows is a fold over
 * their set. [ENT5]
 *
 * The wire form of each kind and its policy stand in records/<kind>/. Times are Unix seconds by the author's clock: shown,
 * never used to order or refuse.
 */
import type {
  AssociationId,
  CircularId,
  DeviceId,
  EntryId,
  IncidentId,
  RecordId,
} from "../base/ids.ts";
import type { StreamName } from "../entry/stream-name.ts";
import type { Form } from "./form-wire.ts";
import type { Missed, Receipt } from "./receipt.ts";

/** Status of a person, the most urgent last. */
export const STATUSES = ["safe", "contact", "help"] as const;
/** 無事 / 連絡希望 / 支援希望. */
export type Status = (typeof STATUSES)[number];

/** Whom a statement is about: the author's device ("self"), the whole household, or a numbered person of it (from 1). */
export type Subject = "self" | "all" | number;

/** By whom a report is made. */
export const REPORTERS = ["self", "family", "officer", "groupLeader", "desk", "witness"] as const;
/** 本人・家族・役員・班長・受付・近所. */
export type Reporter = (typeof REPORTERS)[number];

/** By what means a report reached us. */
export const MEANS = ["app", "qr", "paper", "form", "phone", "visit"] as const;
/** アプリ・QR・紙・アプリなしのページ・電話・訪問. */
export type Means = (typeof MEANS)[number];

/** What an incident is about. */
export const CAUSES = ["earthquake", "other"] as const;
/** 地震 / 大雨・そのほか. */
export type Cause = (typeof CAUSES)[number];

/** How an incident can come to be, in the order of the wire. */
export const ORIGINS = ["alert", "manual", "drill"] as const;

/** What can become of an incident, in the order of the wire. */
export const CHANGES = ["closed", "cancelled", "becameReal", "confirmed", "reopened"] as const;

/** How an incident came to be; part of its id. */
export type IncidentOrigin =
  | { readonly type: "alert"; readonly eventId: string }
  | { readonly type: "manual"; readonly utcHour: number }
  | { readonly type: "drill"; readonly nonce: Uint8Array };

/** Longest comment, in UTF-16 units (domain.md). */
export const COMMENT_MAX = 500;
/** Most ids a report may supersede (domain.md). */
export const SUPERSEDES_MAX = 8;
/** Most numbered persons of a household. */
export const PERSONS_MAX = 30;
/** Longest name of a person, association or incident. */
export const NAME_MAX = 60;

/** A place a person agreed to share. Units: degrees × 10⁵ + offset on the wire; here plain degrees, accuracy in metres. */
export interface Place {
  readonly latitude: number;
  readonly longitude: number;
  readonly accuracyM: number;
}

/** An incident was opened; provisional unless an officer or an alert key opened it. Stream members. */
export interface IncidentOpened {
  readonly kind: "incidentOpened";
  readonly incident: IncidentId;
  readonly origin: IncidentOrigin;
  readonly cause: Cause;
  readonly title: string;
  readonly atSeconds: number;
}

/** An officer says that two incidents are one, or are not; never across real and drill. Stream members. */
export interface IncidentLinked {
  readonly kind: "incidentLinked";
  readonly incident: IncidentId;
  readonly other: IncidentId;
  readonly link: "same" | "apart";
  readonly atSeconds: number;
}

/** An officer closed an incident, cancelled a provisional one, or turned a drill into the real thing. Stream members. */
export interface IncidentChanged {
  readonly kind: "incidentChanged";
  readonly incident: IncidentId;
  readonly change: (typeof CHANGES)[number];
  readonly atSeconds: number;
}

/** One statement about a household's people by somebody at a time. Stream safety. */
export interface Report {
  readonly kind: "report";
  readonly incident: IncidentId;
  /** Whose household it is about; 0 for the author's own, which the certificate names (household.ts resolves it). */
  readonly household: number;
  readonly subjects: readonly { readonly subject: Subject; readonly status: Status }[];
  readonly comment: string;
  readonly place: Place | undefined;
  readonly by: Reporter;
  readonly means: Means;
  readonly atSeconds: number;
  /** "About when" if the person says so; undefined when it is now. */
  readonly aboutSeconds: number | undefined;
  /** The current reports its author had seen, at most SUPERSEDES_MAX. */
  readonly supersedes: readonly RecordId[];
}

/** The household's own copy of a report it made, in stream household/<n>. */
export interface ReportCopy {
  readonly kind: "reportCopy";
  readonly report: RecordId;
  readonly content: Report;
}

/** 開いたことは役員にわかります: a device has shown the incident's question. Stream safety. */
export interface IncidentRead {
  readonly kind: "incidentRead";
  readonly incident: IncidentId;
  readonly atSeconds: number;
}

/** A device has shown a circular. Stream safety. */
export interface CircularRead {
  readonly kind: "circularRead";
  readonly circular: CircularId;
  readonly atSeconds: number;
}

/** 承知しました: an officer answers a household. Stream household/<n>. */
export interface Acknowledged {
  readonly kind: "acknowledged";
  readonly report: RecordId;
  readonly atSeconds: number;
}

/** A household says who it is and agrees to the stated purpose. Stream safety. */
export interface Registration {
  readonly kind: "registration";
  readonly representative: string;
  readonly kana: string;
  readonly persons: readonly string[];
  /** Version of the purpose text that was shown and ticked. */
  readonly purposeVersion: number;
  readonly atSeconds: number;
}

/** Consent was withdrawn: the household's data leaves the views. Stream safety. */
export interface ConsentWithdrawn {
  readonly kind: "consentWithdrawn";
  readonly atSeconds: number;
}

/** An officer looked at a difference, or at a neighbour's word, and says what holds. Stream safety. It is a report by an
 * officer that supersedes all sides; kept apart only for what a witness said. */
export interface WitnessConfirmed {
  readonly kind: "witnessConfirmed";
  readonly report: RecordId;
  readonly incident: IncidentId;
  readonly household: number;
  readonly atSeconds: number;
}

/** Which households counted when an incident opened: an officer froze 合計. Stream officers. */
export interface StartList {
  readonly kind: "startList";
  readonly incident: IncidentId;
  /** Household numbers with a device, ascending. */
  readonly registered: readonly number[];
  readonly atSeconds: number;
}

/** Counts that officers show to members. Stream members. */
export interface MemberCounts {
  readonly kind: "memberCounts";
  readonly incident: IncidentId;
  readonly answered: number;
  readonly total: number;
  readonly atSeconds: number;
}

/** Keys wrapped for the device whose mailbox this is. Streams mailbox/<device>. [KEY2] */
export interface WrappedKeys {
  readonly kind: "wrappedKeys";
  /** HPKE ciphertext of keys/mailbox.ts. */
  readonly wrapped: Uint8Array;
}

/** The households of a group, wrapped for the leader whose mailbox this is. Streams mailbox/<device>. [STR] */
export interface GroupList {
  readonly kind: "groupList";
  readonly group: number;
  readonly atSeconds: number;
  /** Tells officers' devices whether it still says what the roster says, and others nothing: see records/group-list.ts. */
  readonly mark: Uint8Array;
  /** HPKE ciphertext of records/group-list.ts. */
  readonly wrapped: Uint8Array;
}

/** What an officer decided about a report beyond a revocation's bound. Stream officers. [MEM5] */
export interface HeldDecided {
  readonly kind: "heldDecided";
  readonly held: RecordId;
  readonly decision: HeldDecision;
  /** The officer's own record of it; undefined unless adopted. */
  readonly report: RecordId | undefined;
  readonly atSeconds: number;
}

/** Set aside for good, taken back into the tray, or taken over. In the order of their codes. */
export const HELD_DECISIONS = ["aside", "restored", "adopted"] as const;
/** One of {@link HELD_DECISIONS}. */
export type HeldDecision = (typeof HELD_DECISIONS)[number];

/** A recovery kit is on paper: a person said so. Stream officers. [KEY4] */
export interface KitPrinted {
  readonly kind: "kitPrinted";
  readonly atSeconds: number;
}

/**
 * Entries whose content is to be gone: of the author itself, or of anybody where an officer says so. Stream erasures, which relays
 * read: it holds ids only. [ERA1]
 */
export interface Erased {
  readonly kind: "erased";
  readonly entries: readonly { readonly stream: StreamName; readonly ids: readonly EntryId[] }[];
  readonly atSeconds: number;
}

/** The board's counts of an incident, written down before its reports are erased. Stream officers. [ERA1] */
export interface IncidentSummed {
  readonly kind: "incidentSummed";
  readonly incident: IncidentId;
  readonly counts: Readonly<Record<(typeof SUM_FIELDS)[number], number>>;
  readonly atSeconds: number;
}

/** What is counted, in the order of the wire. */
export const SUM_FIELDS = [
  ...(["answered", "safe", "partlySafe", "contact", "help", "read", "unread", "total"] as const),
  ...(["noApp", "needsCheck", "outsideAnswered", "outsideContact", "outsideHelp"] as const),
] as const;
/** Most entries of one `erased`: what fits an entry. */
export const ERASED_ENTRIES_MAX = 1_500;

/** An officer's device sums up the open boards, for who has not read the entries; checkpoints/digest.ts reads it. Stream checkpoints. [DOC4] */
export interface Checkpoint {
  readonly kind: "checkpoint";
  /** Names the frontier that says what was summed up: checkpoints/frontier.ts. */
  readonly frontier: Uint8Array;
  readonly digest: Uint8Array;
}

/** Exactly what a checkpoint sums up, for comparing: checkpoints/frontier.ts. Stream checkpoints, before its checkpoint. [DOC4] */
export interface CheckpointFrontier {
  readonly kind: "checkpointFrontier";
  readonly frontier: Uint8Array;
}

/** Bytes of a frontier's mark. */
export const FRONTIER_MARK_BYTES = 8;

/** Changes of an Automerge document. Streams members (circulars, settings) and officers (roster, follow-ups). [DOC1] */
export interface DocumentChanged {
  readonly kind: "documentChanged";
  readonly document: DocumentName;
  readonly generation: number;
  readonly changes: readonly Uint8Array[];
}

/**
 * A device of an officer began a document's next generation: its state without its history. Several pages where the lists are
 * longer than an entry; it counts once all pages and parts are here. In the document's stream. [DOC3]
 */
export interface GenerationBegun {
  readonly kind: "generationBegun";
  readonly document: DocumentName;
  readonly generation: number;
  /** The generation it was made from. */
  readonly previous: number;
  /** From 0. */
  readonly page: number;
  readonly pages: number;
  /** The changes of the new generation that together are its first state. */
  readonly parts: readonly RecordId[];
  /** The changes of earlier ones that this state holds, or leaves out on purpose: nothing of them is late. */
  readonly summed: readonly RecordId[];
  readonly atSeconds: number;
}

/** Most ids of a page's list: two full lists of 8-byte ids fit an entry. */
export const GENERATION_IDS_MAX = 3_000;
/** Most pages of one beginning. */
export const GENERATION_PAGES_MAX = 100;

/** The Automerge documents of an association. A fiscal year's circulars are one document. */
export type DocumentName = "roster" | "followUps" | "settings" | `circulars/${number}`;

/** 震度 as they are announced, the weakest first; JMA's telegrams tell nothing of an area below 3. */
export const INTENSITIES = ["3", "4", "5-", "5+", "6-", "6+", "7", "noReading"] as const;
/** One of {@link INTENSITIES}. `noReading` is 震度５弱以上未入電: nothing came from there, and at least 5弱 is presumed. */
export type Intensity = (typeof INTENSITIES)[number];

/**
 * What JMA announced about an earthquake, in the words of one telegram, by a beacon. Stream alerts, open to all. Whether it opens an
 * incident is for each association's settings to say: safety/alerts.ts.
 */
export interface Alert {
  readonly kind: "alert";
  /** The incident that it opens, if it does: by the EventID, so that it is one on every device. */
  readonly incident: IncidentId;
  /** JMA's EventID: when it shook, to the second, in Japan's time. */
  readonly eventId: string;
  readonly state: (typeof ALERT_STATES)[number];
  /** When JMA issued the telegram. */
  readonly issuedSeconds: number;
  /** Areas (3 digits) and municipalities (7, of which the first may be 0) by what was observed there, the highest code first. */
  readonly observed: readonly {
    readonly intensity: Intensity;
    readonly places: readonly number[];
  }[];
}

/** 発表 and 訂正, or 取消. */
export const ALERT_STATES = ["issued", "cancelled"] as const;
/** Most places of one alert: an entry of who is no officer holds them; a telegram with more becomes several. */
export const ALERT_PLACES_MAX = 1_000;
/** 班のひとこと: somebody of a group says something to its people. Stream group/<n>. [STR] */
export interface GroupMessage {
  readonly kind: "groupMessage";
  /** The name as its author typed it: whose household it is, the certificate says. */
  readonly name: string;
  readonly text: string;
  readonly atSeconds: number;
}

/** Longest message to a group, in UTF-16 units. */
export const GROUP_MESSAGE_MAX = 500;

/** Any payload of an entry. */
export type Payload =
  | IncidentOpened
  | IncidentLinked
  | IncidentChanged
  | Report
  | ReportCopy
  | IncidentRead
  | CircularRead
  | Acknowledged
  | Registration
  | ConsentWithdrawn
  | WitnessConfirmed
  | StartList
  | MemberCounts
  | Receipt
  | Missed
  | WrappedKeys
  | GroupList
  | HeldDecided
  | KitPrinted
  | Erased
  | IncidentSummed
  | DocumentChanged
  | GenerationBegun
  | Checkpoint
  | CheckpointFrontier
  | Alert
  | GroupMessage
  | Form;

/** A payload with what its entry says about where it came from; the unit that folds take. */
export interface Recorded<Of extends Payload = Payload> {
  readonly recordId: RecordId;
  readonly entryId: EntryId;
  readonly association: AssociationId;
  readonly author: DeviceId;
  /** The author's household by its certificate; 0 for none. */
  readonly authorHousehold: number;
  /** Whether the author ranked as officer (a role of the certificate). */
  readonly isByOfficer: boolean;
  /** False while the author's device is 未確認の端末. [MEM7] */
  readonly isConfirmed: boolean;
  /** When this replica first held it, Unix ms by this replica's clock. */
  readonly arrivedAtMs: number;
  readonly content: Of;
}
