/**
 * Looks for gaps at a relay's first offset of a day: offsets are asked for with every read. What looks is loaded for it. [DEL1]
 */
import type { StreamName } from "@tomoshibi/shared/entry/stream-name.ts";
import type { Engine } from "./engine.ts";
import type { Memory } from "./memory.ts";
import type { Turns } from "./turns.ts";

/** How long a stream with a gap is left as it was read. */
export const READ_AGAIN_MS = 24 * 3_600_000;

/** Makes it; `look` resolves when the offsets may be read. */
export function createGapWatch(
  engine: Engine,
  turns: Turns,
  wanted: (memory: Memory) => readonly StreamName[],
): { look(relayKey: string): Promise<void> } {
  const looks = new Map<string, { readonly atMs: number; readonly done: Promise<void> }>();

  async function readAgain(relayKey: string): Promise<void> {
    // Before the turn, for nothing but IndexedDB is awaited in a transaction; what cannot be loaded now looks tomorrow.
    const gaps = await import("./gaps.ts").catch(() => undefined);
    await turns.take(async (memory) =>
      gaps?.readGapsAgain(engine, memory, relayKey, wanted(memory)),
    );
  }

  return {
    // All offsets of one read wait for the same look: none of them may be put back over what it forgets.
    async look(relayKey) {
      const atMs = engine.clock.nowMs();
      const last = looks.get(relayKey);
      if (last !== undefined && Math.abs(atMs - last.atMs) < READ_AGAIN_MS) return last.done;
      const done = readAgain(relayKey);
      looks.set(relayKey, { atMs, done });
      done.catch(() => looks.delete(relayKey));
      return done;
    },
  };
}
