/** Reports of stopped devices, as officers' screens ask for them. [MEM5] */
import type { EngineRemote, HeldReport } from "../../engine/api.ts";
import { useKept } from "../../screen/use-kept.ts";

/** All that are here; undefined while they are read. */
export function useHeldReports(): readonly HeldReport[] | undefined {
  return useKept(ask);
}

const ask = (engine: EngineRemote) => engine.heldReports();
