/**
 * Reaches the engine without waiting for it: every method may be called before the worker has loaded, and the buttons never
 * depend on it. If it cannot be loaded, calls fail as values and the screen goes on saving intents.
 */
import { err, type Result } from "@tomoshibi/shared/base/result.ts";
import type { EngineFailure, EngineRemote } from "../engine/api.ts";

/** Loads the engine; called once. */
export type LoadEngine = () => Promise<EngineRemote>;

/** Whether the engine answers in this page. */
export type EngineState = "starting" | "ready" | "failed";

/** The engine, and where its start stands. */
export interface EngineLink {
  readonly engine: EngineRemote;
  readonly state: () => EngineState;
  /** Calls back when the state changes; gives the way to stop that. */
  readonly subscribe: (onChange: () => void) => () => void;
}

/** Starts loading the engine and gives a stand-in that waits for it. */
export function linkEngine(load: LoadEngine): EngineLink {
  const listeners = new Set<() => void>();
  let state: EngineState = "starting";
  const become = (next: EngineState): void => {
    state = next;
    for (const listener of listeners) listener();
  };
  const loading = load().then(
    (engine) => {
      become("ready");
      return engine;
    },
    (cause: unknown) => {
      become("failed");
      throw cause;
    },
  );
  // Each caller below handles the failure; this keeps it from being reported as nobody's.
  loading.catch(() => undefined);
  return {
    engine: waitFor(loading),
    state: () => state,
    subscribe: (onChange) => {
      listeners.add(onChange);
      return () => listeners.delete(onChange);
    },
  };
}

function waitFor(loading: Promise<EngineRemote>): EngineRemote {
  const ask = async <Value>(
    call: (engine: EngineRemote) => Promise<Result<Value, EngineFailure>>,
  ): Promise<Result<Value, EngineFailure>> => {
    try {
      return await call(await loading);
    } catch (cause) {
      return err({ type: "failed", detail: String(cause) });
    }
  };
  const tell = async (call: (engine: EngineRemote) => Promise<void>): Promise<void> => {
    try {
      await call(await loading);
    } catch {
      // A hint that got lost: the intents are stored, and the next start sends them.
    }
  };
  return {
    found: (input) => ask((engine) => engine.found(input)),
    lookUpInvite: (code) => ask((engine) => engine.lookUpInvite(code)),
    join: (input) => ask((engine) => engine.join(input)),
    makeInviteCards: (households) => ask((engine) => engine.makeInviteCards(households)),
    recoveryState: () => ask((engine) => engine.recoveryState()),
    makeRecoveryKit: (sheets) => ask((engine) => engine.makeRecoveryKit(sheets)),
    confirmKitPrinted: () => ask((engine) => engine.confirmKitPrinted()),
    wipeRootSeed: () => ask((engine) => engine.wipeRootSeed()),
    restore: (input) => ask((engine) => engine.restore(input)),
    takeHousehold: (household) => ask((engine) => engine.takeHousehold(household)),
    appoint: (input) => ask((engine) => engine.appoint(input)),
    handOver: (input) => ask((engine) => engine.handOver(input)),
    stopDevice: (input) => ask((engine) => engine.stopDevice(input)),
    endHousehold: (input) => ask((engine) => engine.endHousehold(input)),
    relays: () => ask((engine) => engine.relays()),
    lookAtRelay: (address) => ask((engine) => engine.lookAtRelay(address)),
    startRelay: (relay) => ask((engine) => engine.startRelay(relay)),
    stopRelay: (relayKey) => ask((engine) => engine.stopRelay(relayKey)),
    listenTo: (rule) => ask((engine) => engine.listenTo(rule)),
    heldReports: () => ask((engine) => engine.heldReports()),
    heldForms: () => ask((engine) => engine.heldForms()),
    formPoster: () => ask((engine) => engine.formPoster()),
    showReports: (incident) => ask((engine) => engine.showReports(incident)),
    showReceipt: (entryIds) => ask((engine) => engine.showReceipt(entryIds)),
    takeIn: (input) => ask((engine) => engine.takeIn(input)),
    packOwed: () => ask((engine) => engine.packOwed()),
    packFile: () => ask((engine) => engine.packFile()),
    meet: (question) => ask((engine) => engine.meet(question)),
    syncNow: () => tell((engine) => engine.syncNow()),
    setVisible: (isVisible) => tell((engine) => engine.setVisible(isVisible)),
  };
}
