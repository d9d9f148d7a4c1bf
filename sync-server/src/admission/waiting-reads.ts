/**
 * Reads that wait for news, bounded in number, ended by news, by time, by the reader leaving and by the relay stopping.
 */
import { READ_GATHER_MS, WAITING_READS_MAX, WAITING_READS_PER_DEVICE_MAX } from "./limits.ts";

/** All reads that wait. */
export interface WaitingReads {
  /**
   * Waits until `news` is called, then a little longer to gather more, or until one of the other ends.
   *
   * Shape: `listen` gets the function to call when there is news; it is called at once if there already is some.
   */
  wait(
    reader: string,
    waitMs: number,
    listen: (news: () => void) => void,
    left: AbortSignal,
  ): Promise<void>;
}

/** Makes the place where reads wait. `stopping` ends all of them. */
export function createWaitingReads(stopping: AbortSignal): WaitingReads {
  const endsByReader = new Map<string, Set<() => void>>();
  let waitingCount = 0;
  // One listener for all: each read adding its own would be thousands on one signal.
  stopping.addEventListener("abort", () => {
    for (const end of [...endsByReader.values()].flatMap((ends) => [...ends])) end();
  });
  const enter = (reader: string, end: () => void) => {
    const ends = endsByReader.get(reader) ?? new Set();
    endsByReader.set(reader, ends.add(end));
    waitingCount += 1;
    const [oldest] = ends;
    if (ends.size > WAITING_READS_PER_DEVICE_MAX) oldest?.();
  };
  const leave = (reader: string, end: () => void) => {
    const ends = endsByReader.get(reader);
    if (ends?.delete(end) !== true) return;
    waitingCount -= 1;
    if (ends.size === 0) endsByReader.delete(reader);
  };
  return {
    wait(reader, waitMs, listen, left) {
      if (waitingCount >= WAITING_READS_MAX || stopping.aborted || left.aborted) {
        return Promise.resolve();
      }
      return new Promise((resolve) => {
        const end = () => {
          clearTimeout(timer);
          left.removeEventListener("abort", end);
          leave(reader, end);
          resolve();
        };
        let timer = setTimeout(end, waitMs);
        let isGathering = false;
        left.addEventListener("abort", end);
        enter(reader, end);
        listen(() => {
          if (isGathering) return;
          isGathering = true;
          clearTimeout(timer);
          timer = setTimeout(end, Math.min(READ_GATHER_MS, waitMs));
        });
      });
    },
  };
}
