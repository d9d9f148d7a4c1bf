/**
 * The replica: one durable copy of what this device may see, behind six verbs. It knows no network and no DOM, so the same
 * code runs in a browser's worker, in Node and, many at a time, in the simulation.
 *
 * Flow: intent → sealed entry → outbox;  messages → verified → applied → views. Each verb is one transaction of the store. [G6]
 */
import type { DeviceId, EntryId, StatementId } from "@tomoshibi/shared/base/ids.ts";
import type { AssociationId } from "@tomoshibi/shared/base/ids.ts";
import type { Keyring } from "@tomoshibi/shared/keys/keyring.ts";
import type { Authority, SignatureCache } from "@tomoshibi/shared/membership/authority.ts";
import type { EpochKey } from "@tomoshibi/shared/entry/entry.ts";
import type { StreamName } from "@tomoshibi/shared/entry/stream-name.ts";
import type { VerifySignature } from "@tomoshibi/shared/crypto/sign.ts";
import type { Statement } from "@tomoshibi/shared/membership/statement.ts";
import type { Clock } from "@tomoshibi/shared/ports/clock.ts";
import type { Random } from "@tomoshibi/shared/ports/random.ts";
import type { Bundle, BundleAnswer } from "@tomoshibi/shared/relay-api/bundle.ts";
import type { Intent } from "../commands.ts";
import type { ReplicaStore } from "../store/replica-store.ts";

/** What a replica asks of the world. */
export interface ReplicaPorts {
  readonly database: ReplicaStore;
  readonly clock: Clock;
  readonly random: Random;
  /** Loads Automerge's WebAssembly when a document is first needed; never before check-ins can be sealed. */
  readonly loadDocuments: () => Promise<void>;
  /** Another verifier that decides alike: simulations share one that remembers. [ENT3] */
  readonly verifySignature?: VerifySignature;
  /** Called when work that no verb waits for (documents) made something due, or wrote something to send. */
  readonly onProgress?: () => void;
}

/** The keys of this device and where it belongs. Seeds never leave the device. [MEM1] */
export interface Identity {
  readonly association: AssociationId;
  readonly device: DeviceId;
  readonly signSeed: Uint8Array;
  readonly sealSeed: Uint8Array;
  /** Only on the founder's device, until two admins exist and the kit is printed. [KEY4] */
  readonly rootSeed: Uint8Array | undefined;
}

/** What founding or joining brings. */
export interface Installation {
  readonly identity: Identity;
  readonly statements: readonly Statement[];
  readonly keys: readonly EpochKey[];
  readonly associationName: string;
  readonly representative: string;
  /** 「3班-12」 as the card says, for the profile; left out when it is not known. */
  readonly mark?: string;
  readonly isDemo: boolean;
  readonly relayUrls: readonly string[];
  /** Purpose version that was ticked: written as the registration record (a signed consent). */
  readonly purposeVersion: number;
}

/**
 * Messages of one stream. A relay's statements come in the stream `membership`, and are not handed in again; those that people
 * bring go through `addStatements`, which makes them due. [MEET2]
 */
export interface Arrival {
  readonly stream: StreamName;
  readonly messages: readonly {
    readonly bytes: Uint8Array;
    readonly relayedAtSeconds: number | undefined;
  }[];
}

/** The statements that a replica holds, and what they mean. */
export interface HeldMembership {
  readonly identity: Identity | undefined;
  readonly authority: Authority | undefined;
  readonly statements: ReadonlyMap<
    StatementId,
    { readonly statement: Statement; readonly row: { readonly isDue: boolean } }
  >;
  readonly signatures: SignatureCache;
  readonly verifySignature: VerifySignature;
}

/** Chooses, of statements that came by hand, those that are taken in beside what is held then. [MEET2] */
export type ChooseStatements = (
  held: HeldMembership,
  statements: readonly Statement[],
) => readonly Statement[];

/** A household that leaves the association: what was signed for it, and what becomes of what it said. [ERA1] */
export interface Ending {
  readonly household: number;
  readonly statements: readonly Statement[];
  readonly keys: readonly EpochKey[];
  /** Takes it off the roster. */
  readonly removal: Intent;
  readonly atMs: number;
}

