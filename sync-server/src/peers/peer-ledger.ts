/**
 * How far this relay and a peer have come with an association: an offset a stream in each direction, kept as a setting. [REL7]
 *
 * Losing it costs time only: what is handed in again is answered as known.
 */
import { bytesToHex } from "@tomoshibi/shared/base/bytes.ts";
import type { AssociationId } from "@tomoshibi/shared/base/ids.ts";
import { type Result, ok } from "@tomoshibi/shared/base/result.ts";
import type { Storage, StorageError } from "../storage/storage.ts";

/** Offsets by stream. A stream that is not named was not begun. */
export interface PeerLedger {
  /** Up to which of this relay's own offsets everything was handed in there. */
  readonly pushed: Map<string, string>;
  /** Up to which of the peer's offsets everything was taken in here. */
  readonly pulled: Map<string, string>;
  /** When handing in last began at the start. */
  anewAtMs: number;
}

/** Loads it; a fresh one where there is none, or none that can be read. Another key is another peer. */
export async function loadLedger(
  storage: Storage,
  peerKey: Uint8Array,
  association: AssociationId,
): Promise<Result<PeerLedger, StorageError>> {
  const found = await storage.setting(nameOf(peerKey, association));
  if (!found.ok) return found;
  return ok((found.value && decode(found.value)) ?? freshLedger());
}

/** Saves it. */
export function saveLedger(
  storage: Storage,
  peerKey: Uint8Array,
  association: AssociationId,
  { pushed, pulled, anewAtMs }: PeerLedger,
): Promise<Result<unknown, StorageError>> {
  const text = JSON.stringify([1, anewAtMs, [...pushed], [...pulled]]);
  const value = new TextEncoder().encode(text);
  return storage.transact([{ type: "putSetting", name: nameOf(peerKey, association), value }]);
}

/** One that has begun nothing. */
export function freshLedger(): PeerLedger {
  return { pushed: new Map(), pulled: new Map(), anewAtMs: 0 };
}

function nameOf(peerKey: Uint8Array, association: AssociationId): string {
  return `peer/${bytesToHex(peerKey)}/${association}`;
}

/** This relay wrote it, so its form is looked at only as far as the version. */
function decode(bytes: Uint8Array): PeerLedger | undefined {
  const value = JSON.parse(new TextDecoder().decode(bytes)) as
    | [1, number, [string, string][], [string, string][]]
    | readonly [unknown];
  if (value[0] !== 1 || value.length !== 4) return undefined;
  const [, anewAtMs, pushed, pulled] = value;
  return { anewAtMs, pushed: new Map(pushed), pulled: new Map(pulled) };
}
