/**
 * The storage port in memory: for tests and simulations. Durable only as long as the process; otherwise it keeps every
 * promise of the port, by the same rules (write-plan.ts) and the same group commit as the databases.
 */
import { bytesToHex } from "@tomoshibi/shared/base/bytes.ts";
import { ok } from "@tomoshibi/shared/base/result.ts";
import type { Clock } from "@tomoshibi/shared/ports/clock.ts";
import { checkWrites } from "./check-writes.ts";
import { createGroupCommit } from "./group-commit.ts";
import { decodeOffset, encodeOffset, START_OFFSET } from "./offset.ts";
import { headOf, isExpired, streamKeyText } from "./rows.ts";
import type {
  Changes,
  KnownMessage,
  Loaded,
  MessageRow,
  ProducerState,
  StreamRow,
} from "./rows.ts";
import type {
  AnswersTo,
  Invite,
  Message,
  Offset,
  ReadAnswer,
  ReadLimit,
  ReadRequest,
  Storage,
  StreamHead,
  StreamKey,
  Totals,
  Usage,
  Write,
} from "./storage.ts";
import { createSubscribers } from "./subscribers.ts";
import type { Subscribers } from "./subscribers.ts";
import { planWrites, streamIdsNeeded } from "./write-plan.ts";

interface Tables {
  readonly streams: Map<string, StreamRow>;
  readonly messages: Map<number, MessageRow[]>;
  readonly known: Map<number, Map<string, KnownMessage>>;
  readonly producers: Map<number, Map<string, ProducerState>>;
  readonly invites: Map<string, Invite>;
  readonly settings: Map<string, Uint8Array>;
}

/** Makes an empty storage in memory. */
export function createMemoryStorage(deps: {
  readonly clock: Clock;
  readonly subscribers?: Subscribers;
  /** Before each transaction; left out, what arrived meanwhile is let in. */
  readonly giveWay?: () => Promise<void>;
}): Storage {
  const tables: Tables = {
    streams: new Map(),
    messages: new Map(),
    known: new Map(),
    producers: new Map(),
    invites: new Map(),
    settings: new Map(),
  };
  const { subscribers = createSubscribers() } = deps;
  let nextStreamId = 1;

  function commit(writes: readonly Write[]) {
    const freeStreamIds = Array.from({ length: streamIdsNeeded(writes) }, () => nextStreamId++);
    const loaded: Loaded = { ...tables, freeStreamIds };
    const plan = planWrites(loaded, writes, deps.clock.nowMs());
    store(tables, plan.changes);
    subscribers.notify(plan.notices);
    return Promise.resolve(plan.answers);
  }

  const group = createGroupCommit(commit, deps.giveWay);
  const liveRow = (key: StreamKey) => {
    const row = tables.streams.get(streamKeyText(key));
    return row && !isExpired(row, deps.clock.nowMs()) ? row : undefined;
  };

  return {
    async transact<const Writes extends readonly Write[]>(writes: Writes) {
      checkWrites(writes);
      const result = await group.submit(writes);
      return result.ok ? ok(result.value as unknown as AnswersTo<Writes>) : result;
    },
    async read(requests, limit) {
      return ok(requests.map((request) => read(tables, liveRow(request.key), request, limit)));
    },
    async head(key) {
      const row = liveRow(key);
      return ok(row && headOf(row));
    },
    async highestSeq(association, author) {
      return ok(findHighestSeq(tables, association, author));
    },
    async usage(association) {
      return ok(sumUsage(tables, association));
    },
    async totals(stream) {
      return ok(sumTotals(tables, stream));
    },
    associations: async () => ok(listAssociations(tables)),
    streams: async (association) => ok(listHeads(tables, association, deps.clock.nowMs())),
    async invite(id) {
      return ok(tables.invites.get(id));
    },
    invites: async (association, states) => ok(listInvites(tables, association, states)),
    async setting(name) {
      return ok(tables.settings.get(name));
    },
    async settle(name, value) {
      const settled = tables.settings.get(name) ?? value;
      tables.settings.set(name, settled);
      return ok(settled);
    },
    subscribe: (association, onChange) => subscribers.subscribe(association, onChange),
    close: () => group.drain(),
  };
}

function listAssociations(tables: Tables): readonly string[] {
  return [...new Set([...tables.streams.values()].map((row) => row.key.association))];
}

function listHeads(tables: Tables, association: string, nowMs: number): readonly StreamHead[] {
  return [...tables.streams.values()]
    .filter((row) => row.key.association === association && !isExpired(row, nowMs))
    .map(headOf)
    .sort(byName);
}

function listInvites(
  tables: Tables,
  association: string,
  states: readonly string[],
): readonly Pick<Invite, "id" | "state">[] {
  const wanted = new Set(states);
  return [...tables.invites.values()]
    .filter((invite) => invite.association === association && wanted.has(invite.state))
    .map(({ id, state }) => ({ id, state }));
}

