/**
 * The scratch sheet of a transaction: what was loaded, overlaid with what the writes so far changed. It keeps the
 * arithmetic of streams (positions without gaps, running hash, bytes, deadlines); the rules are in write-plan.ts.
 */
import { bytesToHex } from "@tomoshibi/shared/base/bytes.ts";
import { EMPTY_RUNNING_HASH, extendRunningHash, rawMessageId } from "./offset.ts";
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
  Invite,
  MessageOutcome,
  NewMessage,
  StreamChange,
  StreamConfig,
  StreamHead,
  StreamKey,
} from "./storage.ts";

/** One transaction in the making; `changes` and `notices` are its outcome. */
export class WriteSheet {
  readonly invites = new Map<string, Invite>();
  readonly settings = new Map<string, Uint8Array>();
  readonly #loaded: Loaded;
  readonly #nowMs: number;
  readonly #rows: Map<string, StreamRow>;
  readonly #changed = new Map<string, StreamKey>();
  readonly #news = new Map<string, StreamKey>();
  readonly #wiped = new Set<number>();
  readonly #known = new Map<number, Map<string, KnownMessage>>();
  readonly #producers = new Map<number, Map<string, ProducerState>>();
  readonly #messages = new Map<number, MessageRow[]>();
  readonly #husks: { streamId: number; position: number; bytes: Uint8Array }[] = [];
  #streamIdsUsed = 0;

  constructor(loaded: Loaded, nowMs: number) {
    this.#loaded = loaded;
    this.#nowMs = nowMs;
    this.#rows = new Map(loaded.streams);
  }

  stream(key: StreamKey): StreamRow | undefined {
    const row = this.#rows.get(streamKeyText(key));
    if (row && isExpired(row, this.#nowMs)) {
      this.wipe(row);
      return undefined;
    }
    return row;
  }

  head(key: StreamKey): StreamHead {
    return headOf(this.#mustHave(key));
  }

  create(key: StreamKey, config: StreamConfig): void {
    const streamId = this.#loaded.freeStreamIds[this.#streamIdsUsed++];
    if (streamId === undefined) throw new Error("Broken invariant: too few stream ids were loaded");
    this.#store({
      streamId,
      key,
      config,
      deadlineMs: deadline(config, this.#nowMs),
      messageCount: 0,
      huskCount: 0,
      byteCount: 0,
      runningHash: EMPTY_RUNNING_HASH,
      isClosed: false,
      streamSeq: null,
    });
  }

  append(key: StreamKey, message: NewMessage): MessageOutcome {
    const row = this.#mustHave(key);
    const id = message.id ?? rawMessageId(row.runningHash, message.bytes);
    const known = this.known(row, id);
    if (known) return { type: "known", position: known.position };
    const position = row.messageCount + 1;
    const runningHash = extendRunningHash(row.runningHash, id);
    const { author, seq, bytes } = message;
    const { streamId } = row;
    const arrivedAtMs = this.#nowMs;
    listAt(this.#messages, streamId).push({
      ...{ streamId, id, position, author, seq, bytes, arrivedAtMs, runningHash, isHusk: false },
    });
    this.#note(row, id, { position, byteLength: bytes.length, isHusk: false });
    const byteCount = row.byteCount + bytes.length;
    this.#store({ ...row, messageCount: position, byteCount, runningHash });
    return { type: "accepted", position };
  }

  erase(row: StreamRow, id: Uint8Array, known: KnownMessage, husk: Uint8Array): void {
    this.#note(row, id, { ...known, byteLength: husk.length, isHusk: true });
    this.#husks.push({ streamId: row.streamId, position: known.position, bytes: husk });
    const byteCount = row.byteCount - known.byteLength + husk.length;
    this.#store({ ...row, byteCount, huskCount: row.huskCount + 1 });
  }

  wipe(row: StreamRow): void {
    this.#wiped.add(row.streamId);
    this.#messages.delete(row.streamId);
    this.#rows.delete(streamKeyText(row.key));
    this.#changed.set(streamKeyText(row.key), row.key);
    this.#news.set(streamKeyText(row.key), row.key);
  }

  touch(row: StreamRow | undefined): void {
    // A date does not move. And no news: a reader whose reading is a touch would wake itself for ever.
    if (row && row.config.ttlSeconds !== null)
      this.#keep({ ...row, deadlineMs: deadline(row.config, this.#nowMs) });
  }

  update(key: StreamKey, part: Partial<Pick<StreamRow, "isClosed" | "streamSeq">>): void {
    this.#store({ ...this.#mustHave(key), ...part });
  }

  known(row: StreamRow, id: Uint8Array): KnownMessage | undefined {
    const hex = bytesToHex(id);
    return (
      this.#known.get(row.streamId)?.get(hex) ?? this.#loaded.known.get(row.streamId)?.get(hex)
    );
  }

  producer(row: StreamRow, producerId: string): ProducerState | undefined {
    return (
      this.#producers.get(row.streamId)?.get(producerId) ??
      this.#loaded.producers.get(row.streamId)?.get(producerId)
    );
  }

  noteProducer(key: StreamKey, step: { id: string; epoch: number; seq: number }): void {
    const { streamId } = this.#mustHave(key);
    mapAt(this.#producers, streamId).set(step.id, { epoch: step.epoch, seq: step.seq });
  }

  changes(): Changes {
    const isLive = (streamId: number) => !this.#wiped.has(streamId);
    const streams = [...this.#changed.values()].flatMap((key) => {
      const row = this.#rows.get(streamKeyText(key));
      return row ? [row] : [];
    });
    return {
      wipedStreamIds: [...this.#wiped],
      streams,
      messages: [...this.#messages.values()].flat(),
      producers: [...this.#producers].flatMap(([streamId, states]) =>
        isLive(streamId)
          ? [...states].map(([producerId, state]) => ({ ...state, streamId, producerId }))
          : [],
      ),
      husks: this.#husks.filter(({ streamId }) => isLive(streamId)),
      invites: [...this.invites.values()],
      settings: [...this.settings].map(([name, value]) => ({ name, value })),
    };
  }

  notices(): readonly StreamChange[] {
    return [...this.#news.values()].map((key) => {
      const row = this.#rows.get(streamKeyText(key));
      return { key, head: row ? headOf(row) : null };
    });
  }

  #mustHave(key: StreamKey): StreamRow {
    const row = this.#rows.get(streamKeyText(key));
    if (!row) throw new Error("Broken invariant: the stream was just looked up or made");
    return row;
  }

  #store(row: StreamRow): void {
    this.#keep(row);
    this.#news.set(streamKeyText(row.key), row.key);
  }

  #keep(row: StreamRow): void {
    this.#rows.set(streamKeyText(row.key), row);
    this.#changed.set(streamKeyText(row.key), row.key);
  }

  #note(row: StreamRow, id: Uint8Array, known: KnownMessage): void {
    mapAt(this.#known, row.streamId).set(bytesToHex(id), known);
  }
}

function deadline(config: StreamConfig, nowMs: number): number | null {
  return config.ttlSeconds === null ? config.expiresAtMs : nowMs + config.ttlSeconds * 1000;
}

function mapAt<Value>(maps: Map<number, Map<string, Value>>, at: number): Map<string, Value> {
  const existing = maps.get(at);
  if (existing) return existing;
  const made = new Map<string, Value>();
  maps.set(at, made);
  return made;
}

function listAt<Value>(lists: Map<number, Value[]>, at: number): Value[] {
  const existing = lists.get(at);
  if (existing) return existing;
  const made: Value[] = [];
  lists.set(at, made);
  return made;
}
