/**
 * Starts the engine's worker from a page. The first screens never wait for it; they save intents by themselves.
 *
 * Guarantee: a call to the engine always ends, also when the worker cannot be loaded or dies.
 */
import { wrap } from "comlink";
import { type Result, err } from "@tomoshibi/shared/base/result.ts";
import type { EngineFailure, EngineRemote } from "./api.ts";
// oxlint-disable-next-line import/default -- the bundler makes the worker's address the default export of this name
import workerUrl from "./worker.ts?worker&url";

/** How long the worker may take to load before calls are answered without it. */
export const WORKER_START_MS = 60_000;

/** Starts the worker of a replica; it tells the engine by itself when the page is shown, hidden, or online again. */
export async function startEngine(replica: string): Promise<EngineRemote> {
  const worker = new Worker(workerUrl, { type: "module", name: replica });
  const failure = new Promise<never>((_resolve, reject) => {
    worker.addEventListener("error", (event) =>
      reject(new Error(`engine: ${event.message || "not loaded"}`)),
    );
  });
  // Each call below handles it; alone it is nobody's.
  failure.catch(() => undefined);
  await Promise.race([untilReady(worker), failure]);
  const engine = untilDead(wrap<EngineRemote>(worker), failure);
  document.addEventListener("visibilitychange", () => void engine.setVisible(isVisible()));
  // Safari restores pages without telling their visibility.
  window.addEventListener("pageshow", () => void engine.setVisible(isVisible()));
  window.addEventListener("online", () => void engine.syncNow());
  void engine.setVisible(isVisible());
  return engine;
}

function isVisible(): boolean {
  return document.visibilityState === "visible";
}

function untilReady(worker: Worker): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(
      () => reject(new Error("engine: did not start in time")),
      WORKER_START_MS,
    );
    worker.addEventListener("message", function isReady({ data }: MessageEvent<unknown>) {
      if (data !== "ready") return;
      clearTimeout(timer);
      worker.removeEventListener("message", isReady);
      resolve();
    });
  });
}

/** Calls that a dying worker would leave open for ever end as failures. */
function untilDead(engine: EngineRemote, failure: Promise<never>): EngineRemote {
  const ask = async <Value>(
    call: Promise<Result<Value, EngineFailure>>,
  ): Promise<Result<Value, EngineFailure>> => {
    try {
      return await Promise.race([call, failure]);
    } catch (error) {
      return err({ type: "failed", detail: String(error) });
    }
  };
  const tell = async (call: Promise<void>): Promise<void> => {
    // A hint that got lost: intents are stored, and the next start sends them.
    await Promise.race([call, failure]).catch(() => undefined);
  };
  return {
    found: (input) => ask(engine.found(input)),
    lookUpInvite: (codeOrQr) => ask(engine.lookUpInvite(codeOrQr)),
    join: (input) => ask(engine.join(input)),
    makeInviteCards: (households) => ask(engine.makeInviteCards(households)),
    recoveryState: () => ask(engine.recoveryState()),
    makeRecoveryKit: (sheets) => ask(engine.makeRecoveryKit(sheets)),
    confirmKitPrinted: () => ask(engine.confirmKitPrinted()),
    wipeRootSeed: () => ask(engine.wipeRootSeed()),
    restore: (input) => ask(engine.restore(input)),
    takeHousehold: (household) => ask(engine.takeHousehold(household)),
    appoint: (input) => ask(engine.appoint(input)),
    handOver: (input) => ask(engine.handOver(input)),
    stopDevice: (input) => ask(engine.stopDevice(input)),
    endHousehold: (input) => ask(engine.endHousehold(input)),
    relays: () => ask(engine.relays()),
    lookAtRelay: (address) => ask(engine.lookAtRelay(address)),
    startRelay: (relay) => ask(engine.startRelay(relay)),
    stopRelay: (relayKey) => ask(engine.stopRelay(relayKey)),
    listenTo: (rule) => ask(engine.listenTo(rule)),
    heldReports: () => ask(engine.heldReports()),
    heldForms: () => ask(engine.heldForms()),
    formPoster: () => ask(engine.formPoster()),
    showReports: (incident) => ask(engine.showReports(incident)),
    showReceipt: (entryIds) => ask(engine.showReceipt(entryIds)),
    takeIn: (input) => ask(engine.takeIn(input)),
    packOwed: () => ask(engine.packOwed()),
    packFile: () => ask(engine.packFile()),
    meet: (question) => ask(engine.meet(question)),
    syncNow: () => tell(engine.syncNow()),
    setVisible: (isShown) => tell(engine.setVisible(isShown)),
  };
}
