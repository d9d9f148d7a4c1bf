/** The link to a Postgres server that is lost and closed at awkward moments, with clients that only listen. */
import { EventEmitter } from "node:events";
import type { Client } from "pg";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { createSeededRandom } from "@tomoshibi/shared/testing/seeded-random.ts";
import { keepLink } from "./postgres-link.ts";

/** A client that answers at once, or `listen` when `answer` does. */
function fakeClient(answer: Promise<void> = Promise.resolve()) {
  const client = Object.assign(new EventEmitter(), {
    isEnded: false,
    asked: [] as string[],
    /** As pg does: one that is not answered in the time given is rejected. */
    async query({
      text,
      query_timeout,
    }: {
      readonly text: string;
      readonly query_timeout: number;
    }) {
      client.asked.push(text);
      const tooLong = new Promise<never>((_, reject) => {
        setTimeout(() => reject(new Error("Query read timeout")), query_timeout);
      });
      await Promise.race([answer, tooLong]);
    },
    async end() {
      client.isEnded = true;
    },
  });
  return client;
}

const asClient = (fake: ReturnType<typeof fakeClient>) => fake as unknown as Client;

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

test("[REL3] a link that is closed while its next connection begins to listen leaves no connection behind", async () => {
  let listens = () => {};
  const next = fakeClient(new Promise((resolve) => (listens = resolve)));
  const first = fakeClient();
  const told: string[] = [];
  const link = await keepLink(
    {
      connect: async () => asClient(next),
      random: createSeededRandom(1),
      onPayload: () => undefined,
      onBack: () => told.push("back"),
      onLost: () => told.push("lost"),
    },
    asClient(first),
  );
  first.emit("end");
  await vi.advanceTimersByTimeAsync(1_000);
  expect(next.asked).toHaveLength(1);
  await link.close();
  listens();
  await vi.advanceTimersByTimeAsync(0);
  expect(next.isEnded).toBe(true);
  expect(told).toEqual(["lost"]);
});

test("[REL3] a server that takes a connection and says nothing more is sought again", async () => {
  const silent = fakeClient(new Promise(() => undefined));
  const next = fakeClient();
  const waiting = [silent, next];
  const first = fakeClient();
  const told: string[] = [];
  const link = await keepLink(
    {
      connect: async () => asClient(waiting.shift() ?? fakeClient()),
      random: createSeededRandom(1),
      onPayload: () => undefined,
      onBack: () => told.push("back"),
      onLost: () => told.push("lost"),
    },
    asClient(first),
  );
  first.emit("end");
  await vi.advanceTimersByTimeAsync(20_000);
  expect(silent.isEnded).toBe(true);
  expect(told).toEqual(["lost", "back"]);
  expect(link.isUp()).toBe(true);
  await link.close();
});
