/** Waiting for news of one stream. */
import type { Storage, StreamKey } from "../storage/storage.ts";

/** A watch over one stream; news that came while nobody waited is not forgotten. */
export interface Watch {
  /** Resolves with true at the next news, with false when the time is over or the watch stopped. */
  news(waitMs: number): Promise<boolean>;
  stop(): void;
}

/** Starts to watch. Start before reading: what is appended between reading and waiting then counts as news. */
export function watchStream(storage: Storage, key: StreamKey): Watch {
  let hasNews = false;
  let isStopped = false;
  let wake: (() => void) | undefined;
  const unsubscribe = storage.subscribe(key.association, (change) => {
    if (change.key.stream !== key.stream) return;
    hasNews = true;
    wake?.();
  });
  return {
    async news(waitMs) {
      if (!hasNews && !isStopped) {
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, Math.max(0, waitMs));
          wake = () => {
            clearTimeout(timer);
            resolve();
          };
        });
        wake = undefined;
      }
      const answer = hasNews && !isStopped;
      hasNews = false;
      return answer;
    },
    stop() {
      isStopped = true;
      unsubscribe();
      wake?.();
    },
  };
}
