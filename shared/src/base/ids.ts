/**
 * The identifiers of the protocol as branded lower-case hex strings: cheap as keys of maps and of IndexedDB. On the wire they
 * are bytes.
 */
import { bytesToHex, decodeHex, hexToBytes } from "./bytes.ts";
import type { Brand } from "./brand.ts";

/** First 16 bytes of the hash of the root public key. [MEM1] */
export type AssociationId = Brand<string, "AssociationId">;
/** First 8 bytes of the hash of a device's signing key: a hint, not a proof. [ENT1] */
export type DeviceId = Brand<string, "DeviceId">;
/** Hash of what an entry's author signed; 32 bytes. [ENT2] */
export type EntryId = Brand<string, "EntryId">;
/** Hash of a statement; 32 bytes. [MEM2] */
export type StatementId = Brand<string, "StatementId">;
/** First 8 bytes of the id of the entry that carries a record. [ENT5] */
export type RecordId = Brand<string, "RecordId">;
/** First 8 bytes of the hash of an incident's kind and key (domain.md). */
export type IncidentId = Brand<string, "IncidentId">;
/** First 16 bytes that look an invite up on a relay. [MEM6] */
export type InviteId = Brand<string, "InviteId">;
/** 8 random bytes that name a circular. */
export type CircularId = Brand<string, "CircularId">;

/** Bytes of each kind of identifier. */
export const ID_BYTES = {
  association: 16,
  device: 8,
  entry: 32,
  statement: 32,
  record: 8,
  incident: 8,
  invite: 16,
  circular: 8,
} as const;

type IdByKind = {
  readonly association: AssociationId;
  readonly device: DeviceId;
  readonly entry: EntryId;
  readonly statement: StatementId;
  readonly record: RecordId;
  readonly incident: IncidentId;
  readonly invite: InviteId;
  readonly circular: CircularId;
};

/** Gives an identifier its hex form. Errors: throws when the length is not that of the kind (a bug of ours). */
export function toId<Kind extends keyof IdByKind>(kind: Kind, bytes: Uint8Array): IdByKind[Kind] {
  if (bytes.length !== ID_BYTES[kind])
    throw new Error(`Broken invariant: ${kind} id of ${bytes.length} bytes`);
  return bytesToHex(bytes) as IdByKind[Kind];
}

/** Gives an identifier's bytes back. */
export function idBytes(id: IdByKind[keyof IdByKind]): Uint8Array {
  return hexToBytes(id);
}

/** Reads an identifier that arrived as text, as in a URL. Errors: undefined when it is not one. */
export function parseId<Kind extends keyof IdByKind>(
  kind: Kind,
  text: string,
): IdByKind[Kind] | undefined {
  return decodeHex(text, ID_BYTES[kind]) === undefined ? undefined : (text as IdByKind[Kind]);
}

/** The short id of a record: the first 8 bytes of its entry's id. */
export function recordIdOf(entryId: EntryId): RecordId {
  return entryId.slice(0, ID_BYTES.record * 2) as RecordId;
}
