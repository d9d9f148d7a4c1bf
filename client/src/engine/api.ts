/**
 * What screens see of the engine: nothing else of it may be imported by them. [G1]
 *
 * - `submitCommand` makes a command durable; when its promise resolves, "この端末に保存しました" is true. [DEL2]
 * - Views are tables of `openDatabase(...)`, read by live queries.
 * - `EngineRemote` is for what needs an answer at once; it lives in a Web Worker and may be slow to load or fail to.
 */
import type { DeviceId, EntryId, IncidentId, RecordId } from "@tomoshibi/shared/base/ids.ts";
import type { Result } from "@tomoshibi/shared/base/result.ts";
import type { MeetingEvent } from "@tomoshibi/shared/meeting/conversation.ts";
import type { ConnectionEnd } from "@tomoshibi/shared/meeting/proof.ts";
import type { Form } from "@tomoshibi/shared/records/form-wire.ts";
import type { Means, Place, Status, Subject } from "@tomoshibi/shared/records/record.ts";
import type { HeldState } from "@tomoshibi/shared/safety/held.ts";
import {
  type Command,
  type Intent,
  type IntentId,
  type RuleAlerts,
  storedIntent,
} from "./commands.ts";
import type { ReplicaDatabase } from "./store/database.ts";

export type * from "./commands.ts";
export type * from "./views.ts";
export { isQuotaFailure, isStoreFailure } from "./platform/store-failure.ts";
export { openDatabase, type ReplicaDatabase } from "./store/database.ts";
export { type EarlierRecords, readEarlier } from "./store/earlier.ts";
export { putRefusedAside, type RefusedCommand, refusedCommands } from "./store/refused.ts";
export {
  connectionOf,
  reopenDatabase,
  type SetTimer,
  wakeDatabase,
  withinTime,
} from "./store/wake.ts";

/** Why founding, joining, card making or recovering did not work; message catalogue: `failure.<type>`. */
export type EngineFailure =
  | { readonly type: "codeWrong" }
  | { readonly type: "cardUsedUp" }
  | { readonly type: "offline" }
  | { readonly type: "notAllowed" }
  | { readonly type: "alreadyMember" }
  | { readonly type: "storageFull" }
  | { readonly type: "insecureOrigin" }
  /** Only the root may: two sheets of the recovery kit are asked for. [KEY4] */
  | { readonly type: "rootNeeded" }
  /** The sheets cannot be read, do not go together, or are of another association. */
  | { readonly type: "sheetsWrong" }
  /** Nobody would be left who appoints officers. */
  | { readonly type: "lastAdmin" }
  /** Somebody speaks of the household in a safety check that goes on. [ERA1] */
  | { readonly type: "openReports" }
  /** The relay does not know the association that the sheets restore. */
  | { readonly type: "associationUnknown" }
  /** What was typed is no relay's address. */
  | { readonly type: "relayAddress" }
  /** Nothing that proves to be a relay answers there. */
  | { readonly type: "relayUnreachable" }
  /** No room for one more relay. */
  | { readonly type: "relaysUsedUp" }
  | { readonly type: "failed"; readonly detail: string };

/** What a card's code turned out to be: 「3班-12」の紙ですか. */
export interface InvitePreview {
  readonly code: string;
  readonly associationName: string;
  readonly mark: string;
  readonly group: number;
  readonly household: number;
  /** False after a QR read without network: the association's name is not known yet. */
  readonly isComplete: boolean;
}

/** What an invite card shows; the code is a secret and is never stored in a view. */
export interface InviteCard {
  readonly household: number;
  readonly mark: string;
  /** Typed code in groups of four. */
  readonly code: string;
  /** Text of the QR code. */
  readonly qrText: string;
  readonly associationName: string;
}

/** Two sheets of the recovery kit, as typed or scanned. Secret. */
export type TypedSheets = readonly [string, string];

/** How far the recovery of the association's authority is prepared, as far as it has come here. [KEY4] */
export interface RecoveryState {
  readonly holdsRootSeed: boolean;
  /** When a kit was last printed, on any officer's device. */
  readonly kitPrintedAtMs: number | undefined;
  /** Devices of admins that are not stopped. */
  readonly admins: number;
  /** This device's own; 0 after restoring, until it is chosen. */
  readonly household: number;
  readonly mayWipeRootSeed: boolean;
}