function byName(left: StreamHead, right: StreamHead): number {
  return left.key.stream < right.key.stream ? -1 : 1;
}

function findHighestSeq(
  tables: Tables,
  association: string,
  author: string,
): ReadonlyMap<string, number> {
  const highest = new Map<string, number>();
  for (const { key, streamId } of tables.streams.values()) {
    if (key.association !== association) continue;
    for (const message of tables.messages.get(streamId) ?? []) {
      if (message.author !== author || message.seq === null) continue;
      highest.set(key.stream, Math.max(highest.get(key.stream) ?? 0, message.seq));
    }
  }
  return highest;
}

function sumUsage(tables: Tables, association: string): Usage {
  return sumRows([...tables.streams.values()].filter((row) => row.key.association === association));
}

function sumTotals(tables: Tables, stream: string): Totals {
  const rows = [...tables.streams.values()];
  const usage = sumRows(rows);
  const named = sumRows(rows.filter((row) => row.key.stream === stream));
  return {
    ...usage,
    associationCount: new Set(rows.map((row) => row.key.association)).size,
    named: { messageCount: named.messageCount, byteCount: named.byteCount },
    diskBytes: usage.byteCount,
  };
}

function sumRows(rows: readonly StreamRow[]): Usage {
  return {
    streamCount: rows.length,
    messageCount: rows.reduce((sum, row) => sum + row.messageCount, 0),
    byteCount: rows.reduce((sum, row) => sum + row.byteCount, 0),
  };
}

function store(tables: Tables, changes: Changes): void {
  for (const streamId of changes.wipedStreamIds) {
    for (const table of [tables.messages, tables.known, tables.producers]) table.delete(streamId);
    for (const [text, row] of tables.streams) {
      if (row.streamId === streamId) tables.streams.delete(text);
    }
  }
  for (const row of changes.streams) tables.streams.set(streamKeyText(row.key), row);
  for (const message of changes.messages) {
    const { streamId, position, bytes } = message;
    const messages = tables.messages.get(streamId) ?? [];
    messages.push(message);
    tables.messages.set(streamId, messages);
    const known = tables.known.get(streamId) ?? new Map<string, KnownMessage>();
    known.set(bytesToHex(message.id), { position, byteLength: bytes.length, isHusk: false });
    tables.known.set(streamId, known);
  }
  for (const { streamId, producerId, epoch, seq } of changes.producers) {
    const states = tables.producers.get(streamId) ?? new Map<string, ProducerState>();
    tables.producers.set(streamId, states.set(producerId, { epoch, seq }));
  }
  for (const { streamId, position, bytes } of changes.husks) {
    const messages = tables.messages.get(streamId);
    const message = messages?.[position - 1];
    if (!messages || !message) continue;
    messages[position - 1] = { ...message, bytes, isHusk: true };
    const byteLength = bytes.length;
    tables.known.get(streamId)?.set(bytesToHex(message.id), { position, byteLength, isHusk: true });
  }
  for (const invite of changes.invites) tables.invites.set(invite.id, invite);
  for (const { name, value } of changes.settings) tables.settings.set(name, value);
}

function read(
  tables: Tables,
  row: StreamRow | undefined,
  request: ReadRequest,
  limit: ReadLimit,
): ReadAnswer {
  if (!row) return { type: "notFound" };
  const head = headOf(row);
  const messages = tables.messages.get(row.streamId) ?? [];
  const from = findStart(request.after, row, messages);
  if (from === undefined) return { type: "gone", head };
  const picked: MessageRow[] = [];
  let bytes = 0;
  for (const message of messages.slice(from, from + limit.messagesMax)) {
    bytes += message.bytes.length;
    if (picked.length > 0 && bytes > limit.bytesMax) break;
    picked.push(message);
  }
  const start = offsetAt(messages, from);
  const next = offsetAt(messages, from + picked.length);
  return { type: "page", head, start, next, messages: picked.map(toMessage) };
}

function toMessage(row: MessageRow): Message {
  const { id, position, author, seq, bytes, arrivedAtMs, isHusk } = row;
  return { id, position, author, seq, bytes, arrivedAtMs, isHusk };
}

function findStart(
  after: ReadRequest["after"],
  row: StreamRow,
  messages: readonly MessageRow[],
): number | undefined {
  if (after === "start") return 0;
  if (after === "tail") return row.messageCount;
  if (typeof after === "number") return Math.max(0, row.messageCount - after);
  // An offset has one form, and most readers have read all there was.
  if (after === headOf(row).tail) return row.messageCount;
  const offset = decodeOffset(after);
  if (!offset || offset.position > row.messageCount) return undefined;
  return offsetAt(messages, offset.position) === after ? offset.position : undefined;
}

function offsetAt(messages: readonly MessageRow[], position: number): Offset {
  const last = messages[position - 1];
  return last ? encodeOffset(position, last.runningHash) : START_OFFSET;
}
