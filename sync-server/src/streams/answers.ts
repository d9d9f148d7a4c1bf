/** Storage's answers as HTTP answers of the Durable Streams protocol. Pure. */
import type { AppendAnswer, AppendWrite, CreateAnswer, StreamHead } from "../storage/storage.ts";
import { HEADER } from "./protocol.ts";
import type { RequestError } from "./requests.ts";

/** A failure's status and its stable code; the codes stand in docs/protocol.md. */
const FAILURES = {
  Malformed: [400, "malformed"],
  ProducerEpochMidway: [400, "producerEpochMidway"],
  ProducerStale: [403, "producerStale"],
  NotFound: [404, "notFound"],
  Conflict: [409, "streamExists"],
  Closed: [409, "streamClosed"],
  ContentTypeMismatch: [409, "contentTypeMismatch"],
  StreamSeqRegressed: [409, "streamSeqRegressed"],
  ProducerGap: [409, "producerGap"],
  Gone: [410, "gone"],
  TooLarge: [413, "tooLarge"],
  NotOffered: [501, "notOffered"],
  Busy: [503, "busy"],
  Unavailable: [503, "unavailable"],
  DiskFull: [507, "full"],
  Full: [507, "full"],
} as const;

/** A name of {@link FAILURES}. */
export type Failure = keyof typeof FAILURES | RequestError["type"];

/** Answers with a failure. */
export function answerFailure(failure: Failure, headers: Record<string, string> = {}): Response {
  const [status, code] = FAILURES[failure];
  const retry = status === 503 ? { "retry-after": "5" } : undefined;
  return Response.json({ code }, { status, headers: { ...retry, ...headers } });
}

/** Answers a PUT. */
export function answerCreate(answer: CreateAnswer, url: string): Response {
  const headers = headHeaders(answer.head);
  switch (answer.type) {
    case "conflict":
      return answerFailure("Conflict");
    case "exists":
      return new Response(null, { status: 200, headers });
    case "created":
      return new Response(null, { status: 201, headers: { ...headers, location: url } });
  }
}

/** Answers a POST. */
export function answerAppend(answer: AppendAnswer, write: AppendWrite): Response {
  switch (answer.type) {
    case "appended": {
      const isNewByProducer = write.producer !== undefined && write.messages.length > 0;
      const headers = {
        ...tailHeaders(answer.head),
        ...producerHeaders(write, write.producer?.seq),
      };
      return new Response(null, { status: isNewByProducer ? 200 : 204, headers });
    }
    case "producerDuplicate": {
      const headers = { ...tailHeaders(answer.head), ...producerHeaders(write, answer.seq) };
      return new Response(null, { status: 204, headers });
    }
    case "notFound":
      return answerFailure("NotFound");
    case "closed":
      return answerFailure("Closed", tailHeaders(answer.head));
    case "full":
      return answerFailure("Full");
    case "contentTypeMismatch":
      return answerFailure("ContentTypeMismatch");
    case "streamSeqRegressed":
      return answerFailure("StreamSeqRegressed");
    case "producerEpochMidway":
      return answerFailure("ProducerEpochMidway");
    case "producerStale":
      return answerFailure("ProducerStale", { [HEADER.producerEpoch]: String(answer.epoch) });
    case "producerGap":
      return answerFailure("ProducerGap", {
        [HEADER.producerExpectedSeq]: String(answer.expectedSeq),
        [HEADER.producerReceivedSeq]: String(write.producer?.seq ?? 0),
      });
  }
}

/** A stream's metadata, for HEAD and PUT. */
export function headHeaders(head: StreamHead): Record<string, string> {
  return {
    ...tailHeaders(head),
    "content-type": head.contentType,
    ...(head.ttlSeconds !== null && { [HEADER.ttl]: String(head.ttlSeconds) }),
    ...(head.expiresAtMs !== null && {
      [HEADER.expiresAt]: new Date(head.expiresAtMs).toISOString(),
    }),
  };
}

function tailHeaders(head: StreamHead): Record<string, string> {
  return { [HEADER.nextOffset]: head.tail, ...(head.isClosed && { [HEADER.closed]: "true" }) };
}

function producerHeaders(write: AppendWrite, seq: number | undefined): Record<string, string> {
  if (!write.producer || seq === undefined) return {};
  return {
    [HEADER.producerEpoch]: String(write.producer.epoch),
    [HEADER.producerSeq]: String(seq),
  };
}
