/**
 * The transport port: what the engine asks of a way to one relay. [REL]
 *
 * Guarantees the engine relies on: a call never throws and always ends; a success was decoded strictly, so that a captive
 * portal's page is never taken for an answer; nothing is retried but a refused read nonce, once. When to call is the
 * driver's business.
 */
import type { AssociationId, DeviceId, InviteId } from "@tomoshibi/shared/base/ids.ts";
import type { Result } from "@tomoshibi/shared/base/result.ts";
import type { StreamName } from "@tomoshibi/shared/entry/stream-name.ts";
import type { Bundle, BundleAnswer } from "@tomoshibi/shared/relay-api/bundle.ts";
import type { StreamRead } from "@tomoshibi/shared/relay-api/reads.ts";

/**
 * Why a request brought nothing.
 *
 * offline: no answer, or not in time. notARelay: something answered that is no relay (a captive portal). cancelled: the
 * engine itself ended it. staleNonce: it asks for a nonce it has not forgotten, and none came that it takes, as behind a proxy
 * that strips headers; it says nothing of the device or of what the relay holds. unauthorized: the relay does not know this
 * device, or it may not. busy: try later. The rest: the relay's own refusals.
 */
export type TransportFailure =
  | { readonly type: "offline" }
  | { readonly type: "notARelay" }
  | { readonly type: "cancelled" }
  | { readonly type: "staleNonce" }
  | { readonly type: "unauthorized" }
  | { readonly type: "busy"; readonly retryAfterMs: number | undefined }
  | { readonly type: "notFound" }
  | { readonly type: "gone" }
  | { readonly type: "refused"; readonly status: number };

/** Who reads: the device and its signing seed, for the token. [REL5] */
export interface Reader {
  readonly device: DeviceId;
  readonly signSeed: Uint8Array;
}

/** A read over many streams; `relayKey` (hex) is what the last probe found. */
export interface TransportRead {
  readonly association: AssociationId;
  readonly reader: Reader;
  readonly relayKey: string;
  readonly streams: readonly { readonly stream: StreamName; readonly offset: string }[];
  readonly waitMs: number;
}

/** An invite's sealed blob, to be put by an officer. [MEM6] */
export interface TransportInvite {
  readonly association: AssociationId;
  readonly writer: Reader;
  readonly relayKey: string;
  readonly invite: InviteId;
  readonly inviteDevice: DeviceId;
  readonly blob: Uint8Array;
}

/** A way to one relay. */
export interface Transport {
  readonly url: string;
  /** Asks the relay to sign a nonce. Shape: the relay's key as hex. [REL6] */
  probe(signal?: AbortSignal): Promise<Result<string, TransportFailure>>;
  /** Hands in a bundle. [REL2] */
  push(bundle: Bundle, signal?: AbortSignal): Promise<Result<BundleAnswer, TransportFailure>>;
  /** Reads many streams, waiting up to `waitMs` for news. [REL5] */
  read(
    read: TransportRead,
    signal?: AbortSignal,
  ): Promise<Result<readonly StreamRead[], TransportFailure>>;
  /** Looks an invite's blob up: notFound for an unknown card, gone for one that was cancelled. [MEM6] */
  getInvite(invite: InviteId): Promise<Result<Uint8Array, TransportFailure>>;
  /** Puts an invite's blob. [MEM6] */
  putInvite(invite: TransportInvite): Promise<Result<void, TransportFailure>>;
}
