/** Keeping peers: over a real socket, and how long a relay waits for one that does not answer. */
import { expect, onTestFinished, test } from "vitest";
import { createWorld } from "@tomoshibi/shared/testing/association-world.ts";
import { createSeededRandom } from "@tomoshibi/shared/testing/seeded-random.ts";
import { RELAY_SEED_SETTING } from "../http/relay-identity.ts";
import { listen } from "../http/server.ts";
import { createMemoryStorage } from "../storage/memory.ts";
import { createTestRelay, handIn } from "../testing/relay-fixture.ts";
import { backOffMs, keepPeers } from "./keep-peers.ts";
import { PEER_BACK_OFF_MS } from "./peer-limits.ts";
import { createRounds } from "./peer-round.ts";

test("[REL7] a relay hands in over the network, and says once that it reached its peer", async () => {
  const world = await createWorld();
  const town = await createTestRelay();
  const listening = await listen(town.app, { host: "127.0.0.1", port: 0 });
  if (!listening.ok) throw new Error(listening.error.code);
  onTestFinished(() => listening.value.stop());
  const random = createSeededRandom(12);
  const relaySeed = random.bytes(32);
  const { clock } = town;
  const storage = createMemoryStorage({ clock });
  await storage.settle(RELAY_SEED_SETTING, relaySeed);
  const shelter = await createTestRelay({ clock, storage });
  await handIn(shelter, world, world.founder.keys, { statements: world.statements });
  const askOwn = async (path: string, request: RequestInit) => shelter.app.request(path, request);
  const stopping = new AbortController();
  const told = await new Promise<readonly [number, boolean]>((resolve, reject) => {
    keepPeers({
      urls: [`http://127.0.0.1:${listening.value.port}`],
      round: createRounds({ storage, clock, random, relaySeed, askOwn }),
      ...{ random, stopping: stopping.signal },
      onLink: (place, isUp) => resolve([place, isUp]),
      onBroken: (_place, cause) => reject(cause),
    });
  });
  stopping.abort();
  expect(told).toEqual([0, true]);
  const head = await town.storage.head({ association: world.association, stream: "membership" });
  expect(head.ok && head.value?.messageCount).toBe(world.statements.length);
});

test("[REL7] a round that throws is told, counts as no answer, and does not end the relay", async () => {
  const stopping = new AbortController();
  const broken = new Error("Broken invariant: of a test");
  const told = await new Promise<unknown[]>((resolve) => {
    const heard: unknown[] = [];
    keepPeers({
      urls: ["http://peer.example"],
      round: () => Promise.reject(broken),
      ...{ random: createSeededRandom(1), stopping: stopping.signal },
      onLink: (_place, isUp) => resolve([...heard, isUp]),
      onBroken: (place, cause) => void heard.push(place, cause),
    });
  });
  stopping.abort();
  expect(told).toEqual([0, broken, false]);
});

test("[REL7] a peer that does not answer is asked less and less often, and never all at once", () => {
  const { first, longest } = PEER_BACK_OFF_MS;
  const waits = (byte: number) =>
    [1, 2, 3, 20, 1000].map((failures) =>
      backOffMs(failures, { bytes: () => new Uint8Array([byte]) }),
    );
  expect(waits(255)).toEqual([first, 2 * first, 4 * first, longest, longest]);
  expect(waits(0)).toEqual(waits(255).map((waitMs) => waitMs / 2));
});
