/**
 * Answers of the relay's HTTP interface: canonical CBOR, or an error as a status and a stable code. Codes are listed in
 * docs/protocol.md; none carries anything about the person who asked.
 */
import { CBOR_TYPE } from "@tomoshibi/shared/relay-api/paths.ts";
import type { InviteError, InvitePutError } from "../admission/invites.ts";
import type { TokenError } from "../admission/tokens.ts";

/** What can go wrong, as admission and storage name it, and what only HTTP can get wrong. */
export type HttpError =
  | TokenError
  | InviteError
  | InvitePutError
  | { readonly type: "Malformed" }
  | { readonly type: "WrongType" }
  | { readonly type: "Denied" }
  | { readonly type: "NotOffered" };

const STATUS: Readonly<Record<HttpError["type"], { status: number; code: string }>> = {
  Malformed: { status: 400, code: "malformed" },
  StaleNonce: { status: 401, code: "staleNonce" },
  UnknownDevice: { status: 403, code: "unknownDevice" },
  Denied: { status: 403, code: "denied" },
  NotOfficer: { status: 403, code: "notOfficer" },
  UnknownAssociation: { status: 404, code: "unknownAssociation" },
  NotFound: { status: 404, code: "notFound" },
  NotOffered: { status: 405, code: "notOffered" },
  OtherAssociation: { status: 409, code: "otherAssociation" },
  Gone: { status: 410, code: "gone" },
  TooLarge: { status: 413, code: "tooLarge" },
  WrongType: { status: 415, code: "wrongType" },
  TooMany: { status: 429, code: "tooMany" },
  Busy: { status: 503, code: "busy" },
  DiskFull: { status: 503, code: "full" },
  Unavailable: { status: 503, code: "unavailable" },
};

/** Seconds after which it is worth trying again. */
const RETRY_AFTER_SECONDS = "5";

/** Answers with canonical CBOR, or an invite's sealed bytes. Nothing of an association is ever cached on the way. */
export function answerBytes(bytes: Uint8Array, type: string = CBOR_TYPE): Response {
  return new Response(new Uint8Array(bytes), {
    headers: {
      "content-type": type,
      "content-length": String(bytes.length),
      "cache-control": "private, no-store",
    },
  });
}

/** Answers with an error. */
export function answerError(error: HttpError): Response {
  const { status, code } = STATUS[error.type];
  const headers = new Headers({ "content-type": "application/json", "cache-control": "no-store" });
  if (status === 429 || status === 503) headers.set("retry-after", RETRY_AFTER_SECONDS);
  return new Response(JSON.stringify({ code }), { status, headers });
}
