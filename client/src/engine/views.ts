/**
 * Views: rows projected from records and documents, for screens. Written by the engine only, each in the transaction of the
 * entry that changed it; read by screens with live queries.
 */
import type {
  AssociationId,
  CircularId,
  DeviceId,
  IncidentId,
  RecordId,
} from "@tomoshibi/shared/base/ids.ts";
import type { Role } from "@tomoshibi/shared/membership/statement.ts";
import type { Place, Reporter, Status, Subject } from "@tomoshibi/shared/records/record.ts";
import type { BoardRow, Counts } from "@tomoshibi/shared/safety/board-types.ts";
import type { AlertEvent } from "@tomoshibi/shared/safety/alerts.ts";
import type { Incident } from "@tomoshibi/shared/safety/incident-types.ts";
import type { IntentId } from "./commands.ts";

/** Who this replica is. One row, key "me"; absent before founding or joining. */
export interface ProfileView {
  readonly key: "me";
  readonly association: AssociationId;
  readonly associationName: string;
  readonly device: DeviceId;
  readonly household: number;
  readonly group: number;
  /** 「3班-12」; empty for a device without a household. */
  readonly mark: string;
  /** Groups this device is of: its household's, then those it leads. Absent: not projected since an update. */
  readonly groups?: readonly number[];
  readonly representative: string;
  readonly persons: readonly string[];
  readonly roles: readonly Role[];
  readonly isOfficer: boolean;
  /** 未確認の端末 while false. */
  readonly isConfirmed: boolean;
  /** Officers stopped this device. Absent: not projected since an update. */
  readonly isStopped?: boolean;
  /** The household's last word about itself is やめる. Absent: not projected since an update. */
  readonly hasWithdrawn?: boolean;
  readonly isDemo: boolean;
  readonly joinedAtMs: number;
  /** Of the purpose text that was agreed to here, by joining or founding. Absent: not projected since an update. */
  readonly purposeVersion?: number;
}

/** How this replica stands to its relay. One row, key "relay". */
export interface ConnectionView {
  readonly key: "relay";
  /** unknown until the first try of this start. offline also when a captive portal answers. */
  readonly state: "unknown" | "connected" | "offline";
  readonly lastContactMs: number | undefined;
  /** Entries no relay has taken yet, and intents not yet sealed. */
  readonly unsent: number;
  /** Entries a relay has, no receipt covers yet. */
  readonly unreceived: number;
}

/** Where a report is; each step only when it is proven to this device. [DEL2] */
export type DeliveryState = "saved" | "relayed" | "received";

/** A report the own household made, on the resident's screen; `incident` is the joined one. */
export interface OwnReportView {
  readonly recordId: RecordId;
  /** The intent it came from, when made on this device. */
  readonly intent: IntentId | undefined;
  readonly incident: IncidentId;
  readonly isByThisDevice: boolean;
  /** Who says it: the family, or who in office wrote it down. Absent: not projected since an update. */
  readonly by?: Reporter;
  readonly subjects: readonly { readonly subject: Subject; readonly status: Status }[];
  readonly comment: string;
  readonly place: Place | undefined;
  readonly reportedAtMs: number;
  readonly isCurrent: boolean;
  /** Of another device's in the family, only a receipt proves a step: `received`, else `saved`, for it stands here. */
  readonly delivery: DeliveryState;
  readonly relayedAtMs: number | undefined;
  readonly receivedAtMs: number | undefined;
  /** 役員の返事：承知しました. */
  readonly acknowledgedAtMs: number | undefined;
}

/** An incident with what this device did about it. */
export interface IncidentView extends Incident {
  /** This device has sealed its 既読. */
  readonly isReadByMe: boolean;
  readonly isOpenedByMe: boolean;
  /** True when this device should show it: not provisional, or opened here, or an officer's device. */
  readonly isShown: boolean;
  /**
   * Officers' devices: one provisional incident too many of one device, in which somebody reported. It stands below the others,
   * with a board of those who reported. [STR1]
   */
  readonly isListed: boolean;
  /** What JMA announced of it, the first that asked first; left out where no beacon told of one. [STR] */
  readonly earthquakes?: readonly AlertEvent[];
  /** What officers let members see, if they did. */
  readonly memberCounts:
    | { readonly answered: number; readonly total: number; readonly atMs: number }
    | undefined;
}

/** An earthquake that was announced for the association's place and that nothing is asked about. [STR] */
export type AlertView = AlertEvent;

/** One line of the officers' board; key [incident+household]. */
export type BoardRowView = BoardRow;

/** The board's counts; key [incident+group], group 0 for the association. */
export interface BoardCountsView {
  readonly incident: IncidentId;
  readonly group: number;
  readonly counts: Counts;
}

/**
 * Counts that another officer's device summed up: 未検証 until what it summed up is here, or not what this device counts from the
 * very same entries. Never added to anything, printed or passed on. Key [incident+signer]; officers' devices. [DOC4]
 */
