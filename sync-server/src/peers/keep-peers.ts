/** Rounds with each peer, one after another, for as long as the relay runs; apart while a peer does not answer. [REL7] */
import type { Random } from "@tomoshibi/shared/ports/random.ts";
import type { AskPeer } from "./peer-client.ts";
import { PEER_BACK_OFF_MS, PEER_REQUEST_MS_MAX, PEER_ROUND_MS } from "./peer-limits.ts";
import type { SyncRound } from "./peer-round.ts";

/**
 * What keeping peers needs of the world. By the peer's place in the list, `onLink` is told when one is lost or back, and
 * `onBroken` what a round threw: that is a bug of ours, but what a peer sends must not end the relay for everybody.
 */
export interface KeepPeersDeps {
  readonly urls: readonly string[];
  readonly round: SyncRound;
  readonly random: Random;
  readonly stopping: AbortSignal;
  readonly onLink: (place: number, isUp: boolean) => void;
  readonly onBroken: (place: number, cause: unknown) => void;
}

/** Begins; `stopping` ends it. */
export function keepPeers(deps: KeepPeersDeps): void {
  for (const [place, url] of deps.urls.entries())
    keepPeer(deps, place, askerOf(url, deps.stopping));
}

function keepPeer(deps: KeepPeersDeps, place: number, ask: AskPeer): void {
  const { round, random, stopping, onLink, onBroken } = deps;
  let failures = 0;
  let isUp: boolean | undefined;
  let timer: NodeJS.Timeout | undefined;
  const next = (waitMs: number) => {
    if (stopping.aborted) return;
    // It never rejects: see onBroken.
    timer = setTimeout(() => void turn(), waitMs);
    timer.unref();
  };
  const turn = async () => {
    const isDone = await round(ask).then(
      ({ ok }) => ok,
      (cause: unknown) => {
        onBroken(place, cause);
        return false;
      },
    );
    if (stopping.aborted) return;
    failures = isDone ? 0 : failures + 1;
    if (isUp !== isDone) onLink(place, isDone);
    isUp = isDone;
    next(isDone ? PEER_ROUND_MS : backOffMs(failures, random));
  };
  stopping.addEventListener("abort", () => clearTimeout(timer));
  next(0);
}

/** Between half of the wait and all of it, so that relays that lost a network do not come back in one instant. */
export function backOffMs(failures: number, random: Random): number {
  const { first, longest } = PEER_BACK_OFF_MS;
  const waitMs = Math.min(longest, first * 2 ** Math.min(failures - 1, 16));
  const [chance = 0] = random.bytes(1);
  return waitMs / 2 + (waitMs / 2) * (chance / 255);
}

function askerOf(url: string, stopping: AbortSignal): AskPeer {
  return (path, request) => {
    const signal = AbortSignal.any([stopping, AbortSignal.timeout(PEER_REQUEST_MS_MAX)]);
    // A redirect would carry a signed token to somebody else.
    return fetch(new URL(path, url), { ...request, redirect: "error", signal });
  };
}
