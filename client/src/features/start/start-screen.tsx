/** A screen. */
import type { ReactElement } from "react";

/** The screen. */
export function StartScreen(): ReactElement {
  return <main />;
}
