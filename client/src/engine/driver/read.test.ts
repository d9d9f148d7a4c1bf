import { err, ok } from "@tomoshibi/shared/base/result.ts";
import { encodeIntakeItem } from "@tomoshibi/shared/relay-api/intake.ts";
import type { StreamRead } from "@tomoshibi/shared/relay-api/reads.ts";
import { OFFSET_START } from "@tomoshibi/shared/relay-api/paths.ts";
import { expect, test } from "vitest";
import type { Arrival } from "../replica/replica.ts";
import type { Transport } from "../transports/transport.ts";
import {
  readNext,
  readingContext,
  readingReplica,
  streamsOfReads,
} from "./testing/reading-device.ts";

const NO_NEWS = { newEntries: 0, toReceipt: [] };

function readOf(stream: StreamRead["stream"], ...messages: Uint8Array[]): StreamRead {
  return {
    stream,
    state: "ok",
    nextOffset: "0000000000000001_0000000000000000",
    isUpToDate: true,
    messages: messages.map((bytes) => ({ bytes, arrivedAtSeconds: 1_700_000_000 })),
  };
}

const received = async (read: StreamRead) => (await readThrough(read)).taken;

async function readThrough(read: StreamRead, asked = OFFSET_START) {
  const taken: Arrival[] = [];
  const kept: string[] = [];
  const replica = readingReplica({
    wantedStreams: () => [read.stream],
    cursors: async () => new Map([[read.stream, asked]]),
    setCursors: async (_relay, offsets) => void kept.push(...offsets.values()),
    async receive(arrivals) {
      taken.push(...arrivals);
      return NO_NEWS;
    },
  });
  await readNext(readingContext(replica, async () => ok([read]), { isFirst: false }));
  return { taken, kept };
}

test("[REL4] what a relay put into its intake is judged in the stream it was meant for", async () => {
  const bytes = Uint8Array.of(1, 2, 3);
  const item = encodeIntakeItem({ stream: "safety", bytes });
  expect(await received(readOf("intake", item))).toEqual([
    { stream: "safety", messages: [{ bytes, relayedAtSeconds: 1_700_000_000 }] },
  ]);
});

test("[REL4] an intake message that is none is left out, and does not stop the reading", async () => {
  expect(await received(readOf("intake", Uint8Array.of(255)))).toEqual([]);
});

const offsetAt = (position: number) => `${String(position).padStart(16, "0")}_${"0".repeat(16)}`;

test.each([
  ["refuses the request", err({ type: "refused", status: 400 } as const)],
  ["does not know the offset", ok([{ ...readOf("checkpoints"), state: "gone" as const }])],
])(
  "[DOC4] [ENT8] everything else is read from a relay that %s for the newest digest",
  async (_what, old) => {
    const asked: string[][] = [];
    const replica = readingReplica({
      wantedStreams: () => ["safety", "checkpoints"],
      receive: async () => ({ ...NO_NEWS, newEntries: 1 }),
    });
    const read: Transport["read"] = async ({ streams }) => {
      asked.push(streams.map(({ stream }) => stream));
      return asked.length === 1 ? old : ok([readOf("safety", Uint8Array.of(1))]);
    };
    const context = readingContext(replica, read, { checkpoints: "digest" });
    expect(await readNext(context)).toMatchObject({ value: { isGone: false } });
    expect(await readNext(context)).toMatchObject({ value: { newEntries: 1 } });
    expect(asked).toEqual([["checkpoints"], ["safety"]]);
  },
);

test("[REL1] an offset is kept that goes on from the one that was asked for", async () => {
  const one = Uint8Array.of(1);
  const answer = { ...readOf("safety", one, one), nextOffset: offsetAt(7) };
  expect((await readThrough(answer, offsetAt(5))).kept).toEqual([offsetAt(7)]);
  expect((await readThrough(readOf("safety", one))).kept).toEqual([offsetAt(1)]);
});

test("[REL1] [DEL1] the answer to another question moves no offset past what was not read; what it brings is taken", async () => {
  const one = Uint8Array.of(1);
  const answer = { ...readOf("safety", one), nextOffset: offsetAt(9) };
  const { kept, taken } = await readThrough(answer, offsetAt(5));
  expect(kept).toEqual([]);
  expect(taken).toMatchObject([{ stream: "safety", messages: [{ bytes: one }] }]);
});

test("[DOC4] of checkpoints the newest digest is read alone and first; if it is news its frontier with the rest, then what follows", async () => {
  const asked: string[] = [];
  const kept: string[] = [];
  let isNews = true;
  const replica = readingReplica({
    wantedStreams: () => ["members", "checkpoints"],
    cursors: async () => new Map([["checkpoints", kept.at(-1) ?? OFFSET_START]]),
    setCursors: async (_relay, offsets) => void kept.push(...offsets.values()),
    receive: async () => ({ ...NO_NEWS, newEntries: isNews ? 1 : 0 }),
  });
  const read: Transport["read"] = async ({ streams }) => {
    asked.push(streams.map(({ stream, offset }) => `${stream} ${offset}`).join());
    return ok([{ ...readOf("checkpoints", Uint8Array.of(1)), nextOffset: offsetAt(8) }]);
  };
  const contact = async () => {
    const context = readingContext(replica, read, { checkpoints: "digest" });
    for (let reads = 0; reads < 3; reads += 1) await readNext(context);
    return asked.splice(0);
  };
  expect(await contact()).toEqual([
    "checkpoints newest-1",
    "members -1,checkpoints newest-2",
    `members -1,checkpoints ${offsetAt(8)}`,
  ]);
  expect(kept).toEqual([offsetAt(8)]);
  // The next contact finds that it has it: what came since follows from where it was.
  isNews = false;
  expect((await contact()).slice(0, 2)).toEqual([
    "checkpoints newest-1",
    `members -1,checkpoints ${offsetAt(8)}`,
  ]);
});

test.each(["", "9", "later"])("[REL1] %j is no offset to keep", async (nextOffset) => {
  const answer = { ...readOf("safety", Uint8Array.of(1)), nextOffset };
  expect((await readThrough(answer)).kept).toEqual([]);
});

test("[DEL1] what is missed is asked for once a relay was read to its end, all parts of it, and not before", async () => {
  const parts = 2;
  let asked = 0;
  let news = 0;
  const replica = readingReplica({
    wantedStreams: () => streamsOfReads(parts),
    askForMissed: async () => (asked += 1) > 0,
  });
  const context = readingContext(replica, async () =>
    ok(news-- > 0 ? [readOf("household/1", Uint8Array.of(1))] : []),
  );
  const readTimes = async (times: number) => {
    const owed: boolean[] = [];
    for (let count = 0; count < times; count += 1) {
      const outcome = await readNext(context);
      owed.push(outcome.ok && outcome.value.owesService);
    }
    return owed;
  };
  news = 1;
  await readTimes(parts);
  expect(asked).toBe(0);
  expect(await readTimes(1)).toEqual([true]);
  expect(asked).toBe(1);
});