/** The recovery kit, for printing: any two of its sheets restore. Its codes are secrets and are never stored. */
export interface RecoveryKit {
  readonly associationName: string;
  readonly madeAtMs: number;
  readonly sheets: readonly {
    readonly index: number;
    /** Typed code: four lines, in groups of four. */
    readonly lines: readonly string[];
    readonly qrText: string;
  }[];
}

/** A relay of the association. [REL7] */
export interface RelayState {
  /** Hex; empty while the app's own relay has not proved any. */
  readonly relayKey: string;
  readonly address: string;
  /** What the relay's log says of its key when it starts. */
  readonly fingerprint: string;
  /** The relay that this app came from. */
  readonly isOwn: boolean;
  /** False for one that was named and is not certified, or not any more. */
  readonly isUsed: boolean;
  /** When this device last reached it. */
  readonly lastReachedAtMs: number | undefined;
}

/** What answered at an address. [REL6] */
export interface FoundRelay extends Pick<RelayState, "relayKey" | "address" | "fingerprint"> {
  readonly isOwn: boolean;
  /** The association has it already. */
  readonly isKnown: boolean;
  /** Its key was ended before, and cannot be used again. */
  readonly isStopped: boolean;
}

/** An office for a device; a group leader's is of a group, else of its household's; a desk's of a shelter. [MEM3] */
export interface Office {
  readonly device: DeviceId;
  readonly role: "officer" | "admin" | "groupLeader" | "desk";
  readonly group?: number;
}

/** A report of a stopped device that nothing applied. [MEM5] */
export interface HeldReport {
  readonly recordId: RecordId;
  readonly incident: IncidentId;
  readonly household: number;
  readonly subjects: readonly { readonly subject: Subject; readonly status: Status }[];
  readonly comment: string;
  readonly place: Place | undefined;
  readonly means: Means;
  readonly reportedAtMs: number;
  readonly arrivedAtMs: number;
  readonly isAdopted: boolean;
  /** An officer said that it is not to be used. */
  readonly isAside: boolean;
}

/** What somebody without the app wrote on the no-app page. [FORM3] */
export interface HeldForm {
  /** As officers' decisions name it. */
  readonly recordId: RecordId;
  readonly form: Form;
  /** When the relay took it. */
  readonly arrivedAtMs: number;
  readonly state: HeldState;
}

/** The no-app page's address with the association's key: nothing in it is secret. */
export interface FormPoster {
  readonly associationName: string;
  readonly url: string;
}

/** A QR code to be shown to another device. [MEET2] */
export interface ShownCode {
  /** undefined when there is nothing to show, or nothing that one code has room for. */
  readonly text: string | undefined;
  /** Records in it. */
  readonly shown: number;
  /** Records it has no room for. */
  readonly left: number;
}

/** What no officer is known to have yet, packed for frames that follow one another. [MEET2] */
export interface OwedParcel {
  /** undefined when nothing is owed. */
  readonly bytes: Uint8Array | undefined;
  /** Entries for which frames have no room. */
  readonly left: number;
}

/** A report that came by QR or file and that this device may read. */
export interface TakenReport {
  readonly recordId: RecordId;
  readonly incident: IncidentId;
  /** 「3班-12」; empty where this device has no roster. */
  readonly mark: string;
  readonly name: string;
  readonly subjects: readonly { readonly subject: Subject; readonly status: Status }[];
}

/** What became of a QR code's text or a file. [MEET2] [MEET3] */
export type TakenIn =
  /** Not ours to read, damaged, or of a newer version: nothing was changed. */
  | { readonly type: "unreadable" | "otherAssociation" | "tooLarge" }
  | {
      readonly type: "taken";
      /** Reports that are new here, and applied. */
      readonly reports: readonly TakenReport[];
      /** Other new entries that were applied, and statements. */
      readonly others: number;
      /** Sealed entries of others that this device cannot read, and takes to a relay. */
      readonly carried: number;
      /** Those for which there is no room. */
      readonly leftBehind: number;
      /** Kept, and not applied: an author or key that is not known here yet, or somebody who may not. */
      readonly kept: number;
      /** Here already. */
      readonly known: number;
      readonly damaged: number;
      /** Own entries that a receipt among them covers. */
      readonly received: number;
      /** Entries of others that are applied here, for an officer's receipt to be shown. */
      readonly applied: readonly EntryId[];
    };

