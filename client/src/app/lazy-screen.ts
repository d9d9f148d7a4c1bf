/** Screens as chunks of their own: everything beyond home, check-in and saved. All of them are precached. */
import { type ComponentType, lazy } from "react";

/** A screen that is loaded when it is first opened. */
export function lazyScreen(load: () => Promise<ComponentType>): ComponentType {
  return lazy(async () => ({ default: await load() }));
}
