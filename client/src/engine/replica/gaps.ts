/**
 * Streams in which something is missing are read from the start again, once a day: a relay that withheld a message and moved the
 * offset past it may have turned honest, or been put right. [DEL1] [REL1]
 *
 * A gap need not be the relay's doing (ENT6 lets a chain go on beyond what its device lost), so this neither blames nor hurries.
 */
import type { StreamName } from "@tomoshibi/shared/entry/stream-name.ts";
import { cursorKey } from "./cursors.ts";
import type { Engine } from "./engine.ts";
import { READ_AGAIN_MS } from "./gap-watch.ts";
import type { Memory } from "./memory.ts";

/**
 * Forgets the offsets of streams with a gap, if that was not done for the relay within READ_AGAIN_MS.
 *
 * Cost: O(entries), once a day and relay.
 */
export async function readGapsAgain(
  { database, clock }: Engine,
  memory: Memory,
  relayKey: string,
  streams: readonly StreamName[],
): Promise<void> {
  const { keyValues } = database;
  const nowMs = clock.nowMs();
  const name = `readAgain/${relayKey}`;
  const last = (await keyValues.get(name))?.value;
  // A clock that was put back does not stop it for years.
  if (typeof last === "number" && Math.abs(nowMs - last) < READ_AGAIN_MS) return;
  const wanted = new Set(streams);
  const broken = [...streamsWithGap(memory)].filter((stream) => wanted.has(stream));
  await keyValues.bulkPut([{ key: name, value: nowMs }]);
  await keyValues.bulkDelete(broken.map((stream) => cursorKey(relayKey, stream)));
}

/** Streams that hold an author's later entry and lack an earlier one. Only verified ones tell: anybody can claim a seq. */
export function streamsWithGap(memory: Memory): ReadonlySet<StreamName> {
  const chains = new Map<string, { stream: StreamName; seqs: Set<number>; last: number }>();
  for (const { stream, author, seq, signedBy } of memory.entries.values()) {
    // Of checkpoints the newest alone are read. [DOC4]
    if (signedBy === undefined || stream === "checkpoints") continue;
    const name = `${stream} ${author}`;
    const chain = chains.get(name) ?? { stream, seqs: new Set<number>(), last: 0 };
    chain.seqs.add(seq);
    chain.last = Math.max(chain.last, seq);
    chains.set(name, chain);
  }
  const broken = [...chains.values()].filter(({ seqs, last }) => seqs.size < last);
  return new Set(broken.map(({ stream }) => stream));
}
