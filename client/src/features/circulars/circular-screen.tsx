/** A screen. */
import type { ReactElement } from "react";

/** The screen. */
export function CircularScreen(): ReactElement {
  return <main />;
}