/** What a meeting of two connected devices asks of the replica. `peer`: the other device, once it has proven who it is. [MEET1] */
export type MeetingQuestion =
  | { readonly type: "makeProof"; readonly end: ConnectionEnd }
  | { readonly type: "checkProof"; readonly end: ConnectionEnd; readonly proof: Uint8Array }
  | { readonly type: "makeOffer"; readonly salt: Uint8Array; readonly peer: DeviceId }
  | { readonly type: "makeWants"; readonly salt: Uint8Array; readonly overview: Uint8Array }
  | { readonly type: "pack"; readonly peer: DeviceId; readonly frontiers: Uint8Array };

/** The answer, for the meeting to go on with; of a proof that holds, whose it is. */
export type MeetingAnswer =
  | Extract<MeetingEvent, { readonly type: "proofMade" | "offerMade" | "wantsMade" | "packed" }>
  | { readonly type: "proofChecked"; readonly verdict: "stranger" | "stopped" }
  | { readonly type: "proofChecked"; readonly verdict: "member"; readonly peer: DeviceId };

/** The engine as the screen reaches it (comlink over a Web Worker). Every method may be called before it has loaded. */
export interface EngineRemote {
  /** Founds an association; this device becomes its first officer. `household`: the founder's own, group and name. */
  found(input: {
    readonly associationName: string;
    readonly group: number;
    readonly representative: string;
    readonly isDemo: boolean;
  }): Promise<Result<void, EngineFailure>>;
  /** Looks an invite up by typed code or QR text. */
  lookUpInvite(codeOrQr: string): Promise<Result<InvitePreview, EngineFailure>>;
  /** Joins with a code that was looked up; consent was ticked. */
  join(input: {
    readonly codeOrQr: string;
    readonly group: number;
    readonly representative: string;
    readonly purposeVersion: number;
  }): Promise<Result<void, EngineFailure>>;
  /** Makes cards (cancelling older ones of those households) and puts their blobs on the relay. Officers. */
  makeInviteCards(
    households: readonly number[],
  ): Promise<Result<readonly InviteCard[], EngineFailure>>;
  /** How far recovery is prepared. Officers. */
  recoveryState(): Promise<Result<RecoveryState, EngineFailure>>;
  /** Splits the root seed of this device, or of two older sheets, over three new ones. [KEY4] */
  makeRecoveryKit(sheets?: TypedSheets): Promise<Result<RecoveryKit, EngineFailure>>;
  /** The person says that the kit is on paper. */
  confirmKitPrinted(): Promise<Result<void, EngineFailure>>;
  /** Takes the root seed off this device, once the kit is printed and there are two admins. [KEY4] */
  wipeRootSeed(): Promise<Result<void, EngineFailure>>;
  /** Makes this fresh device an admin of an association, from two sheets of its kit. [KEY4] */
  restore(input: {
    readonly sheets: TypedSheets;
    readonly associationName: string;
    readonly representative: string;
  }): Promise<Result<void, EngineFailure>>;
  /** Says which household a restored device belongs to. */
  takeHousehold(household: number): Promise<Result<void, EngineFailure>>;
  /** Gives a confirmed device an office; an admin's takes the root's word: its seed here, or two sheets. */
  appoint(input: Office & { readonly sheets?: TypedSheets }): Promise<Result<void, EngineFailure>>;
  /** 役員の交代: appoints, ends offices without stopping the devices, and changes the keys once. [KEY3] */
  handOver(input: {
    readonly appoint: readonly Office[];
    readonly retire: readonly DeviceId[];
    readonly sheets?: TypedSheets;
  }): Promise<Result<{ readonly keysChanged: number }, EngineFailure>>;
  /** Stops a lost device and changes the keys it held. [MEM5] [KEY3] */
  stopDevice(input: {
    readonly device: DeviceId;
    readonly sheets?: TypedSheets;
  }): Promise<Result<{ readonly keysChanged: number }, EngineFailure>>;
  /** 世帯をはずす: everything that a household's leaving takes, in one step. Officers. [ERA1] */
  endHousehold(input: {
    readonly household: number;
    readonly sheets?: TypedSheets;
  }): Promise<Result<{ readonly devices: number; readonly keysChanged: number }, EngineFailure>>;
  /** The relays of the association. Officers. [REL7] */
  relays(): Promise<Result<readonly RelayState[], EngineFailure>>;
  /** Asks what is at an address to prove that it is a relay. [REL6] */
  lookAtRelay(address: string): Promise<Result<FoundRelay, EngineFailure>>;
  /** Takes a further relay into use for everybody. Officers. [REL7] */
  startRelay(relay: Pick<FoundRelay, "address" | "relayKey">): Promise<Result<void, EngineFailure>>;
  /** Ends a further relay. Officers. */
  stopRelay(relayKey: string): Promise<Result<void, EngineFailure>>;
  /** Says whose alerts open incidents from now on; with an empty key nobody's. Officers. [STR] */
  listenTo(rule: Omit<RuleAlerts, "type" | "atMs">): Promise<Result<void, EngineFailure>>;
  /** The 未確認 tray. Officers. [MEM5] */
  heldReports(): Promise<Result<readonly HeldReport[], EngineFailure>>;
  /** What came from the no-app page. Officers. [FORM3] */
  heldForms(): Promise<Result<readonly HeldForm[], EngineFailure>>;
  /** What the no-app page's poster shows. Officers. [FORM1] */
  formPoster(): Promise<Result<FormPoster, EngineFailure>>;
  /** The QR code of this device's reports on an incident. [MEET2] */
  showReports(incident: IncidentId): Promise<Result<ShownCode, EngineFailure>>;
  /** The QR code of an officer's receipt for entries that came without a relay. Officers. [DEL1] */
  showReceipt(entryIds: readonly EntryId[]): Promise<Result<ShownCode, EngineFailure>>;
  /** Takes in the text of a QR code, or a file. [MEET2] */
  takeIn(input: string | Uint8Array): Promise<Result<TakenIn, EngineFailure>>;
  /** What this device made or carries and no receipt covers, small enough for frames. [MEET2] [MEET3] */
  packOwed(): Promise<Result<OwedParcel, EngineFailure>>;
  /** Everything this device holds, sealed as it is, as a file. [MEET2] */
  packFile(): Promise<Result<Uint8Array, EngineFailure>>;
  /** This replica's part in a meeting of two connected devices. [MEET1] */
  meet(question: MeetingQuestion): Promise<Result<MeetingAnswer, EngineFailure>>;
  /** Tries the relay now: pull to refresh, the network came back, a command was submitted. */
  syncNow(): Promise<void>;
  /** The page was hidden or shown: nothing is requested while hidden. */
  setVisible(isVisible: boolean): Promise<void>;
}

