/**
 * What every adapter of the storage port must do; each adapter's test calls it with a factory.
 */
import { createHash } from "node:crypto";
import { concatBytes, utf8ToBytes } from "@tomoshibi/shared/base/bytes.ts";
import { beforeEach, describe, expect, test } from "vitest";
import { START_OFFSET } from "./offset.ts";
import { describeSettings } from "./settings.contract.ts";
import { describeSums } from "./sums.contract.ts";
import type {
  AppendAnswer,
  AppendWrite,
  NewMessage,
  ReadAnswer,
  Storage,
  StreamChange,
  StreamConfig,
  StreamKey,
  Write,
} from "./storage.ts";

/** A clock that the suite sets. */
export interface ManualClock {
  nowMs(): number;
  advance(ms: number): void;
}

/** Makes a clock that stands still until told otherwise. */
export function createManualClock(): ManualClock {
  let now = 1_764_000_000_000;
  return { nowMs: () => now, advance: (ms) => void (now += ms) };
}

const plain: StreamConfig = {
  contentType: "application/octet-stream",
  ttlSeconds: null,
  expiresAtMs: null,
};
const wide = { messagesMax: 1000, bytesMax: 1_000_000 };
const hash = (text: string) => new Uint8Array(createHash("sha256").update(text).digest());
const author = "00112233aabbccdd";

function entry(text: string, seq: number | null = null): NewMessage {
  return { id: hash(text), author: seq === null ? null : author, seq, bytes: utf8ToBytes(text) };
}

