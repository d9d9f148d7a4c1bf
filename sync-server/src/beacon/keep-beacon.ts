/** Asks the sources of telegrams again and again, for as long as the relay runs. */
import type { Clock } from "@tomoshibi/shared/ports/clock.ts";
import type { Announced, Beacon } from "./beacon.ts";
import type { Source } from "./sources.ts";

/** What keeping a beacon needs. `onBroken` hears of bugs of ours: a telegram must not end the relay for everybody. */
export interface KeepBeaconDeps {
  readonly beacon: Beacon;
  readonly sources: readonly Source[];
  readonly clock: Clock;
  readonly stopping: AbortSignal;
  readonly onAnnounced: (announced: Announced) => void;
  /** By the source's place in the list. */
  readonly onLink: (place: number, isUp: boolean) => void;
  readonly onBroken: (cause: unknown) => void;
}

/** Begins; `stopping` ends it. */
export function keepBeacon(deps: KeepBeaconDeps): void {
  // One telegram after another, whichever source it came from: the chain has one end.
  let turn: Promise<void> = Promise.resolve();
  const take = (telegrams: readonly Uint8Array[]) => {
    turn = turn
      .then(() => deps.beacon.announce(telegrams))
      .then(deps.onAnnounced)
      .catch(deps.onBroken);
    return turn;
  };
  for (const [place, source] of deps.sources.entries()) keepSource(deps, place, source, take);
}

function keepSource(
  { clock, stopping, onLink, onBroken }: KeepBeaconDeps,
  place: number,
  source: Source,
  take: (telegrams: readonly Uint8Array[]) => Promise<void>,
): void {
  let isUp: boolean | undefined;
  let timer: NodeJS.Timeout | undefined;
  const look = async () => {
    const news = await source.news();
    if (stopping.aborted) return;
    if (isUp !== news.ok) onLink(place, news.ok);
    isUp = news.ok;
    await take(news.ok ? news.value : []);
  };
  const next = (waitMs: number) => {
    if (stopping.aborted) return;
    timer = setTimeout(
      () =>
        void look()
          .catch(onBroken)
          .then(() => next(source.waitMs(clock.nowMs()))),
      waitMs,
    );
    timer.unref();
  };
  stopping.addEventListener("abort", () => clearTimeout(timer));
  next(0);
}
