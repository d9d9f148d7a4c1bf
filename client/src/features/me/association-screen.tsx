/** A screen. */
import type { ReactElement } from "react";

/** The screen. */
export function AssociationScreen(): ReactElement {
  return <main />;
}
