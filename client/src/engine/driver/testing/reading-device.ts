/** A device that reads relays by `readOnce` alone, of a few lines: for tests of reading. */
import { type AssociationId, type DeviceId, toId } from "@tomoshibi/shared/base/ids.ts";
import type { StreamName } from "@tomoshibi/shared/entry/stream-name.ts";
import { READ_STREAMS_MAX } from "@tomoshibi/shared/relay-api/paths.ts";
import type { Replica } from "../../replica/replica.ts";
import type { Transport } from "../../transports/transport.ts";
import { type ReadContext, readOnce } from "../read.ts";

/** The relay that it reads. */
const RELAY_KEY = "aa".repeat(32);

/** A member's replica that has read nothing, takes what comes and keeps nothing; tests replace parts. */
export function readingReplica(parts: Partial<Replica>): Replica {
  return {
    identity: {
      association: toId("association", new Uint8Array(16)) as AssociationId,
      device: toId("device", new Uint8Array(8)) as DeviceId,
    },
    drainIntents: async () => ({ sealed: 0, left: 0 }),
    outgoing: async () => undefined,
    wantedStreams: () => [],
    cursors: async () => new Map(),
    setCursors: async () => undefined,
    owesRefill: () => false,
    askForMissed: async () => false,
    receive: async () => ({ newEntries: 0, toReceipt: [] }),
    ...parts,
  } as Partial<Replica> as Replica;
}

/** What a contact with a relay begins to read with. */
export function readingContext(
  replica: Replica,
  read: Transport["read"],
  parts: Partial<ReadContext> = {},
): ReadContext {
  return {
    ...{ replica, transport: { read } as Partial<Transport> as Transport, nowMs: () => 0 },
    ...{ denied: new Set(), turn: 0, quietReads: 0, reads: 0 },
    ...{ hasReadAll: false, isHeldBack: false, isFirst: true, checkpoints: "none" },
    ...parts,
  };
}

/** Reads once. */
export function readNext(context: ReadContext): ReturnType<typeof readOnce> {
  return readOnce(context, RELAY_KEY, new AbortController().signal);
}

/** Streams of a town that take so many reads. */
export function streamsOfReads(reads: number): readonly StreamName[] {
  const length = reads * READ_STREAMS_MAX;
  return Array.from({ length }, (_, index) => `household/${index + 1}` as const);
}