export interface CheckpointView {
  readonly incident: IncidentId;
  readonly signer: DeviceId;
  readonly state: "unverified" | "differs";
  /** When its author made it, by its clock. */
  readonly atMs: number;
  readonly counts: Counts;
  /** What this device counts from the entries it sums up; undefined while it has not all of them. */
  readonly own: Counts | undefined;
  /** What it says of the incident, which this device may not know yet. */
  readonly about: Pick<Incident, "isDrill" | "cause" | "title" | "openedAtMs">;
}

/** A report that came long after it was made, or after its household was marked done. Officers' devices. */
export interface LateArrivalView {
  readonly recordId: RecordId;
  readonly incident: IncidentId;
  readonly household: number;
  readonly mark: string;
  readonly name: string;
  readonly status: Status;
  readonly reportedAtMs: number;
  readonly arrivedAtMs: number;
  /** It concerns a household already marked 対応ずみ. */
  readonly touchesDone: boolean;
}

/** A household of the roster; officers' devices. */
export interface HouseholdView {
  readonly number: number;
  readonly group: number;
  readonly indexInGroup: number;
  readonly mark: string;
  readonly name: string;
  readonly kana: string;
  readonly phone: string;
  readonly address: string;
  readonly careNeeds: string;
  /** Nobody lives there, as in a hall: it stands on no list of households to be heard from, and in no total. Absent: not projected since an update. */
  readonly isPlace?: boolean;
  readonly persons: readonly string[];
  readonly walkingOrder: number;
  readonly devices: number;
  readonly unconfirmedDevices: number;
  /** When its last card was made; undefined for none. */
  readonly cardMadeAtMs: number | undefined;
  /** It pressed やめる, and has not registered again since. */
  readonly hasWithdrawn: boolean;
  /** Name + kana + mark, normalised for search (roster/search.ts). */
  readonly searchText: string;
}

/** A device of the association; officers' devices. */
export interface DeviceView {
  readonly device: DeviceId;
  readonly household: number;
  readonly mark: string;
  readonly name: string;
  /** The representative's name as it was typed when this device joined; empty when it said none. */
  readonly typedName: string;
  readonly roles: readonly Role[];
  readonly isConfirmed: boolean;
  readonly isRevoked: boolean;
  readonly flags: readonly string[];
}

/** 班のひとこと: what somebody of a group said to its people; on officers' devices, of all groups. [STR] */
export interface GroupMessageView {
  readonly recordId: RecordId;
  /** The intent it came from, when made on this device. */
  readonly intent: IntentId | undefined;
  readonly group: number;
  /** By the author's certificate; 0 for none. */
  readonly household: number;
  /** 「3班-12」 where this device knows the roster of the group, or it is the own household; else empty. */
  readonly mark: string;
  /** As its author typed it: no proof of anything. */
  readonly name: string;
  readonly text: string;
  readonly shownAtMs: number;
  /** By its author's clock. */
  readonly writtenAtMs: number;
  readonly arrivedAtMs: number;
  /** By the group's leader, whom officers certified. */
  readonly isByLeader: boolean;
  /** 未確認の端末 while false. */
  readonly isConfirmed: boolean;
  readonly isByThisDevice: boolean;
  /** Of others' it says nothing: they hold what proves it. */
  readonly delivery: DeliveryState;
  /** Of a stopped device, and written past its end: nobody else applies it. Absent: not projected since an update. [MEM5] */
  readonly isPastEnd?: boolean;
}

/** A circular. */
export interface CircularView {
  readonly circular: CircularId;
  readonly title: string;
  readonly body: string;
  readonly publishedAtMs: number;
  readonly isWithdrawn: boolean;
  readonly isReadByMe: boolean;
  /** Officers' devices: households that read it / have a device. */
  readonly readHouseholds: readonly number[];
  readonly registeredHouseholds: number;
}

/**
 * The generation of a document that is read and written, in the table `documents`; absent while Automerge was not needed since an
 * update. Officers' devices. [DOC3]
 */
export interface GenerationView {
  readonly generation: number;
  /** When it was begun, by the clock of who began it; of the first when its first change came here. */
  readonly begunAtMs: number;
  /** What was written into earlier ones and came too late, the newest first. */
  readonly late: readonly LateChangeView[];
  /** Changes of earlier ones that are not erased yet. */
  readonly spent: number;
}

/** A change that came after its generation had ended: what it would change now. [DOC3] */
export interface LateChangeView {
  readonly recordId: RecordId;
  readonly author: DeviceId;
  readonly arrivedAtMs: number;
  readonly writes: readonly {
    readonly owner: string;
    readonly field: string;
    readonly before: string | number | boolean | undefined;
    readonly value: string | number | boolean;
  }[];
}

/** Something an officer should know that was kept and not applied, or a key that is missing. */
export interface NoticeView {
  readonly id: string;
  readonly code: string;
  readonly detail: string;
  readonly atMs: number;
}
