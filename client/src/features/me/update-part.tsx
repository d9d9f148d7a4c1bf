/** A new version waits for consent. */
import type { ReactElement } from "react";

/** Nothing to say while the service worker reports no new version. */
export function UpdatePart(): ReactElement | null {
  return null;
}
