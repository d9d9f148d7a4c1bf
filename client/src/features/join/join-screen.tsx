/** A screen. */
import type { ReactElement } from "react";

/** The screen. */
export function JoinScreen(): ReactElement {
  return <main />;
}
