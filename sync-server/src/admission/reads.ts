/**
 * One long-poll over many streams. [REL1] [REL5]
 *
 * Bounded in bytes: what no longer fits is answered as not up to date, at the offset it was asked for. What a device may
 * read is asked again after waiting, for it may have been revoked meanwhile.
 */
import type { AssociationId } from "@tomoshibi/shared/base/ids.ts";
import { type Result, ok } from "@tomoshibi/shared/base/result.ts";
import type { StreamName } from "@tomoshibi/shared/entry/stream-name.ts";
import { standingOfKey } from "@tomoshibi/shared/membership/authority.ts";
import type { Standing } from "@tomoshibi/shared/membership/standing.ts";
import { OFFSET_START, READ_WAIT_MS_MAX, newestCount } from "@tomoshibi/shared/relay-api/paths.ts";
import type { ReadRequest, StreamRead } from "@tomoshibi/shared/relay-api/reads.ts";
import { START_OFFSET } from "../storage/offset.ts";
import type { ReadAnswer, Storage, StorageError } from "../storage/storage.ts";
import type { Associations } from "./associations.ts";
import {
  READ_ANSWER_BYTES_MAX,
  READ_BATCH_STREAMS,
  READ_MESSAGES_MAX,
  READ_STREAM_BYTES_MIN,
} from "./limits.ts";
import { mayRead } from "./readers.ts";
import type { WaitingReads } from "./waiting-reads.ts";

/** What reading needs of the world. */
export interface ReadDeps {
  readonly storage: Storage;
  readonly associations: Associations;
  readonly waitingReads: WaitingReads;
}

/** A read by somebody whose token is good. */
export interface AdmittedRead {
  readonly association: AssociationId;
  readonly standing: Standing;
  readonly request: ReadRequest;
  /** Ends when the reader has gone away. */
  readonly left: AbortSignal;
}

type Asked = ReadRequest["streams"][number];

/** Reads at once what there is, or waits until there is something. Shape: one answer a stream, in the order asked. */
export async function readStreams(
  deps: ReadDeps,
  read: AdmittedRead,
): Promise<Result<readonly StreamRead[], StorageError>> {
  const { association, standing, request, left } = read;
  const names = new Set<string>(request.streams.map(({ stream }) => stream));
  const changed = new Set<string>();
  let news = () => {};
  // Subscribed before reading: what arrives in between must not be waited for.
  const unsubscribe = deps.storage.subscribe(association, ({ key }) => {
    if (!names.has(key.stream)) return;
    changed.add(key.stream);
    news();
  });
  try {
    const first = await readNow(deps, read, request.streams);
    if (!first.ok || request.waitMs === 0 || first.value.some(isNews)) return first;
    const waitMs = Math.min(request.waitMs, READ_WAIT_MS_MAX);
    const listen = (tell: () => void) => {
      news = tell;
      if (changed.size > 0) tell();
    };
    await deps.waitingReads.wait(`${association}/${standing.device}`, waitMs, listen, left);
    if (changed.size === 0 || left.aborted) return first;
    const renewed = await readNow(
      deps,
      read,
      request.streams.filter(({ stream }) => changed.has(stream)),
    );
    if (!renewed.ok) return renewed;
    const byStream = new Map(renewed.value.map((item) => [item.stream, item]));
    return ok(first.value.map((item) => byStream.get(item.stream) ?? item));
  } finally {
    unsubscribe();
  }
}

function isNews(read: StreamRead): boolean {
  return read.messages.length > 0 || read.state === "gone" || !read.isUpToDate;
}

async function readNow(
  deps: ReadDeps,
  { association, standing }: AdmittedRead,
  asked: readonly Asked[],
): Promise<Result<readonly StreamRead[], StorageError>> {
  const loaded = await deps.associations.load(association);
  if (!loaded.ok) return loaded;
  const { authority } = loaded.value;
  const now = standingOfKey(authority, standing.signKey);
  const allowed = asked.filter(({ stream }) => now && mayRead(authority, now, stream));
  const answers = new Map<StreamName, StreamRead>();
  let bytesLeft = READ_ANSWER_BYTES_MAX;
  for (let start = 0; start < allowed.length; start += READ_BATCH_STREAMS) {
    const batch = allowed.slice(start, start + READ_BATCH_STREAMS);
    if (bytesLeft <= 0) {
      for (const item of batch) answers.set(item.stream, postponed(item));
      continue;
    }
    const pages = await deps.storage.read(
      batch.map(({ stream, offset }) => ({
        key: { association, stream },
        after: isStart(offset) ? ("start" as const) : (newestCount(offset) ?? offset),
      })),
      {
        messagesMax: READ_MESSAGES_MAX,
        // Whole bytes: the database takes no fraction of one.
        bytesMax: Math.max(READ_STREAM_BYTES_MIN, Math.floor(bytesLeft / batch.length)),
      },
    );
    if (!pages.ok) return pages;
    for (const [index, item] of batch.entries()) {
      const page = pages.value[index];
      if (page === undefined) continue;
      const answer = bytesLeft > 0 ? toStreamRead(item, page) : postponed(item);
      bytesLeft -= answer.messages.reduce((sum, { bytes }) => sum + bytes.length, 0);
      answers.set(item.stream, answer);
    }
  }
  return ok(asked.map((item) => answers.get(item.stream) ?? denied(item)));
}

function toStreamRead(asked: Asked, page: ReadAnswer): StreamRead {
  const { stream } = asked;
  if (page.type === "gone") return { ...postponed(asked), state: "gone" };
  // A stream nobody wrote to yet is up to date; one that a reader has read from, and is not there, was lost.
  if (page.type === "notFound") {
    const isNew = isStart(asked.offset) || newestCount(asked.offset) !== undefined;
    return { ...postponed(asked), state: isNew ? "ok" : "gone", isUpToDate: true };
  }
  return {
    stream,
    state: "ok",
    nextOffset: page.next,
    isUpToDate: page.next === page.head.tail,
    messages: page.messages.map(({ bytes, arrivedAtMs }) => ({
      bytes,
      arrivedAtSeconds: Math.floor(arrivedAtMs / 1000),
    })),
  };
}

function isStart(offset: string): boolean {
  return offset === OFFSET_START || offset === START_OFFSET;
}

function postponed({ stream, offset }: Asked): StreamRead {
  return { stream, state: "ok", nextOffset: offset, isUpToDate: false, messages: [] };
}

function denied(asked: Asked): StreamRead {
  return { ...postponed(asked), state: "denied", isUpToDate: true };
}
