/**
 * One tab of a replica leads: it seals, sends and reads. The tab that a person last turned to takes the lead.
 *
 * Web Locks save work; they are not what keeps the store right (ENT7): for a moment two tabs may lead, and each of their
 * transactions checks that it was not overtaken. Where there are no locks, every tab leads.
 */

/** The parts of Web Locks that are used. */
export type Locks = Pick<LockManager, "request" | "query">;

/** What a tab is told. */
export interface LeadershipCallbacks {
  readonly onLead: () => void;
  readonly onLost: () => void;
}

/** A tab's stand towards the lead. */
export interface Leadership {
  /** Takes the lead at once, from another tab if need be. */
  take(): void;
  /** Lets another tab that waits lead, if this one is still hidden when that is known; without one, nothing changes. */
  yieldIfWanted(isHidden: () => boolean): Promise<void>;
  stop(): void;
}

/** Starts waiting for the lead of the replica with this name. */
export function createLeadership(
  locks: Locks | undefined,
  replica: string,
  { onLead, onLost }: LeadershipCallbacks,
): Leadership {
  if (locks === undefined) {
    onLead();
    return { take: () => undefined, yieldIfWanted: () => Promise.resolve(), stop: onLost };
  }
  const name = `tomoshibi/${replica}`;
  /** The request by which this tab leads, and how to let go. */
  let held: { readonly request: AbortController; readonly release: () => void } | undefined;
  let waiting: AbortController | undefined;
  let isStopped = false;

  function request(isTaking: boolean): void {
    const own = new AbortController();
    waiting = own;
    const granted = () =>
      new Promise<void>((release) => {
        if (own.signal.aborted) return release();
        waiting = undefined;
        held = { request: own, release };
        onLead();
      });
    const asked = locks?.request(
      name,
      isTaking ? { steal: true } : { signal: own.signal },
      granted,
    );
    // Rejects when the lead was taken away, or when waiting for it was called off.
    asked?.then(
      () => end(own),
      () => end(own),
    );
  }

  function end(own: AbortController): void {
    if (held?.request === own) {
      held = undefined;
      onLost();
    }
    if (isStopped || own.signal.aborted) return;
    own.abort();
    request(false);
  }

  request(false);
  return {
    take() {
      if (held !== undefined || isStopped) return;
      waiting?.abort();
      request(true);
    },
    async yieldIfWanted(isHidden) {
      const { pending = [] } = await locks.query();
      if (!pending.some((lock) => lock.name === name) || !isHidden()) return;
      const yielded = held;
      yielded?.release();
      // From here on, not only once the browser says so: who turns to this tab by then takes the lead anew.
      if (yielded !== undefined) end(yielded.request);
    },
    stop() {
      isStopped = true;
      waiting?.abort();
      held?.release();
    },
  };
}
