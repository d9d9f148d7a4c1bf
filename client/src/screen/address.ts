/** Which replica an address belongs to. `/` is the real one; the demo's two views are replicas of their own. */

import type { MainStore } from "./main-store.ts";

/** A replica by its address: the name of its database and the path its routes start with. */
export interface ReplicaAddress {
  readonly replica: MainStore | "demo-resident" | "demo-officer";
  readonly base: "" | "/demo/resident" | "/demo/officer";
  readonly isDemo: boolean;
}

/** Finds the replica of a path; undefined for `/demo` itself, which only frames the two views. `store`: what the real address shows. */
export function replicaAddress(path: string, store: MainStore): ReplicaAddress | undefined {
  if (isWithin(path, "/demo/resident")) {
    return { replica: "demo-resident", base: "/demo/resident", isDemo: true };
  }
  if (isWithin(path, "/demo/officer")) {
    return { replica: "demo-officer", base: "/demo/officer", isDemo: true };
  }
  if (isWithin(path, "/demo")) return undefined;
  return { replica: store, base: "", isDemo: false };
}

/** Whether other people's telephones can open what is printed here: over https, and not this machine alone. */
export function isReachableByOthers({
  hostname,
  protocol,
}: Pick<Location, "hostname" | "protocol">): boolean {
  return protocol === "https:" && hostname !== "localhost";
}

function isWithin(path: string, base: string): boolean {
  return path === base || path.startsWith(`${base}/`);
}
