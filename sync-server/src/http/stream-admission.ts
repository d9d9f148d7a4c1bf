/**
 * Admission for single streams: reads with a token, appends of one entry by the same rules as bundles. [REL1] [REL4] [REL5]
 *
 * A stream comes to exist with its first entry, and entries are never deleted by a request, so neither is offered.
 */
import { decodeHex } from "@tomoshibi/shared/base/bytes.ts";
import { decodeCbor } from "@tomoshibi/shared/base/cbor.ts";
import { type AssociationId, type DeviceId, parseId } from "@tomoshibi/shared/base/ids.ts";
import { ENTRY_BYTES_MAX, decodeEntry } from "@tomoshibi/shared/entry/entry.ts";
import { type StreamName, parseStreamName } from "@tomoshibi/shared/entry/stream-name.ts";
import type { ItemAnswer } from "@tomoshibi/shared/relay-api/bundle.ts";
import { type ReadToken, decodeToken } from "@tomoshibi/shared/relay-api/reads.ts";
import { type AdmissionDeps, admitBundle } from "../admission/bundles.ts";
import { mayRead } from "../admission/readers.ts";
import { type TokenDeps, identifyReader, payForRead } from "../admission/tokens.ts";
import type { Meter } from "../metrics/meter.ts";
import { readBody } from "../streams/bodies.ts";
import { HEADER } from "../streams/protocol.ts";
import type { StreamVisit } from "../streams/routes.ts";
import { type HttpError, answerError } from "./answers.ts";
import { isCbor } from "./bodies.ts";

/** What admission needs of the world. */
export type StreamAdmissionDeps = AdmissionDeps & TokenDeps & { readonly meter: Meter };

/** Scheme of the `authorization` header; what follows is the token's CBOR in hex. */
const SCHEME = /^Tomoshibi ([0-9a-f]{2,512})$/;
/** Stands for the sender where an entry names no author; it has no chain. */
const NOBODY = "0000000000000000" as DeviceId;

/** Makes the hook that the stream routes ask first. */
export function admitVisits(
  deps: StreamAdmissionDeps,
): (visit: StreamVisit) => Promise<Response | undefined> {
  return async ({ wish, key, request }) => {
    const association = parseId("association", key.association);
    const stream = parseStreamName(key.stream);
    if (association === undefined || stream === undefined) return answerError({ type: "NotFound" });
    switch (wish) {
      case "create":
      case "delete":
        return answerError({ type: "NotOffered" });
      case "append":
        return appendOne(deps, association, stream, request);
      case "read": {
        const refusal = await refuseRead(deps, association, stream, request);
        return refusal && answerError(refusal);
      }
    }
  };
}

async function refuseRead(
  deps: StreamAdmissionDeps,
  association: AssociationId,
  stream: StreamName,
  request: Request,
): Promise<HttpError | undefined> {
  const token = tokenOf(request);
  if (token === undefined) return { type: "StaleNonce" };
  const reader = await identifyReader(deps, association, token);
  if (!reader.ok) return reader.error;
  const { authority, standing } = reader.value;
  if (!mayRead(authority, standing, stream)) return { type: "Denied" };
  return payForRead(deps, association, standing) ? undefined : { type: "TooMany" };
}

async function appendOne(
  deps: StreamAdmissionDeps,
  association: AssociationId,
  stream: StreamName,
  request: Request,
): Promise<Response> {
  if (!isCbor(request)) return answerError({ type: "WrongType" });
  const bytes = await readBody(request, ENTRY_BYTES_MAX);
  if (bytes === undefined) return answerError({ type: "TooLarge" });
  const isStatement = stream === "membership";
  const answer = await admitBundle(deps, {
    association,
    sender: decodeEntry(bytes)?.author ?? NOBODY,
    statements: isStatement ? [bytes] : [],
    streams: isStatement ? [] : [{ stream, entries: [bytes] }],
  });
  if (!answer.ok) return answerError(answer.error);
  deps.meter.admitted(answer.value);
  const [item] = [...answer.value.statements, ...answer.value.entries];
  return item === undefined
    ? answerError({ type: "Malformed" })
    : answerItem(deps, { association, stream }, item);
}

async function answerItem(
  deps: StreamAdmissionDeps,
  key: { readonly association: AssociationId; readonly stream: StreamName },
  item: ItemAnswer,
): Promise<Response> {
  switch (item.verdict) {
    case "later":
      return answerError({ type: "TooMany" });
    case "refused":
      return Response.json(
        { code: item.reason },
        { status: item.reason === "tooLarge" ? 413 : 400 },
      );
    case "intake":
      return new Response(null, { status: 202 });
    case "accepted":
    case "known": {
      const head = await deps.storage.head(key);
      const offset = head.ok ? head.value?.tail : undefined;
      return new Response(null, {
        status: 204,
        headers: offset === undefined ? {} : { [HEADER.nextOffset]: offset },
      });
    }
  }
}

function tokenOf(request: Request): ReadToken | undefined {
  const hex = SCHEME.exec(request.headers.get("authorization") ?? "")?.[1];
  const bytes = hex === undefined ? undefined : decodeHex(hex, Math.floor(hex.length / 2));
  return bytes && decodeToken(decodeCbor(bytes));
}
