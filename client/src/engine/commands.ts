/**
 * Commands: what a person wants, before it is a record or a change. A screen writes a command durably as an intent; the
 * engine turns it into sealed entries when it can. Plain structured-clonable data.
 */
import type { CircularId, DeviceId, IncidentId, RecordId } from "@tomoshibi/shared/base/ids.ts";
import type {
  Cause,
  DocumentName,
  Means,
  Place,
  Reporter,
  Status,
  Subject,
} from "@tomoshibi/shared/records/record.ts";
import type { AlertRule } from "@tomoshibi/shared/safety/alerts.ts";

/** Names an intent: a random UUID made by the screen, so that a retried write stays one intent. */
export type IntentId = string;

/** 安否を知らせる: one tap, or a correction, or an officer's record for a household. */
export interface ReportSafety {
  readonly type: "reportSafety";
  readonly incident: IncidentId;
  /** undefined: the device's own household. */
  readonly household: number | undefined;
  /** How the screen named it, 「3班-12」: an office's lists go with it, and who has to say it again must know of whom. Never sent. */
  readonly mark?: string;
  readonly subjects: readonly { readonly subject: Subject; readonly status: Status }[];
  readonly comment: string;
  readonly place: Place | undefined;
  readonly by: Reporter;
  readonly means: Means;
  readonly atMs: number;
  readonly aboutMs: number | undefined;
  /** Reports the screen showed as current when the person tapped: what this one supersedes. */
  readonly seen: readonly RecordId[];
  /** Earlier intents of this device it corrects; the engine puts their reports' ids into `supersedes`. */
  readonly corrects: readonly IntentId[];
  /** The report of a stopped device that it takes over. [MEM5] */
  readonly adopts?: RecordId;
}

/** 使わない・もどす: an officer sets a stopped device's report aside, or takes it back into the tray. [MEM5] */
export interface DecideHeld {
  readonly type: "decideHeld";
  readonly held: RecordId;
  readonly decision: "aside" | "restored";
  readonly atMs: number;
}

/** 揺れました / 大雨・そのほか: opens a provisional incident, or a real one when an officer does it. */
export interface OpenIncident {
  readonly type: "openIncident";
  readonly incident: IncidentId;
  readonly origin:
    | { readonly type: "manual"; readonly utcHour: number }
    | { readonly type: "drill"; readonly nonce: Uint8Array };
  readonly cause: Cause;
  readonly title: string;
  readonly atMs: number;
}

/** 取り消す・確認する・おわる・本番に切りかえる. */
export interface ChangeIncident {
  readonly type: "changeIncident";
  readonly incident: IncidentId;
  readonly change: "closed" | "cancelled" | "becameReal" | "confirmed" | "reopened";
  readonly atMs: number;
}

/** An officer joins two incidents, or keeps them apart. */
export interface LinkIncidents {
  readonly type: "linkIncidents";
  readonly incident: IncidentId;
  readonly other: IncidentId;
  readonly link: "same" | "apart";
  readonly atMs: number;
}

/** 開いたことは役員にわかります: the device has shown the three buttons. Written once a device and incident. */
export interface MarkIncidentRead {
  readonly type: "markIncidentRead";
  readonly incident: IncidentId;
  readonly atMs: number;
}

/** A circular was opened on this device. */
export interface MarkCircularRead {
  readonly type: "markCircularRead";
  readonly circular: CircularId;
  readonly atMs: number;
}

/** 承知しました. */
export interface AcknowledgeReport {
  readonly type: "acknowledgeReport";
  readonly household: number;
  readonly report: RecordId;
  readonly atMs: number;
}

/** An officer takes what a neighbour said as the household's status. */
export interface ConfirmWitness {
  readonly type: "confirmWitness";
  readonly incident: IncidentId;
  readonly household: number;
  readonly report: RecordId;
  readonly atMs: number;
}

/** 担当を決める・対応ずみ. */
export interface SetFollowUp {
  readonly type: "setFollowUp";
  readonly incident: IncidentId;
  readonly household: number;
  readonly assignee: string;
  readonly isDone: boolean;
  readonly note: string;
  readonly atMs: number;
  /** The reports beside the household on the officer's screen, the newest first. */
  readonly seen: readonly RecordId[];
}

/** 合計をきめる: freezes who counted as registered. */
export interface FreezeStartList {
  readonly type: "freezeStartList";
  readonly incident: IncidentId;
  readonly atMs: number;
}

/** A household as an officer types it. */
export interface HouseholdInput {
  /** undefined: a new household; the engine gives it the next number. */
  readonly number: number | undefined;
  readonly group: number;
  readonly name: string;
  readonly kana: string;
  readonly phone: string;
  readonly address: string;
  readonly careNeeds: string;
  /** Nobody lives there, as in a hall. undefined: as it was. */
  readonly isPlace?: boolean;
}

/** Adds or changes households of the roster; more than 100 become several changes. */
export interface SaveHouseholds {
  readonly type: "saveHouseholds";
  readonly households: readonly HouseholdInput[];
}

/** Takes a household off the roster. */
export interface RemoveHousehold {
  readonly type: "removeHousehold";
  readonly number: number;
}

/** 回覧をだす. */
export interface PublishCircular {
  readonly type: "publishCircular";
  readonly circular: CircularId;
  readonly title: string;
  readonly body: string;
  readonly atMs: number;
}

/** 回覧をとりさげる. */
export interface WithdrawCircular {
  readonly type: "withdrawCircular";
  readonly circular: CircularId;
  readonly atMs: number;
}

