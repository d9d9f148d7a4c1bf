/**
 * What the officers' board shows: the answer of the fold in board.ts. Plain data, also the rows of client views.
 */
import type { DeviceId, IncidentId, RecordId } from "../base/ids.ts";
import type { Means, Place, Reporter, Status, Subject } from "../records/record.ts";

/** The state of a household in an incident, the most urgent first: the order of the list. */
export const HOUSEHOLD_STATES = [
  "help",
  "contact",
  "unread",
  "noApp",
  "read",
  "partlySafe",
  "safe",
] as const;
/** 支援希望 / 連絡希望 / 未読 / アプリなし / 既読(未回答) / 一部無事 / 無事. */
export type HouseholdState = (typeof HOUSEHOLD_STATES)[number];

/** One report as the board shows it beside its household. */
export interface BoardReport {
  readonly recordId: RecordId;
  readonly household: number;
  readonly by: Reporter;
  readonly means: Means;
  readonly subjects: readonly { readonly subject: Subject; readonly status: Status }[];
  readonly comment: string;
  readonly place: Place | undefined;
  readonly author: DeviceId;
  readonly reportedAtMs: number;
  readonly aboutMs: number | undefined;
  readonly arrivedAtMs: number;
  /** False once a later report supersedes all it said. */
  readonly isCurrent: boolean;
  /** True while the author's device is 未確認の端末. [MEM7] */
  readonly isUnconfirmed: boolean;
  /** A neighbour's word: evidence beside the household until an officer confirms it. */
  readonly isEvidenceOnly: boolean;
  readonly supersedes: readonly RecordId[];
}

/** What officers do about a household: kept in the follow-ups document. */
export interface FollowUp {
  /** Who goes: free text or an officer's name; empty for nobody. */
  readonly assignee: string;
  readonly isDone: boolean;
  readonly note: string;
  readonly atMs: number;
  /** The reports beside the household when the officer decided: what came besides was not taken into account. */
  readonly seen: readonly RecordId[];
}

/** One line of the board. */
export interface BoardRow {
  readonly incident: IncidentId;
  readonly household: number;
  readonly group: number;
  /** 「3班-12」. */
  readonly mark: string;
  readonly name: string;
  readonly kana: string;
  readonly state: HouseholdState;
  /** Counted in 合計: registered when the incident opened, or on the frozen start list. */
  readonly isInTotal: boolean;
  /** False for アプリなし, also when paper or a visit brought an answer. */
  readonly hasApp: boolean;
  /** 要確認: current reports about one person differ, or a doubtful device or a neighbour says something more urgent. */
  readonly needsCheck: boolean;
  /** How many people are unaccounted for when 一部無事. */
  readonly personsUnknown: number;
  readonly lastReportedAtMs: number | undefined;
  readonly lastArrivedAtMs: number | undefined;
  readonly readAtMs: number | undefined;
  readonly reports: readonly BoardReport[];
  readonly acknowledged: readonly RecordId[];
  readonly followUp: FollowUp | undefined;
  /** Place in the walking order; households without one follow by number. */
  readonly walkingOrder: number;
}

/** The counts of the Noto report; by household. */
export interface Counts {
  /** 応答. */
  readonly answered: number;
  readonly safe: number;
  readonly partlySafe: number;
  readonly contact: number;
  readonly help: number;
  /** 既読(未回答). */
  readonly read: number;
  /** 未読. */
  readonly unread: number;
  /** 合計: registered households, frozen by a start list. */
  readonly total: number;
  /** アプリなし, as the list's rows say it: beside the total, and no paper or visit has brought an answer yet. */
  readonly noApp: number;
  /** 要確認, whatever their state. */
  readonly needsCheck: number;
  /** Beside the total too: what is known of households outside it (no app, or registered after the start list was frozen). */
  readonly outsideAnswered: number;
  readonly outsideContact: number;
  readonly outsideHelp: number;
}

/** The whole board of one (joined) incident. */
export interface Board {
  readonly rows: readonly BoardRow[];
  readonly counts: Counts;
  readonly countsByGroup: readonly { readonly group: number; readonly counts: Counts }[];
}
