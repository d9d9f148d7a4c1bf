/** The tray, asked again whenever what is kept changes. */
import type { EngineRemote, HeldForm } from "../../engine/api.ts";
import { useKept } from "../../screen/use-kept.ts";

/** All forms that are here; undefined while they are read. */
export function useHeldForms(): readonly HeldForm[] | undefined {
  return useKept(ask);
}

const ask = (engine: EngineRemote) => engine.heldForms();