/** Registers the suite. `open` gives a storage that may hold other associations' streams; the clock is its clock. */
export function describeStorage(
  adapter: string,
  open: () => { storage: Storage; clock: ManualClock },
): void {
  let association = "";
  let storage: Storage;
  let clock: ManualClock;
  let run = 0;

  beforeEach(() => {
    ({ storage, clock } = open());
    run += 1;
    association = `${adapter}-${run}`;
  });

  const key = (stream = "safety"): StreamKey => ({ association, stream });
  const append = (messages: readonly NewMessage[], more: Partial<AppendWrite> = {}) =>
    ({ type: "append", key: key(), createWith: plain, messages, ...more }) as const;

  async function write<const Writes extends readonly Write[]>(...writes: Writes) {
    const result = await storage.transact<Writes>(writes);
    if (!result.ok) throw new Error("storage failed", { cause: result.error });
    return result.value;
  }

  async function appended(messages: readonly NewMessage[], more: Partial<AppendWrite> = {}) {
    const [answer] = await write(append(messages, more));
    if (answer.type !== "appended") throw new Error(`append was answered ${answer.type}`);
    return answer;
  }

  async function page(after: string | number = "start", stream = "safety", limit = wide) {
    const result = await storage.read([{ key: key(stream), after }], limit);
    const answer: ReadAnswer | undefined = result.ok ? result.value[0] : undefined;
    if (answer?.type !== "page") throw new Error(`read was answered ${answer?.type}`);
    return answer;
  }

  const texts = (messages: readonly { readonly bytes: Uint8Array }[]) =>
    messages.map(({ bytes }) => new TextDecoder().decode(bytes));

  describe(`storage: ${adapter}`, () => {
    test("[REL1] an offset is the position and the running hash of all ids before it", async () => {
      const answer = await appended([entry("a"), entry("b")]);
      const first = createHash("sha256").update(new Uint8Array(32)).update(hash("a")).digest();
      const second = createHash("sha256").update(first).update(hash("b")).digest("hex");
      expect(answer.head.tail).toBe(`0000000000000002_${second.slice(0, 16)}`);
      expect(answer.outcomes).toEqual([
        { type: "accepted", position: 1 },
        { type: "accepted", position: 2 },
      ]);
    });

    test("[REL2] an id is stored once in its stream, and known afterwards", async () => {
      await appended([entry("a"), entry("b")]);
      const again = await appended([entry("b"), entry("c"), entry("c")]);
      expect(again.outcomes).toEqual([
        { type: "known", position: 2 },
        { type: "accepted", position: 3 },
        { type: "known", position: 3 },
      ]);
      expect(texts((await page()).messages)).toEqual(["a", "b", "c"]);
    });

    test("[REL2] the same id may be in two streams", async () => {
      const [one, other] = await write(
        append([entry("a")]),
        append([entry("a")], { key: key("household/3") }),
      );
      expect([one, other].map((answer) => answer.type === "appended" && answer.outcomes)).toEqual([
        [{ type: "accepted", position: 1 }],
        [{ type: "accepted", position: 1 }],
      ]);
    });

    test("[REL1] raw messages may repeat: their ids depend on their place", async () => {
      const raw = { id: null, author: null, seq: null, bytes: utf8ToBytes("same") };
      const { outcomes } = await appended([raw, raw]);
      expect(outcomes.map((outcome) => outcome.type)).toEqual(["accepted", "accepted"]);
    });

    test("[REL1] reading goes on from any offset and brings what was stored", async () => {
      await appended([entry("a", 1), entry("b", 2), entry("c", 3)]);
      const first = await page("start", "safety", { messagesMax: 1, bytesMax: 1000 });
      expect(first.start).toBe(START_OFFSET);
      expect(first.messages).toEqual([
        { ...entry("a", 1), position: 1, arrivedAtMs: clock.nowMs(), isHusk: false },
      ]);
      const rest = await page(first.next);
      expect(texts(rest.messages)).toEqual(["b", "c"]);
      expect(rest.next).toBe(rest.head.tail);
      const none = await page(rest.next);
      expect(none.messages).toEqual([]);
      expect(none.next).toBe(rest.next);
      expect((await page("tail")).start).toBe(rest.next);
    });

    test("[REL1] a page stops at its bytes, but always brings one message", async () => {
      await appended([entry("aaaa"), entry("bbbb"), entry("c")]);
      const small = { messagesMax: 10, bytesMax: 3 };
      expect(texts((await page("start", "safety", small)).messages)).toEqual(["aaaa"]);
      const medium = { messagesMax: 10, bytesMax: 8 };
      expect(texts((await page("start", "safety", medium)).messages)).toEqual(["aaaa", "bbbb"]);
    });

    test("[REL1] an offset past the tail, or of another history, is gone", async () => {
      const { head } = await appended([entry("a"), entry("b")]);
      const past = `0000000000000009_${head.tail.slice(17)}`;
      const otherTail = `${head.tail.slice(0, 17)}0000000000000000`;
      const otherMiddle = `0000000000000001_${head.tail.slice(17)}`;
      const strangeStart = `0000000000000000_${head.tail.slice(17)}`;
      const requests = [past, otherTail, otherMiddle, strangeStart, "nonsense", head.tail].map(
        (after) => ({ key: key(), after }),
      );
      const result = await storage.read(requests, wide);
      const types = result.ok ? result.value.map((answer) => answer.type) : [];
      expect(types).toEqual(["gone", "gone", "gone", "gone", "gone", "page"]);
    });

    test("[DOC4] the newest messages are read without those before, and reading goes on from there", async () => {
      const { head } = await appended([entry("a"), entry("b"), entry("c")]);
      const newest = await page(2);
      expect([...texts(newest.messages), newest.next]).toEqual(["b", "c", head.tail]);
      expect((await page(newest.start)).messages).toEqual(newest.messages);
      expect(await page(9)).toEqual(await page());
    });

    test("[REL1] many streams are read at once, answered in the order asked", async () => {
      await write(append([entry("a")]), append([entry("b")], { key: key("members") }));
      const after = "start" as const;
      const requests = ["members", "missing", "safety"].map((name) => ({ key: key(name), after }));
      const result = await storage.read(requests, wide);
      const read = result.ok ? result.value : [];
      expect(
        read.map((answer) => (answer.type === "page" ? texts(answer.messages) : answer.type)),
      ).toEqual([["b"], "notFound", ["a"]]);
    });

    test("[REL3] many callers at once each get their own answer, in gapless positions", async () => {
      const answers = await Promise.all(
        Array.from({ length: 200 }, (_, index) => appended([entry(`m${index}`)])),
      );
      const positions = answers.map((answer) => answer.outcomes[0]?.position);
      expect(new Set(positions).size).toBe(200);
      const { head, messages } = await page();
      expect(head.messageCount).toBe(200);
      let running = new Uint8Array(32);
      for (const { id } of messages) {
        running = new Uint8Array(createHash("sha256").update(concatBytes(running, id)).digest());
      }
      expect(head.tail.slice(17)).toBe(Buffer.from(running).toString("hex").slice(0, 16));
    });

    test("[REL3] what is refused leaves no trace, and its neighbours in the transaction stand", async () => {
      await write({ type: "create", key: key("closed"), config: plain, messages: [], close: true });
      const [refused, accepted, missing] = await write(
        append([entry("a")], { key: key("closed") }),
        append([entry("b")]),
        { type: "append", key: key("missing"), messages: [entry("c")] },
      );
      expect([refused.type, accepted.type, missing.type]).toEqual([
        "closed",
        "appended",
        "notFound",
      ]);
      expect((await page("start", "closed")).messages).toEqual([]);
    });

    test("[REL3] an id that cannot be stored fails its caller only", async () => {
      const bad = { ...entry("bad"), id: new Uint8Array(3) };
      await expect(storage.transact([append([bad])])).rejects.toThrow("32 bytes");
      expect((await appended([entry("good")])).head.messageCount).toBe(1);
    });

    test("[REL4] a bounded stream refuses what would grow it beyond its limit, not what it knows", async () => {
      const limit = { messagesMax: 2, bytesMax: 3 };
      const types: AppendAnswer["type"][] = [];
      for (const text of ["a", "b", "c", "b"]) {
        const [answer] = await write(append([entry(text)], { limit }));
        types.push(answer.type);
      }
      expect(types).toEqual(["appended", "appended", "full", "appended"]);
      const byBytes = append([entry("long")], { limit: { messagesMax: 9, bytesMax: 3 } });
      expect((await write(byBytes))[0].type).toBe("full");
    });

    test("[REL2] the highest seq of an author is known by stream", async () => {
      await write(
        append([entry("a", 1), entry("c", 7), entry("b", 3)]),
        append([entry("a", 2)], { key: key("household/3") }),
        append([{ ...entry("x", 9), author: "ffffffffffffffff" }]),
      );
      const result = await storage.highestSeq(association, author);
      expect(result.ok && Object.fromEntries(result.value)).toEqual({
        "household/3": 2,
        safety: 7,
      });
      const stranger = await storage.highestSeq("another", author);
      expect(stranger.ok && stranger.value.size).toBe(0);
    });

    test("[ERA1] a husk takes the place of the bytes; offsets stay, and the box is not taken again", async () => {
      const { head } = await appended([entry("secret"), entry("b")]);
      const erase = {
        type: "erase",
        key: key(),
        id: hash("secret"),
        husk: utf8ToBytes("h"),
      } as const;
      const unknown = { ...erase, id: hash("never seen") };
      expect(await write(erase, erase, unknown)).toEqual([
        { type: "done" },
        { type: "done" },
        { type: "notFound" },
      ]);
      const again = await appended([entry("secret")]);
      expect(again.outcomes).toEqual([{ type: "known", position: 1 }]);
      const { messages } = await page();
      expect(texts(messages)).toEqual(["h", "b"]);
      expect(messages.map((message) => message.isHusk)).toEqual([true, false]);
      expect(again.head.tail).toBe(head.tail);
      expect(again.head.byteCount).toBe(2);
    });

    test("[ERA1] an entry stored and erased in one transaction is a husk", async () => {
      await write(append([entry("secret")]), {
        type: "erase",
        key: key(),
        id: hash("secret"),
        husk: utf8ToBytes("h"),
      });
      expect(texts((await page()).messages)).toEqual(["h"]);
    });

    test("[REL1] creating twice with one config is one stream; another config conflicts", async () => {
      const create = { type: "create", key: key(), config: plain, messages: [entry("a")] } as const;
      const other = { ...create, config: { ...plain, contentType: "text/plain" } };
      const answers = await write(create, create, other);
      expect(answers.map((answer) => answer.type)).toEqual(["created", "exists", "conflict"]);
      expect((await page()).head.messageCount).toBe(1);
    });

    test("[REL1] a stream made again after deletion holds nothing of the old one", async () => {
      const { head } = await appended([entry("a")]);
      const gone = { type: "delete", key: key() } as const;
      const [first, second, made] = await write(gone, gone, append([entry("a"), entry("b")]));
      expect([first.type, second.type]).toEqual(["done", "notFound"]);
      expect(made.type === "appended" && made.outcomes.map(({ type }) => type)).toEqual([
        "accepted",
        "accepted",
      ]);
      const now = await page();
      expect(texts(now.messages)).toEqual(["a", "b"]);
      expect(now.head.incarnation).not.toBe(head.incarnation);
    });

    test("[REL1] a TTL slides with touches and appends; what expired is not there", async () => {
      const config = { ...plain, ttlSeconds: 10 };
      await write({ type: "create", key: key(), config, messages: [entry("a")] });
      clock.advance(9_000);
      await write({ type: "touch", key: key() });
      clock.advance(9_000);
      const head = await storage.head(key());
      expect(head.ok && head.value?.messageCount).toBe(1);
      clock.advance(1_000);
      expect(await storage.head(key())).toEqual({ ok: true, value: undefined });
      const read = await storage.read([{ key: key(), after: "start" }], wide);
      expect(read.ok && read.value).toEqual([{ type: "notFound" }]);
      expect((await appended([entry("b")])).head.messageCount).toBe(1);
      expect(texts((await page()).messages)).toEqual(["b"]);
    });

    test("[REL1] an idempotent producer's retry is answered, its gaps and stale epochs refused", async () => {
      const step = (epoch: number, seq: number, text: string) =>
        append([{ ...entry(text), id: null }], { producer: { id: "p", epoch, seq } });
      await appended([entry("first")]);
      const answers = await write(
        step(0, 0, "a"),
        step(0, 0, "a"),
        step(0, 2, "c"),
        step(1, 1, "d"),
        step(1, 0, "e"),
        step(0, 1, "f"),
      );
      expect(answers.map((answer) => answer.type)).toEqual([
        "appended",
        "producerDuplicate",
        "producerGap",
        "producerEpochMidway",
        "appended",
        "producerStale",
      ]);
      const [later] = await write(step(1, 0, "e"));
      expect(later).toMatchObject({ type: "producerDuplicate", seq: 0 });
    });

    test("[REL1] Stream-Seq must rise, by bytes", async () => {
      const answers = await write(
        append([entry("a")], { streamSeq: "09" }),
        append([entry("b")], { streamSeq: "10" }),
        append([entry("c")], { streamSeq: "2" }),
        append([entry("d")], { streamSeq: "10" }),
      );
      expect(answers.map((answer) => answer.type)).toEqual([
        "appended",
        "appended",
        "appended",
        "streamSeqRegressed",
      ]);
    });

    test("[REL3] subscribers hear of their association after the commit, until they stop", async () => {
      const heard: StreamChange[] = [];
      const stop = storage.subscribe(association, (change) => heard.push(change));
      const { head } = await appended([entry("a")]);
      expect(heard).toEqual([{ key: key(), head }]);
      await write(append([entry("b")], { key: { association: "another", stream: "safety" } }));
      await write({ type: "touch", key: key() }, append([entry("a")]));
      expect(heard).toHaveLength(1);
      await write({ type: "delete", key: key() });
      expect(heard.at(-1)).toEqual({ key: key(), head: null });
      stop();
      await appended([entry("c")]);
      expect(heard).toHaveLength(2);
    });

    test("[REL1] [REL4] one stream is read from several offsets at once, each checked for itself", async () => {
      const { tail } = (await appended([entry("one"), entry("two")])).head;
      const other = `${tail.slice(0, -1)}${tail.endsWith("0") ? "1" : "0"}`;
      const after = [tail, other, "start"];
      const pages = await storage.read(
        after.map((offset) => ({ key: key(), after: offset })),
        { messagesMax: 1, bytesMax: 1 },
      );
      const seen =
        pages.ok &&
        pages.value.map((page) => [page.type, page.type === "page" && page.messages.length]);
      expect(seen).toEqual([
        ["page", 0],
        ["gone", false],
        ["page", 1],
      ]);
    });

    test("[REL1] an empty read and an empty write are answered", async () => {
      expect(await storage.read([], wide)).toEqual({ ok: true, value: [] });
      expect(await storage.transact([])).toEqual({ ok: true, value: [] });
    });
  });

  describeSettings(adapter, open);
  describeSums(adapter, open);
}
