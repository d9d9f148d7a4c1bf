/** A screen. */
import type { ReactElement } from "react";

/** The screen. */
export function CircularsScreen(): ReactElement {
  return <main />;
}
