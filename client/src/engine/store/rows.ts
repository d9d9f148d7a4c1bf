/** Rows of the tables that only the engine reads. */
import type { DeviceId, EntryId, StatementId } from "@tomoshibi/shared/base/ids.ts";
import type { StreamName } from "@tomoshibi/shared/entry/stream-name.ts";
import type { KeptReason } from "@tomoshibi/shared/sync/apply.ts";
import type { GenerationView } from "../views.ts";
import type { Delivery } from "@tomoshibi/shared/sync/outbox.ts";

/** A named value: own keys (wrapped), keyring, relays, cursors. */
export interface KeyValueRow {
  readonly key: string;
  readonly value: unknown;
}

/** A statement, as it arrived or was made. */
export interface StatementRow {
  readonly id: StatementId;
  readonly bytes: Uint8Array;
  /** Other bytes of the same id while none is verified: a damaged copy must not keep out the honest one. Absent: none. */
  readonly variants?: readonly Uint8Array[];
  readonly arrivedAtMs: number;
  /** Made or needed here: due at each relay until that relay has named it. */
  readonly isDue: boolean;
  /** Relays (hex keys) that have named it. */
  readonly relays: readonly string[];
  /** Verdicts on its signatures, so that a start with thousands of devices checks none again (3 ms each). */
  readonly signatures: readonly (readonly [name: string, isValid: boolean])[];
}

/** An entry, applied or kept with the reason why not. */
export interface EntryRow {
  readonly entryId: EntryId;
  readonly stream: StreamName;
  readonly author: DeviceId;
  readonly seq: number;
  readonly bytes: Uint8Array;
  /** Other bytes of the same id while no signature was verified: a damaged copy must not keep out the honest one. */
  readonly variants: readonly Uint8Array[];
  readonly arrivedAtMs: number;
  /** The relay's own arrival time, Unix seconds; undefined for what no relay brought. */
  readonly relayedAtSeconds: number | undefined;
  readonly state: "applied" | "kept";
  readonly reason: KeptReason | undefined;
  /** The key (hex) that verified. */
  readonly signedBy: string | undefined;
  /** The opened payload, so that a start opens no boxes again. */
  readonly payload: Uint8Array | undefined;
  readonly kind: string | undefined;
  readonly incident: string | undefined;
}

/** A sealed entry of somebody else that this device cannot read and takes along to a relay. [MEET3] */
export interface CarriedRow {
  readonly entryId: EntryId;
  readonly stream: StreamName;
  readonly author: DeviceId;
  /** Group of the author's household; 0 while its certificate is not known here. */
  readonly group: number;
  readonly bytes: Uint8Array;
  readonly arrivedAtMs: number;
  /** Relays (hex keys) that have named it as stored. */
  readonly relays: readonly string[];
  /** When each of them last named it: what no receipt lists is handed in again after a while. Absent in rows of older versions. */
  readonly namedAtMs?: Readonly<Record<string, number>>;
  /** When this device learned of the receipt that lists it: kept a while longer, for an officer's device may miss it again. [DEL1] */
  readonly receivedAtMs?: number | undefined;
  /** When a relay last refused it; it is offered again after a while, here or elsewhere. */
  readonly refusedAtMs: number | undefined;
}

/** Where an own or carried entry is due. [DEL1] */
export interface OutboxRow extends Delivery {
  readonly entryId: EntryId;
}

/** What a document says, as last projected: so that a start without WebAssembly shows it. */
export interface DocumentRow extends Partial<GenerationView> {
  /** The document's name. */
  readonly key: string;
  readonly document: string;
  /** Entries about it that are reckoned with, of all generations; what was applied since is as soon as Automerge is there. */
  readonly merged: readonly EntryId[];
  readonly state: unknown;
  /** How many changes Automerge refused; kept in their entries, and shown to officers. [DOC1] */
  readonly setAside: number;
  /** Some wait for what they stand on; so many that do not count were here then. Absent: none waits. [DOC2] */
  readonly waitedBeside?: number;
  /** Changes that do not count and are in the state, for counting ones stand on them. Absent: none. [DOC2] */
  readonly ancestors?: readonly Uint8Array[];
}
