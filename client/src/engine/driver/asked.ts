/**
 * The engine's calls: what screens ask and await, over the tab that leads. Here are their names only; what answers them is not
 * among what the worker loads first, for a check-in and a board never wait for it.
 */
import type { Result } from "@tomoshibi/shared/base/result.ts";
import type { EngineFailure, EngineRemote } from "../api.ts";
import type { OnboardingPorts } from "../onboarding/ports.ts";
import type { ReplicaDatabase } from "../store/database.ts";
import type { Driver, DriverPorts } from "./runner.ts";

/** What the leading tab has. */
export interface Lead {
  readonly onboarding: OnboardingPorts;
  readonly driver: Driver;
  stop(): void;
}

/** Asks the tab's lead, and turns what it throws into a failure. */
export type Ask = <Value>(
  question: (lead: Lead) => Promise<Result<Value, EngineFailure>>,
) => Promise<Result<Value, EngineFailure>>;

/** What calls ask of the world. */
export interface CallPorts {
  readonly database: ReplicaDatabase;
  readonly setTimer: DriverPorts["setTimer"];
}

/** All that has an answer, and so may fail. */
export type AskedCalls = Omit<EngineRemote, "syncNow" | "setVisible">;

const NAMES = [
  "found",
  "lookUpInvite",
  "join",
  "makeInviteCards",
  "recoveryState",
  "makeRecoveryKit",
  "confirmKitPrinted",
  "wipeRootSeed",
  "restore",
  "takeHousehold",
  "appoint",
  "handOver",
  "stopDevice",
  "endHousehold",
  "relays",
  "lookAtRelay",
  "startRelay",
  "stopRelay",
  "listenTo",
  "heldReports",
  "heldForms",
  "formPoster",
  "showReports",
  "showReceipt",
  "takeIn",
  "packOwed",
  "packFile",
  "meet",
] as const satisfies readonly (keyof AskedCalls)[];

/** The calls. One whose code cannot be loaded has failed, as if it had been asked without a network; it may be asked again. */
export function createAskedCalls(ports: CallPorts, ask: Ask): AskedCalls {
  type Call = (...input: readonly unknown[]) => Promise<Result<unknown, EngineFailure>>;
  const toCall = (name: keyof AskedCalls): Call => {
    return (...input) =>
      ask(async () => {
        const { createCalls } = await import("./calls.ts");
        return (createCalls(ports, ask)[name] as Call)(...input);
      });
  };
  const calls: unknown = Object.fromEntries(NAMES.map((name) => [name, toCall(name)]));
  // A call that is not named above does not compile here.
  return calls as Pick<AskedCalls, (typeof NAMES)[number]>;
}
