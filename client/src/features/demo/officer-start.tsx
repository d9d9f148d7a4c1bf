/** A screen. */
import type { ReactElement } from "react";

/** The screen. */
export function DemoOfficerStart(): ReactElement {
  return <main />;
}
