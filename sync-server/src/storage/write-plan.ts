/**
 * Decides what a list of writes does: the one place that knows the rules of streams, shared by every adapter, so that
 * memory, PGlite and Postgres cannot differ. An adapter loads a `Loaded` before and stores the plan's `changes` after, in
 * one transaction. Pure: the same input gives the same plan. A write that is refused leaves no trace.
 */
import { mediaType } from "./media-type.ts";
import { headOf } from "./rows.ts";
import type { Changes, Loaded, StreamRow } from "./rows.ts";
import { WriteSheet } from "./write-sheet.ts";
import type {
  AppendAnswer,
  AppendWrite,
  CreateAnswer,
  CreateWrite,
  EraseWrite,
  PlainAnswer,
  StreamChange,
  Write,
} from "./storage.ts";

/** The outcome of planning: answers in the writes' order, what to store, and whom to tell after the commit. */
export interface Plan {
  readonly answers: readonly (CreateAnswer | AppendAnswer | PlainAnswer)[];
  readonly changes: Changes;
  readonly notices: readonly StreamChange[];
}

/** How many unused stream ids the writes could need at most. */
export function streamIdsNeeded(writes: readonly Write[]): number {
  return writes.filter(
    (write) => write.type === "create" || (write.type === "append" && write.createWith),
  ).length;
}

/** Plans the writes of all callers of one transaction, in order. Cost: O(messages). */
export function planWrites(loaded: Loaded, writes: readonly Write[], nowMs: number): Plan {
  const sheet = new WriteSheet(loaded, nowMs);
  const answers = writes.map((write) => applyWrite(sheet, write));
  return { answers, changes: sheet.changes(), notices: sheet.notices() };
}

function applyWrite(sheet: WriteSheet, write: Write): CreateAnswer | AppendAnswer | PlainAnswer {
  switch (write.type) {
    case "create":
      return applyCreate(sheet, write);
    case "append":
      return applyAppend(sheet, write);
    case "erase":
      return applyErase(sheet, write);
    case "delete": {
      const row = sheet.stream(write.key);
      if (row) sheet.wipe(row);
      return { type: row ? "done" : "notFound" };
    }
    case "touch": {
      const row = sheet.stream(write.key);
      sheet.touch(row);
      return { type: row ? "done" : "notFound" };
    }
    case "putInvite":
      sheet.invites.set(write.invite.id, write.invite);
      return { type: "done" };
    case "putSetting":
      sheet.settings.set(write.name, write.value);
      return { type: "done" };
  }
}

function applyCreate(sheet: WriteSheet, write: CreateWrite): CreateAnswer {
  const existing = sheet.stream(write.key);
  if (existing) {
    const isSame = isSameConfig(existing, write);
    return { type: isSame ? "exists" : "conflict", head: headOf(existing) };
  }
  sheet.create(write.key, write.config);
  for (const message of write.messages) sheet.append(write.key, message);
  if (write.close) sheet.update(write.key, { isClosed: true });
  return { type: "created", head: sheet.head(write.key) };
}

function isSameConfig(row: StreamRow, write: CreateWrite): boolean {
  return (
    mediaType(row.config.contentType) === mediaType(write.config.contentType) &&
    row.config.ttlSeconds === write.config.ttlSeconds &&
    row.config.expiresAtMs === write.config.expiresAtMs &&
    row.isClosed === (write.close ?? false)
  );
}

function applyAppend(sheet: WriteSheet, write: AppendWrite): AppendAnswer {
  const existing = sheet.stream(write.key);
  if (!existing && !write.createWith) return { type: "notFound" };
  if (existing) {
    const refusal = refuseAppend(sheet, existing, write);
    if (refusal) return refusal;
  } else if (write.createWith) {
    sheet.create(write.key, write.createWith);
  }
  const outcomes = write.messages.map((message) => sheet.append(write.key, message));
  if (write.streamSeq !== undefined) sheet.update(write.key, { streamSeq: write.streamSeq });
  if (write.producer) sheet.noteProducer(write.key, write.producer);
  if (write.close) sheet.update(write.key, { isClosed: true });
  sheet.touch(sheet.stream(write.key));
  return { type: "appended", head: sheet.head(write.key), outcomes };
}

/** The conditions of an append, in the order that the port names. */
function refuseAppend(
  sheet: WriteSheet,
  row: StreamRow,
  write: AppendWrite,
): AppendAnswer | undefined {
  const head = headOf(row);
  const producerRefusal = refuseProducer(sheet, row, write);
  if (producerRefusal) return producerRefusal;
  if (row.isClosed) {
    // Closing twice is the same as closing once, but only where nothing is appended.
    const isRepeatedClose = write.close === true && write.messages.length === 0 && !write.producer;
    return isRepeatedClose ? { type: "appended", head, outcomes: [] } : { type: "closed", head };
  }
  const isOtherType =
    write.contentType !== undefined &&
    mediaType(write.contentType) !== mediaType(row.config.contentType);
  if (isOtherType) {
    return { type: "contentTypeMismatch", head };
  }
  if (write.streamSeq !== undefined && row.streamSeq !== null && write.streamSeq <= row.streamSeq) {
    return { type: "streamSeqRegressed", head };
  }
  if (write.limit && isOverLimit(sheet, row, write, write.limit)) return { type: "full", head };
  return undefined;
}

function refuseProducer(
  sheet: WriteSheet,
  row: StreamRow,
  write: AppendWrite,
): AppendAnswer | undefined {
  const step = write.producer;
  if (!step) return undefined;
  const state = sheet.producer(row, step.id);
  if (!state) {
    return step.seq === 0 || row.isClosed ? undefined : { type: "producerGap", expectedSeq: 0 };
  }
  if (step.epoch < state.epoch) return { type: "producerStale", epoch: state.epoch };
  if (step.epoch > state.epoch) {
    return step.seq === 0 ? undefined : { type: "producerEpochMidway" };
  }
  if (step.seq <= state.seq) {
    return { type: "producerDuplicate", head: headOf(row), seq: state.seq };
  }
  if (row.isClosed || step.seq === state.seq + 1) return undefined;
  return { type: "producerGap", expectedSeq: state.seq + 1 };
}

function isOverLimit(
  sheet: WriteSheet,
  row: StreamRow,
  write: AppendWrite,
  limit: { readonly messagesMax: number; readonly bytesMax: number },
): boolean {
  const fresh = write.messages.filter(({ id }) => !id || !sheet.known(row, id));
  const bytes = fresh.reduce((sum, message) => sum + message.bytes.length, row.byteCount);
  return (
    fresh.length > 0 &&
    (row.messageCount - row.huskCount + fresh.length > limit.messagesMax || bytes > limit.bytesMax)
  );
}

function applyErase(sheet: WriteSheet, write: EraseWrite): PlainAnswer {
  const row = sheet.stream(write.key);
  const known = row && sheet.known(row, write.id);
  if (!row || !known) return { type: "notFound" };
  if (!known.isHusk) sheet.erase(row, write.id, known, write.husk);
  return { type: "done" };
}