/** Nothing was done where somebody speaks of the household in a safety check that goes on: that must stand on the boards. */
export type EndingAnswer = "ended" | "openReports";

/** What a call changed, for the driver to react to. */
export interface Applied {
  readonly newEntries: number;
  /** Officers' devices: entries to cover by the next receipt. [DEL1] */
  readonly toReceipt: readonly EntryId[];
}

/**
 * What to hand in: all that is due; or what this device made or carries for people, and what that stands on; or, for whoever hands it
 * in later, of that what the relay has not named, also where it has just put it off.
 */
export type OutgoingScope = "all" | "own" | "ownLater";

/** One durable replica. */
export interface Replica {
  /** undefined before founding or joining. */
  readonly identity: Identity | undefined;
  /** Somebody stopped this device, as far as it knows. */
  readonly isStopped: boolean;
  /** Makes the replica a member: keys, statements, profile and registration in one transaction. */
  install(installation: Installation): Promise<void>;
  /** Turns stored intents into sealed entries, oldest first; one that fails is marked, never dropped. */
  drainIntents(): Promise<{ readonly sealed: number; readonly left: number }>;
  /**
   * Verifies, opens, checks and applies what arrived; what is not applied is kept with its reason. Where a relay is named that it was read
   * from, all is offered there anew at the next contact, unless `setCursors` follows.
   */
  receive(arrivals: readonly Arrival[], relayKey?: string): Promise<Applied>;
  /** What is due at a relay, help first, within the limits of a bundle; undefined when nothing is. [DEL1] */
  outgoing(relayKey: string, scope?: OutgoingScope): Promise<Bundle | undefined>;
  /** Tells whether a relay may lack what others wrote, or statements. [REL1] */
  owesRefill(relayKey: string): boolean;
  /** What a relay showed need not be sent there; called after its offsets are set. [REL1] */
  noteSeen(relayKey: string, arrivals: readonly Arrival[]): Promise<void>;
  /** Takes a relay's answer: only named ids become 中継に届きました. */
  answered(relayKey: string, answer: BundleAnswer): Promise<void>;
  /** Streams this device may read now. */
  wantedStreams(): readonly StreamName[];
  /** The offsets to read a relay's streams from, and moving them once what was read is stored. */
  cursors(
    relayKey: string,
    streams: readonly StreamName[],
  ): Promise<ReadonlyMap<StreamName, string>>;
  setCursors(relayKey: string, offsets: ReadonlyMap<StreamName, string>): Promise<void>;
  /** A relay lost what it had (410): everything is due there again, and read again. [REL1] */
  forgetRelay(relayKey: string): Promise<void>;
  /** Officers' devices, when a relay was read to its end: says what is missed. Shape: whether something was written. [DEL1] */
  askForMissed(): Promise<boolean>;
  /** Officers' devices, at most every 5 s: signs a receipt for entries held since the last [DEL1], and what members may see of
   * the counts, which limits itself to every 30 s. */
  writeReceipt(): Promise<void>;
  /** Officers' devices: wraps missing keys into mailboxes. [KEY2] */
  wrapKeys(): Promise<void>;
  /** Takes the root seed off this device. When that is allowed is onboarding's to say. [KEY4] */
  forgetRootSeed(): Promise<void>;
  /** Adds statements made here (cards, confirmations) and keys, and makes them due; of what came by hand, what `choose` says. */
  addStatements(
    statements: readonly Statement[],
    keys: readonly EpochKey[],
    choose?: ChooseStatements,
  ): Promise<void>;
  /** 世帯をはずす, all of it in one transaction; rights are onboarding's to look after. [ERA1] [MEM5] */
  endHousehold(ending: Ending): Promise<EndingAnswer>;
}

/** A replica as createReplica gives it: with what tests and an orderly stop need besides. */
export interface OpenReplica extends Replica {
  /** What the statements held mean; undefined before founding or joining. */
  readonly authority: Authority | undefined;
  /** The keys held. Secret. */
  readonly keyring: Keyring;
  /** Resolves when nothing runs in the background: documents that were waiting are merged, or could not be loaded. */
  idle(): Promise<void>;
}
