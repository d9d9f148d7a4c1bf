/** A circular's text, whose addresses and telephone numbers can be tapped. Without their finder it is read all the same. (decision 0050) */
import { Fragment, type ReactElement, useEffect, useMemo, useState } from "react";
import { classNames } from "../../ui/class-names.ts";
import type { findLinks as FindLinks } from "./find-links.ts";

/** The text as it was typed; what can be tapped leads out of the app. */
export function LinkedText({ text }: { readonly text: string }): ReactElement {
  const findLinks = useFinder();
  const parts = useMemo(() => findLinks?.(text), [findLinks, text]);
  if (parts === undefined) return <>{text}</>;
  return (
    <>
      {parts.map(({ start, text: shown, href, isAlone }) =>
        href === undefined ? (
          <Fragment key={start}>{shown}</Fragment>
        ) : (
          <a
            key={start}
            href={href}
            target="_blank"
            rel="noopener noreferrer"
            className={classNames("circular-link", isAlone && "circular-link-alone")}
          >
            {shown}
          </a>
        ),
      )}
    </>
  );
}

/** Loaded beside the text: where it cannot be, the text stays plain, and is tried again with the next circular. */
function useFinder(): typeof FindLinks | undefined {
  const [finder, setFinder] = useState<{ readonly find: typeof FindLinks }>();
  useEffect(() => {
    let isShown = true;
    void import("./find-links.ts").then(
      ({ findLinks }) => {
        if (isShown) setFinder({ find: findLinks });
      },
      () => undefined,
    );
    return () => {
      isShown = false;
    };
  }, []);
  return finder?.find;
}
