/**
 * Asks before what exists on the screen alone goes with it: on もどる, on the browser's own back, on closing.
 *
 * The browser's back cannot be held up. What goes first is a place of its own in the history, at the same address, so that the
 * screen still stands while it asks; a second press meanwhile leaves. Closing and loading anew are asked about by the browser, in
 * its own words; an iPhone asks nothing, and who ends the app from outside is never asked.
 */
import { useCallback, useEffect, useRef, useState } from "react";
import { useLocation } from "wouter";

/** The question, and what waits for its answer. */
export interface LeaveGuard {
  readonly isAsking: boolean;
  /** Does it at once where nothing would go with it, else once a person said so. */
  readonly before: (act: () => void) => void;
  /** Leaves for the screen above this one: {@link before} included. */
  readonly leave: () => void;
  readonly stay: () => void;
  readonly goOn: () => void;
}

/** Guards a screen while `isAtRisk`. `backHref`: where もどる leads; the browser's back leads there too, once it was held up. */
export function useLeaveGuard(isAtRisk: boolean, backHref: string): LeaveGuard {
  const [, navigate] = useLocation();
  const [waiting, setWaiting] = useState<{ readonly act: () => void }>();
  const place = useRef<"none" | "held" | "left">("none");

  const hold = useCallback((): void => {
    if (place.current !== "held") history.pushState(history.state, "");
    place.current = "held";
  }, []);
  const goBack = useCallback(
    (): void => navigate(backHref, { replace: place.current !== "none" }),
    [navigate, backHref],
  );

  useEffect(() => {
    if (isAtRisk) hold();
  }, [isAtRisk, hold]);

  useEffect(() => {
    const popped = (): void => {
      if (place.current !== "held") return;
      place.current = "left";
      if (isAtRisk) setWaiting({ act: goBack });
      else history.back();
    };
    const closing = (event: BeforeUnloadEvent): void => {
      if (isAtRisk) event.preventDefault();
    };
    addEventListener("popstate", popped);
    addEventListener("beforeunload", closing);
    return () => {
      removeEventListener("popstate", popped);
      removeEventListener("beforeunload", closing);
    };
  }, [isAtRisk, goBack]);

  const before = (act: () => void): void => (isAtRisk ? setWaiting({ act }) : act());
  return {
    isAsking: waiting !== undefined,
    before,
    leave: () => before(goBack),
    stay: () => {
      setWaiting(undefined);
      if (isAtRisk) hold();
    },
    goOn: () => {
      setWaiting(undefined);
      waiting?.act();
    },
  };
}