/** 町会の名前: what every member's device calls the association. Written by founding. */
export interface NameAssociation {
  readonly type: "nameAssociation";
  readonly associationName: string;
}

/** 中継をくわえる・はずす: tells every member's device where a further relay is; an empty address takes it off. [REL7] */
export interface NameRelay {
  readonly type: "nameRelay";
  /** The key that it proved, in hex. */
  readonly relayKey: string;
  readonly address: string;
}

/** 地震のしらせ: whose alerts ask everybody from now on, for which place and from what 震度; nobody's with an empty key. [STR] */
export interface RuleAlerts extends Pick<
  AlertRule,
  "beacon" | "city" | "cityName" | "area" | "threshold"
> {
  readonly type: "ruleAlerts";
  readonly atMs: number;
}

/** この端末を確認する: vouches for devices that joined by card. [MEM7] */
export interface ConfirmDevices {
  readonly type: "confirmDevices";
  readonly devices: readonly DeviceId[];
}

/** 予備の鍵を印刷した: officers' devices stop reminding. [KEY4] */
export interface NoteKitPrinted {
  readonly type: "noteKitPrinted";
  readonly atMs: number;
}

/** やめる: the household's consent ends. */
export interface WithdrawConsent {
  readonly type: "withdrawConsent";
  readonly atMs: number;
}

/** 家族の人をおしえる: names of the household's people, for ひとりずつ. */
export interface SetPersons {
  readonly type: "setPersons";
  readonly persons: readonly string[];
  readonly atMs: number;
}

/**
 * 報告の中身を消す: of one incident, of one household, or of one household in one incident. Counts stay. By an officer; whoever else
 * says it erases only what the own device wrote. [ERA1]
 */
export interface EraseReports {
  readonly type: "eraseReports";
  readonly incident: IncidentId | undefined;
  readonly household: number | undefined;
  /** Said by a person for oneself: also an officer's device means only what it wrote. */
  readonly isOwnOnly?: true;
  readonly atMs: number;
}

/**
 * 名簿を整理する: begins the next generation of the roster, of what officers did, and of circulars where there is something to leave out:
 * what they say now, without what was before. [DOC3]
 */
export interface TidyDocuments {
  readonly type: "tidyDocuments";
  /** この回覧の文を消す: of nothing but the circulars of this one's year; it was withdrawn before. */
  readonly circular?: CircularId;
  readonly atMs: number;
}

/** Erases what the next generation holds as well, once officers' devices have that; waits until then. [DOC3] [ERA1] */
export interface EraseSummedUp {
  readonly type: "eraseSummedUp";
  /** The intent that begins the generation. */
  readonly after: IntentId;
  readonly atMs: number;
}

/** The commands that list what is to be erased. */
export type ErasingCommand = EraseReports | EraseSummedUp | EraseGroupMessage;

/** 班のひとこと: says something to the people of a group, and to the officers. [STR] */
export interface WriteGroupMessage {
  readonly type: "writeGroupMessage";
  readonly group: number;
  readonly name: string;
  readonly text: string;
  readonly atMs: number;
}

/** Takes an own message to a group back; an officer, anybody's. [ERA1] */
export interface EraseGroupMessage {
  readonly type: "eraseGroupMessage";
  readonly message: RecordId;
  readonly atMs: number;
}

/** いまの名簿に入れる・入れない: what becomes of a change that came too late. [DOC3] */
export interface DecideLate {
  readonly type: "decideLate";
  readonly late: RecordId;
  readonly document: DocumentName;
  readonly decision: "adopted" | "aside";
  readonly atMs: number;
}

/** Any command that is written as an intent. */
export type Command =
  | ReportSafety
  | DecideHeld
  | OpenIncident
  | ChangeIncident
  | LinkIncidents
  | MarkIncidentRead
  | MarkCircularRead
  | AcknowledgeReport
  | ConfirmWitness
  | SetFollowUp
  | FreezeStartList
  | SaveHouseholds
  | RemoveHousehold
  | PublishCircular
  | WithdrawCircular
  | NameAssociation
  | NameRelay
  | RuleAlerts
  | ConfirmDevices
  | WriteGroupMessage
  | EraseReports
  | EraseGroupMessage
  | TidyDocuments
  | EraseSummedUp
  | DecideLate
  | NoteKitPrinted
  | WithdrawConsent
  | SetPersons;

/** A command made durable. */
export interface Intent {
  readonly id: IntentId;
  readonly command: Command;
  readonly createdAtMs: number;
  /** stored: durable, not yet an entry; sealed: its entries are in the outbox; failed: see failure, nothing was lost. */
  readonly state: "stored" | "sealed" | "failed";
  /** A stable code for a failed intent (message catalogue: `failure.<code>`). */
  readonly failure: string | undefined;
  /** The record of a sealed command that made one. */
  readonly recordId: RecordId | undefined;
  /** The person was told that it came to nothing, and has put that aside. Absent: not yet. */
  readonly isPutAside?: boolean;
}

/** A command as it is first made durable. Units: Unix milliseconds. */
export function storedIntent(id: IntentId, command: Command, createdAtMs: number): Intent {
  return { id, command, createdAtMs, state: "stored", failure: undefined, recordId: undefined };
}

/** The registration that a device writes once it belongs to a household; one, however often it is written. */
export function registrationOf(device: DeviceId, atMs: number): Intent {
  return storedIntent(`registration-${device}`, { type: "setPersons", persons: [], atMs }, atMs);
}
