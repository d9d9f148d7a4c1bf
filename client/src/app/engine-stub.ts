/** Stands in for the engine while it is being built: nothing can be founded or joined, everything is still saved. */
import { err } from "@tomoshibi/shared/base/result.ts";
import type { EngineRemote } from "../engine/api.ts";

/** An engine that does nothing. */
export function startEngine(): Promise<EngineRemote> {
  const failed = () => Promise.resolve(err({ type: "failed" as const, detail: "no engine" }));
  return Promise.resolve({
    found: failed,
    lookUpInvite: failed,
    join: failed,
    makeInviteCards: failed,
    syncNow: () => Promise.resolve(),
    setVisible: () => Promise.resolve(),
  });
}
