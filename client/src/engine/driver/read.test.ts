import { ok } from "@tomoshibi/shared/base/result.ts";
import type { AssociationId, DeviceId } from "@tomoshibi/shared/base/ids.ts";
import { encodeIntakeItem } from "@tomoshibi/shared/relay-api/intake.ts";
import type { StreamRead } from "@tomoshibi/shared/relay-api/reads.ts";
import { expect, test } from "vitest";
import type { Arrival, Replica } from "../replica/replica.ts";
import type { Transport } from "../transports/transport.ts";
import { readOnce } from "./read.ts";

const RELAY_KEY = "aa".repeat(32);

function readOf(stream: StreamRead["stream"], ...messages: Uint8Array[]): StreamRead {
  return {
    stream,
    state: "ok",
    nextOffset: "0000000000000001_0000000000000000",
    isUpToDate: true,
    messages: messages.map((bytes) => ({ bytes, arrivedAtSeconds: 1_700_000_000 })),
  };
}

async function received(read: StreamRead): Promise<readonly Arrival[]> {
  const taken: Arrival[] = [];
  const replica = {
    identity: { association: "00".repeat(16) as AssociationId, device: "11".repeat(8) as DeviceId },
    wantedStreams: () => [read.stream],
    cursor: async () => "-1",
    setCursor: async () => undefined,
    receive: async (arrivals: readonly Arrival[]) => {
      taken.push(...arrivals);
      return { newEntries: 0, toReceipt: [], openRealIncident: undefined };
    },
  } as unknown as Replica;
  const transport = { read: async () => ok([read]) } as unknown as Transport;
  const context = {
    replica,
    transport,
    nowMs: () => 0,
    denied: new Set<never>(),
    turn: 0,
    isFirst: false,
  };
  await readOnce(context, RELAY_KEY, new AbortController().signal);
  return taken;
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
