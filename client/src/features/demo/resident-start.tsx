/** A screen. */
import type { ReactElement } from "react";

/** The screen. */
export function DemoResidentStart(): ReactElement {
  return <main />;
}
