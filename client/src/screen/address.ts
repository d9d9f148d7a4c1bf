/** Which replica an address belongs to. `/` is the real one; the demo's two views are replicas of their own. */

/** A replica by its address: the name of its database and the path its routes start with. */
export interface ReplicaAddress {
  readonly replica: "main" | "demo-resident" | "demo-officer";
  readonly base: "" | "/demo/resident" | "/demo/officer";
  readonly isDemo: boolean;
}

/** Finds the replica of a path; undefined for `/demo` itself, which only frames the two views. */
export function replicaAddress(path: string): ReplicaAddress | undefined {
  if (isWithin(path, "/demo/resident")) {
    return { replica: "demo-resident", base: "/demo/resident", isDemo: true };
  }
  if (isWithin(path, "/demo/officer")) {
    return { replica: "demo-officer", base: "/demo/officer", isDemo: true };
  }
  if (isWithin(path, "/demo")) return undefined;
  return { replica: "main", base: "", isDemo: false };
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
