/**
 * Who wants to hear of an association's streams in this process: long-polls, event streams.
 */
import type { StreamChange } from "./storage.ts";

/** A register of callbacks by association. */
export interface Subscribers {
  subscribe(association: string, onChange: (change: StreamChange) => void): () => void;
  notify(changes: readonly StreamChange[]): void;
  has(association: string): boolean;
  /** Every association that somebody subscribed to. */
  associations(): readonly string[];
}

/** Makes an empty register. A callback must not throw; it is called once a change, after the commit. */
export function createSubscribers(): Subscribers {
  const callbacksByAssociation = new Map<string, Set<(change: StreamChange) => void>>();
  return {
    subscribe(association, onChange) {
      const callbacks = callbacksByAssociation.get(association) ?? new Set();
      callbacksByAssociation.set(association, callbacks.add(onChange));
      return () => {
        callbacks.delete(onChange);
        if (callbacks.size === 0 && callbacksByAssociation.get(association) === callbacks) {
          callbacksByAssociation.delete(association);
        }
      };
    },
    has: (association) => callbacksByAssociation.has(association),
    associations: () => [...callbacksByAssociation.keys()],
    notify(changes) {
      for (const change of changes) {
        const callbacks = callbacksByAssociation.get(change.key.association);
        for (const callback of [...(callbacks ?? [])]) callback(change);
      }
    },
  };
}
