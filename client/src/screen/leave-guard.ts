/**
 * Asks before what exists on the screen alone goes with it: on もどる and every other link, on the browser's own back, on closing.
 *
 * Links are caught wherever they stand: the screen that hides itself brings a もどる of its own.
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
  readonly stay: () => void;
  readonly goOn: () => void;
}

/** Guards a screen while `isAtRisk`. `backHref`: where the browser's back leads, once it was held up. */
export function useLeaveGuard(isAtRisk: boolean, backHref: string): LeaveGuard {
  const [, navigate] = useLocation();
  const [waiting, setWaiting] = useState<{ readonly act: () => void }>();
  const place = useRef<"none" | "held" | "left">("none");

  const hold = useCallback((): void => {
    if (place.current !== "held") history.pushState(history.state, "");
    place.current = "held";
  }, []);
  const go = useCallback(
    (href: string): void => navigate(href, { replace: place.current !== "none" }),
    [navigate],
  );

  useEffect(() => {
    if (isAtRisk) hold();
  }, [isAtRisk, hold]);

  useEffect(() => {
    const popped = (): void => {
      if (place.current !== "held") return;
      place.current = "left";
      if (isAtRisk) setWaiting({ act: () => go(backHref) });
      else history.back();
    };
    const closing = (event: BeforeUnloadEvent): void => {
      if (isAtRisk) event.preventDefault();
    };
    const clicked = (event: MouseEvent): void => {
      const link = isAtRisk ? linkOf(event) : undefined;
      if (link === undefined) return;
      event.preventDefault();
      event.stopPropagation();
      // A link's own address has the router's base in it.
      setWaiting({ act: () => go(`~${link.pathname}${link.search}`) });
    };
    addEventListener("popstate", popped);
    addEventListener("click", clicked, { capture: true });
    addEventListener("beforeunload", closing);
    return () => {
      removeEventListener("popstate", popped);
      removeEventListener("click", clicked, { capture: true });
      removeEventListener("beforeunload", closing);
    };
  }, [isAtRisk, go, backHref]);

  const before = (act: () => void): void => (isAtRisk ? setWaiting({ act }) : act());
  return {
    isAsking: waiting !== undefined,
    before,
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

/** The link of the app that a click follows in this very window; undefined for any other click. */
function linkOf({ target, button, ctrlKey, metaKey, shiftKey }: MouseEvent): URL | undefined {
  const link = target instanceof Element ? target.closest("a[href]") : null;
  const isElsewhere = button !== 0 || ctrlKey || metaKey || shiftKey;
  if (!(link instanceof HTMLAnchorElement) || isElsewhere || link.target !== "") return undefined;
  return link.origin === location.origin ? new URL(link.href) : undefined;
}