/**
 * Makes a command durable. Resolves when it is committed to IndexedDB with strict durability; rejects with the database's
 * error (quota, private mode) when it is not: then nothing may be said to be saved.
 */
export async function submitCommand(
  database: ReplicaDatabase,
  command: Command,
  deps: { readonly nowMs: () => number; readonly newIntentId: () => IntentId },
): Promise<IntentId> {
  const intent = storedIntent(deps.newIntentId(), command, deps.nowMs());
  await database.transaction("rw", database.intents, async () => {
    // One that takes something over has one name: where it came to nothing, it is given anew.
    const isAgain = (await database.intents.get(intent.id))?.state === "failed";
    await (isAgain ? database.intents.put(intent) : database.intents.add(intent));
  });
  return intent.id;
}

/** Id of the intent that takes a held report or a form over: one, however often it is tapped. [MEM5] [FORM3] */
export function adoptionOf(held: RecordId): IntentId {
  return `adopt-${held}`;
}

/** Tells which of them this device took over; one that came to nothing, as without the office, is as if it had not. */
export async function takenOver(
  database: Pick<ReplicaDatabase, "intents">,
  held: readonly RecordId[],
): Promise<ReadonlySet<RecordId>> {
  const intents = await database.intents.bulkGet(held.map(adoptionOf));
  return new Set(held.filter((_, index) => (intents[index]?.state ?? "failed") !== "failed"));
}

/** The intents that say something about an incident and are not yet entries, oldest first: shown beside ownReports. */
export async function pendingReports(
  database: ReplicaDatabase,
  incident: IncidentId,
): Promise<readonly Intent[]> {
  const stored = await database.intents.where("state").equals("stored").sortBy("createdAtMs");
  return stored.filter(
    ({ command }) => command.type === "reportSafety" && command.incident === incident,
  );
}
