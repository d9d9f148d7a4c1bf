/** A screen. */
import type { ReactElement } from "react";

/** The screen. */
export function DemoScreen(): ReactElement {
  return <main />;
}
