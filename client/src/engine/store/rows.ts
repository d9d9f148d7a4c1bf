/** Rows of the tables that only the engine reads. */
import type { DeviceId, EntryId, StatementId } from "@tomoshibi/shared/base/ids.ts";
import type { StreamName } from "@tomoshibi/shared/entry/stream-name.ts";

/** A named value: own keys (wrapped), keyring, relays, cursors. */
export interface KeyValueRow {
  readonly key: string;
  readonly value: unknown;
}

/** A statement, as it arrived or was made. */
export interface StatementRow {
  readonly id: StatementId;
  readonly bytes: Uint8Array;
}

/** An entry, applied or kept with the reason why not. */
export interface EntryRow {
  readonly entryId: EntryId;
  readonly stream: StreamName;
  readonly author: DeviceId;
  readonly seq: number;
  readonly bytes: Uint8Array;
  readonly arrivedAtMs: number;
  /** The relay's own arrival time, Unix seconds; undefined for what no relay brought. */
  readonly relayedAtSeconds: number | undefined;
  readonly state: "applied" | "kept";
  /** Why it is kept: unknownAuthor, badSignature, noKey, notAllowed, unknownKind, husk, revoked. */
  readonly reason: string | undefined;
  /** The opened payload of an applied entry, so that a start opens no boxes again. */
  readonly payload: Uint8Array | undefined;
  readonly kind: string | undefined;
  readonly incident: string | undefined;
}

/** Where an own or carried entry is due. [DEL1] */
export interface OutboxRow {
  readonly entryId: EntryId;
  /** Relays (hex keys) that have acknowledged it, with when by this device's clock. */
  readonly relayedAtMs: Readonly<Record<string, number>>;
  /** When a receipt covered it. */
  readonly receivedAtMs: number | undefined;
  readonly state: "due" | "relayed" | "received";
}

/** Stored Automerge changes of a document, in order of arrival. */
export interface DocumentRow {
  readonly key: string;
  readonly document: string;
  readonly bytes: Uint8Array;
}
