/** Where this replica has read a relay's streams up to. [REL1] */
import type { StreamName } from "@tomoshibi/shared/entry/stream-name.ts";
import { OFFSET_START } from "@tomoshibi/shared/relay-api/paths.ts";
import type { ReplicaStore } from "../store/replica-store.ts";

/** Where the offset of a relay's stream is stored. */
export function cursorKey(relayKey: string, stream: StreamName | ""): string {
  return `cursor/${relayKey}/${stream}`;
}

/**
 * Where it is stored that a relay took something before this replica held any offset of it, or showed something whose offset is not stored
 * yet. Until it is, a relay that loses that once more would not be noticed. [REL1]
 */
export function unprovenKey(relayKey: string): string {
  return `unproven/${relayKey}`;
}

/** The offsets to read streams from; the start where nothing was read. Cost: one look into the store for all of them. */
export async function readCursors(
  { keyValues }: Pick<ReplicaStore, "keyValues">,
  relayKey: string,
  streams: readonly StreamName[],
): Promise<ReadonlyMap<StreamName, string>> {
  const rows = await keyValues.bulkGet(streams.map((stream) => cursorKey(relayKey, stream)));
  return new Map(
    streams.map((stream, index) => {
      const offset = rows[index]?.value;
      return [stream, typeof offset === "string" ? offset : OFFSET_START];
    }),
  );
}

/** Stores offsets that were read up to. */
export async function writeCursors(
  { keyValues }: Pick<ReplicaStore, "keyValues">,
  relayKey: string,
  offsets: ReadonlyMap<StreamName, string>,
): Promise<void> {
  const rows = [...offsets].map(([stream, value]) => ({ key: cursorKey(relayKey, stream), value }));
  await keyValues.bulkPut(rows);
  await keyValues.bulkDelete([unprovenKey(relayKey)]);
}
