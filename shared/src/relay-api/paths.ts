/** Addresses and headers of a relay's HTTP interface, version 1. [REL] */
import type { AssociationId, InviteId } from "../base/ids.ts";
import type { StreamName } from "../entry/stream-name.ts";

/** Media type of all bodies that are canonical CBOR. */
export const CBOR_TYPE = "application/cbor";
/** Header with a fresh nonce (hex) for the next read token; comes with every answer. [REL5] */
export const NONCE_HEADER = "tomoshibi-nonce";

/** Largest body of a bundle or invite request. */
export const BODY_BYTES_MAX = 1024 * 1024;
/** Most entries in one bundle that goes over HTTP. */
export const BUNDLE_ENTRIES_MAX = 500;
/** Most statements in one bundle that goes over HTTP. */
export const BUNDLE_STATEMENTS_MAX = 1000;
/** Most streams one read may name. */
export const READ_STREAMS_MAX = 600;
/** Longest a read may wait for news. */
export const READ_WAIT_MS_MAX = 30_000;

/** The offset before the first message of any stream. [REL1] */
export const OFFSET_START = "-1";

/** Stands in a read for "so many of the newest messages, and no earlier ones", 1 to 9. [DOC4] */
export function newestOffset(count: number): string {
  return `newest-${count}`;
}

/** Reads {@link newestOffset}. Errors: undefined when the offset is another. */
export function newestCount(offset: string): number | undefined {
  return /^newest-[1-9]$/u.test(offset) ? Number(offset.at(-1)) : undefined;
}

/** POST: hands in a bundle. [REL2] */
export function bundlesPath(association: AssociationId): string {
  return `/v1/bundles/${association}`;
}

/** POST: reads many streams in one long-poll. */
export function readsPath(association: AssociationId): string {
  return `/v1/reads/${association}`;
}

/** GET, PUT: an invite's sealed blob. [MEM6] */
export function invitePath(invite: InviteId): string {
  return `/v1/invites/${invite}`;
}

/** POST, by relays: which cards are lacked, and their sealed blobs. [REL7] */
export function cardsPath(association: AssociationId): string {
  return `/v1/cards/${association}`;
}

/** One stream by the Durable Streams protocol. [REL1] */
export function streamPath(association: AssociationId, stream: StreamName): string {
  return `/v1/streams/${association}/${stream}`;
}

/** GET: proves that this is the relay and not a captive portal. Shape: n is 16 bytes as hex. [REL6] */
export function healthPath(nonceHex: string): string {
  return `/healthz?n=${nonceHex}`;
}
