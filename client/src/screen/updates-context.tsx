/** Lets a screen offer a new version of the app. Which moment is right is decided where it is applied (sw/update-rule.ts). */
import { createContext, type ReactElement, type ReactNode, use, useSyncExternalStore } from "react";

/** What becomes of 新しくする: the page is about to load again; an incident is open; it could not be fetched. */
export type UpdateOutcome = "applied" | "held" | "failed";

/** The app's own updates. */
export interface Updates {
  readonly updateReady: () => boolean;
  readonly subscribe: (onChange: () => void) => () => void;
  /** Brings the new version and loads the page again, unless it may not or cannot now. */
  readonly apply: () => Promise<UpdateOutcome>;
}

const UpdatesContext = createContext<Updates | undefined>(undefined);

/** Updates that are still being looked for: nothing is ready until `load` answers. */
export function linkUpdates(load: () => Promise<Updates>): Updates {
  const listeners = new Set<() => void>();
  let loaded: Updates | undefined;
  const tell = (): void => {
    for (const listener of listeners) listener();
  };
  load().then(
    (updates) => {
      loaded = updates;
      updates.subscribe(tell);
      tell();
    },
    // Without its updates the app works on as it is.
    () => undefined,
  );
  return {
    updateReady: () => loaded?.updateReady() ?? false,
    subscribe: (onChange) => {
      listeners.add(onChange);
      return () => listeners.delete(onChange);
    },
    apply: async () => (await loaded?.apply()) ?? "failed",
  };
}

/** Holds the updates for the screens below it. */
export function UpdatesProvider({
  updates,
  children,
}: {
  readonly updates: Updates;
  readonly children: ReactNode;
}): ReactElement {
  return <UpdatesContext value={updates}>{children}</UpdatesContext>;
}

/** Whether a new version waits, and how to take it over. */
export function useUpdates(): {
  readonly isReady: boolean;
  readonly apply: () => Promise<UpdateOutcome>;
} {
  const updates = use(UpdatesContext);
  if (updates === undefined) throw new Error("Broken invariant: a screen outside UpdatesProvider");
  const isReady = useSyncExternalStore(updates.subscribe, updates.updateReady);
  return { isReady, apply: updates.apply };
}
