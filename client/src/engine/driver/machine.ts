/**
 * When the engine talks to its relay: a pure machine. The runner does what it says and reports back. [G4]
 *
 * One contact: seal intents → prove the relay if unsure → push what is one's own until nothing is due → receipts and keys (officers)
 * → read to the end → push what the relay lacks of others' → read, waiting for news. Steps run one at a time; sealing is local and also happens offline, hidden, or while resting.
 *
 * Invariants:
 * - Nothing is requested while hidden; a push that is under way may end.
 * - Every loop has an end: failures back off up to BACK_OFF_MS_MAX, rounds without news rest, a bundle that does not get
 *   smaller is left until later.
 * - A step that breaks (a bug of ours) is left out until the page is shown anew; the others go on, so that a report still
 *   leaves.
 * - What is stored at any moment is looked for by a seal and a push that begin after it.
 * - A further relay that stands aside, because the app's own is read, is handed what is due and looked at once a contact. [REL7]
 * - `connection` is what the last answer or silence proved; refusals do not make a relay unreachable.
 */
import type { TransportFailure } from "../transports/transport.ts";
import type { DriverState, Timer, Work } from "./driver-state.ts";
import {
  DRY_ROUNDS_MAX,
  LATER_MS,
  PUSHES_MAX,
  QUIET_REST_MS,
  QUIET_ROUNDS_MAX,
  RECEIPT_MS,
  SEAL_RETRY_MS,
  backOffMs,
} from "./limits.ts";

/** What a read brought. */
export interface ReadOutcome {
  readonly newEntries: number;
  /** Some offset is not what it was. */
  readonly hasMoved: boolean;
  /** The relay held the request for as long as it was asked to. */
  readonly hasWaited: boolean;
  /** Some stream's history is not the relay's any more. [REL1] */
  readonly isGone: boolean;
  /** There are receipts to write or keys to wrap. */
  readonly owesService: boolean;
  /** The relay was read to its end for the first time in this contact, and may lack what others wrote. [REL1] */
  readonly owesRefill: boolean;
}

/** What can happen to the driver. */
export type DriverEvent =
  | {
      readonly type: "started";
      readonly isMember: boolean;
      readonly isJoining: boolean;
      readonly isVisible: boolean;
    }
  | { readonly type: "becameMember" }
  /** A card was read without network. */
  | { readonly type: "joinStored" }
  /** A join that waited came to its end; not a member: the card was refused. */
  | { readonly type: "joined"; readonly isMember: boolean }
  | { readonly type: "visibilityChanged"; readonly isVisible: boolean }
  /** Another relay began or ceased to be read. */
  | { readonly type: "asideChanged"; readonly isAside: boolean }
  /** Something new lies in the store: an intent, a card's statements. */
  | { readonly type: "workStored" }
  /** Others' words came by hand: an officer's device owes receipts for them, and keys to who was certified elsewhere. */
  | { readonly type: "tookIn" }
  /** Another relay's driver wrote something: it is due here as well, when this one is not resting. */
  | { readonly type: "dueChanged" }
  /** The network came back, or a person asked. */
  | { readonly type: "nudged" }
  | { readonly type: "timerFired"; readonly timer: Timer }
  | { readonly type: "sealed"; readonly sealed: number; readonly left: number }
  | { readonly type: "probed"; readonly relayKey: string }
  | {
      readonly type: "pushed";
      readonly outcome: "nothingDue" | "progress" | "partly" | "later" | "stuck";
    }
  | { readonly type: "served" }
  | { readonly type: "wasRead"; readonly outcome: ReadOutcome }
  | { readonly type: "looked"; readonly isGone: boolean }
  | { readonly type: "forgotten" }
  /** A request failed in an expected way. */
  | { readonly type: "failed"; readonly failure: TransportFailure }
  /** IndexedDB failed: full, closed by the system, gone. */
  | { readonly type: "storeFailed" }
  /** A broken invariant. */
  | { readonly type: "broke" };

/** What the runner shall do. */
export type DriverEffect =
  | { readonly type: "run"; readonly work: Work }
  | { readonly type: "cancel" }
  | { readonly type: "setTimer"; readonly timer: Timer; readonly ms: number }
  | { readonly type: "clearTimer"; readonly timer: Timer }
  | { readonly type: "showConnection"; readonly connection: "connected" | "offline" };

/** A state and what follows from having reached it. */
export interface DriverStep {
  readonly state: DriverState;
  readonly effects: readonly DriverEffect[];
}

/** Advances the driver by one event. Pure: the same state and event give the same step. */
export function advance(state: DriverState, event: DriverEvent): DriverStep {
  const { state: next, effects } = take(state, event);
  if (next.running !== undefined) {
    if (!shouldCancel(next)) return { state: next, effects };
    return { state: { ...next, isCancelling: true }, effects: [...effects, { type: "cancel" }] };
  }
  const work = choose(next);
  if (work === undefined) return { state: next, effects };
  return { state: begun(next, work), effects: [...effects, { type: "run", work }] };
}

/** A wish is met by the work that begins after it: what is stored while that work looks for it already is a wish anew. */
function begun(state: DriverState, work: Work): DriverState {
  return {
    ...state,
    running: work,
    wantsSeal: state.wantsSeal && work !== "seal",
    wantsPush: state.wantsPush && work !== "push",
  };
}

function take(state: DriverState, event: DriverEvent): DriverStep {
  switch (event.type) {
    case "started": {
      const { isMember, isJoining, isVisible } = event;
      return wake({ ...state, isMember, isJoining, isVisible });
    }
    case "becameMember":
      return wake({ ...state, isMember: true, isJoining: false });
    case "joinStored":
      return wake({ ...state, isJoining: true });
    case "joined":
      return wake({ ...idle(state), isMember: event.isMember, isJoining: false });
    case "visibilityChanged":
      // A phone that was put away may be in another network now.
      if (event.isVisible && !state.isVisible)
        return wake({ ...state, isVisible: true, isUnsure: true, broken: [] });
      return only({ ...state, isVisible: event.isVisible });
    case "asideChanged":
      if (event.isAside === state.isAside) return only(state);
      // It may have been left in the middle of its reading: it is handed the rest without.
      return event.isAside
        ? only({ ...state, isAside: true, wantsPush: true, pushes: 0 })
        : wake({ ...state, isAside: false });
    case "dueChanged":
      return only({ ...state, wantsPush: true, pushes: 0 });
    case "workStored":
      return wake(state);
    case "tookIn":
      return wake({ ...state, wantsServe: true });
    case "nudged":
      return wake({ ...state, isUnsure: state.isUnsure || state.connection !== "connected" });
    case "timerFired":
      return takeTimer(state, event.timer);
    case "sealed":
      return only({
        ...idle(state),
        wantsSeal: state.wantsSeal || (event.sealed > 0 && event.left > 0),
        wantsPush: state.wantsPush || event.sealed > 0,
      });
    case "probed":
      return takeProbed(idle(state), event.relayKey);
    case "pushed":
      return takePushed(idle(state), event.outcome);
    case "served":
      return {
        state: {
          ...idle(state),
          wantsServe: false,
          wantsPush: true,
          pushes: 0,
          hasServedLately: true,
        },
        effects: [{ type: "setTimer", timer: "serve", ms: RECEIPT_MS }],
      };
    case "wasRead":
      return takeRead(idle(state), event.outcome);
    case "looked":
      return takeLook(idle(state), event.isGone);
    case "forgotten":
      return only({ ...idle(state), wantsForget: false, wantsPush: true, pushes: 0 });
    case "failed":
      return takeFailure(idle(state), event.failure);
    case "storeFailed":
      return takeStoreFailure(state);
    case "broke":
      return takeBroken(state);
  }
}

/** The next thing to do; undefined while there is nothing or nothing is allowed. */
function choose(state: DriverState): Work | undefined {
  const may = (work: Work) => !state.broken.includes(work);
  if (state.wantsSeal && may("seal")) return "seal";
  if (!(state.isMember || state.isJoining) || !state.isVisible || state.isResting) return undefined;
  if (state.isAside && !state.wantsPush && !state.wantsForget)
    return state.wantsLook && !state.isUnsure && may("look") ? "look" : undefined;
  if (state.isUnsure) return may("probe") ? "probe" : undefined;
  if (!state.isMember) return may("join") ? "join" : undefined;
  if (state.wantsForget && may("forget")) return "forget";
  if (state.wantsPush && may("push")) return "push";
  if (state.wantsServe && !state.hasServedLately && may("serve")) return "serve";
  return !state.isAside && may("read") ? "read" : undefined;
}

/** A read only waits, so it gives way to whatever has something to do; a hidden page holds no request but a push. */
function shouldCancel(state: DriverState): boolean {
  if (state.isCancelling || (state.running !== "read" && state.running !== "probe")) return false;
  if (!state.isVisible) return true;
  if (state.running !== "read") return false;
  const wantsService =
    state.wantsServe && !state.hasServedLately && !state.broken.includes("serve");
  return state.wantsSeal || state.wantsPush || state.isUnsure || state.isAside || wantsService;
}

/** Somebody or something asks for a contact: earlier failures no longer count. */
function wake(state: DriverState): DriverStep {
  const awake = {
    isResting: false,
    failures: 0,
    pushes: 0,
    quietRounds: 0,
    dryRounds: 0,
    losses: 0,
  };
  return {
    state: { ...state, ...awake, wantsSeal: true, wantsPush: true },
    effects: [{ type: "clearTimer", timer: "rest" }],
  };
}

function takeTimer(state: DriverState, timer: Timer): DriverStep {
  switch (timer) {
    case "rest":
      return only({
        ...state,
        isResting: false,
        wantsSeal: true,
        wantsPush: true,
        pushes: 0,
        quietRounds: 0,
        dryRounds: 0,
      });
    case "push":
      return only({ ...state, wantsPush: true, pushes: 0 });
    case "serve":
      return only({ ...state, hasServedLately: false });
    case "seal":
      return only({ ...state, wantsSeal: true });
  }
}

/** A contact begins: what was due then is due, and nothing is known of what the relay has. */
function takeProbed(state: DriverState, relayKey: string): DriverStep {
  const begun = { isUnsure: false, wantsPush: true, wantsLook: true, pushes: 0 };
  return proved({ ...state, ...begun, relayKey });
}

function takePushed(
  state: DriverState,
  outcome: Extract<DriverEvent, { readonly type: "pushed" }>["outcome"],
): DriverStep {
  const wait: DriverEffect = { type: "setTimer", timer: "push", ms: LATER_MS };
  switch (outcome) {
    case "nothingDue":
      return only(state);
    case "progress":
    case "partly": {
      const pushes = state.pushes + 1;
      const isEnough = pushes >= PUSHES_MAX;
      const step = reached({ ...state, pushes, wantsPush: state.wantsPush || !isEnough });
      // What was put off is not offered in the next push, which may find nothing else due: it needs a time of its own.
      const isLeft = isEnough || outcome === "partly";
      return isLeft ? { state: step.state, effects: [...step.effects, wait] } : step;
    }
    case "later":
    case "stuck": {
      const { state: next, effects } = reached(state);
      return { state: next, effects: outcome === "later" ? [...effects, wait] : effects };
    }
  }
}

function takeRead(state: DriverState, outcome: ReadOutcome): DriverStep {
  if (outcome.isGone) return takeLoss(state);
  const isNews = outcome.newEntries > 0;
  const isCalm = isNews || outcome.hasWaited;
  const quietRounds = isCalm || outcome.hasMoved ? 0 : state.quietRounds + 1;
  const dryRounds = isCalm ? 0 : state.dryRounds + 1;
  const step = reached({
    ...state,
    quietRounds,
    dryRounds,
    losses: outcome.hasWaited ? 0 : state.losses,
    // What arrived may be the key an intent was waiting for.
    wantsSeal: state.wantsSeal || isNews,
    wantsPush: state.wantsPush || outcome.owesRefill,
    pushes: outcome.owesRefill ? 0 : state.pushes,
    wantsServe: state.wantsServe || outcome.owesService,
  });
  if (quietRounds < QUIET_ROUNDS_MAX && dryRounds < DRY_ROUNDS_MAX) return step;
  return rest(step, QUIET_REST_MS);
}

function takeLook(state: DriverState, isGone: boolean): DriverStep {
  const looked = { ...state, wantsLook: false };
  return isGone ? takeLoss(looked) : reached(looked);
}

/** Starts over with a relay that lost its history, if it is the same one; one that keeps losing it is waited for. [REL1] */
function takeLoss(state: DriverState): DriverStep {
  const losses = state.losses + 1;
  const step = proved({ ...state, losses, wantsForget: true, isUnsure: true });
  return losses === 1 ? step : rest(step, backOffMs(losses));
}

function takeFailure(state: DriverState, failure: TransportFailure): DriverStep {
  if (failure.type === "cancelled") return only(state);
  const failures = state.failures + 1;
  const failed = { ...state, failures, isUnsure: true };
  const waitMs = backOffMs(failures);
  switch (failure.type) {
    case "offline":
    case "notARelay":
      return rest(
        {
          state: { ...failed, connection: "offline" },
          effects: [{ type: "showConnection", connection: "offline" }],
        },
        waitMs,
      );
    case "busy":
      return rest(only(failed), Math.max(waitMs, failure.retryAfterMs ?? 0));
    case "staleNonce":
    case "unauthorized":
    case "notFound":
    case "gone":
    case "refused":
      return rest(only(failed), waitMs);
  }
}

/** A full or closed database: what is sealed still leaves, and sealing is tried again soon. */
function takeStoreFailure(state: DriverState): DriverStep {
  const failures = state.failures + 1;
  if (state.running !== "seal")
    return rest(only({ ...idle(state), failures }), backOffMs(failures));
  return {
    // Some may have been sealed before it failed.
    state: { ...idle(state), wantsSeal: false, wantsPush: true },
    effects: [{ type: "setTimer", timer: "seal", ms: SEAL_RETRY_MS }],
  };
}

function takeBroken(state: DriverState): DriverStep {
  if (state.running === undefined) return only(state);
  // Who cannot read hands in what waited for it.
  const wantsPush = state.wantsPush || state.running === "read";
  return only({ ...idle(state), wantsPush, broken: [...state.broken, state.running] });
}

/** The relay did what was asked of it: failures no longer count. */
function reached(state: DriverState): DriverStep {
  return proved({ ...state, failures: 0 });
}

/** The relay is there. That alone ends no back-off: it may go on to refuse all else. */
function proved(state: DriverState): DriverStep {
  return {
    state: { ...state, connection: "connected" },
    effects: [{ type: "showConnection", connection: "connected" }],
  };
}

function rest({ state, effects }: DriverStep, ms: number): DriverStep {
  return {
    state: { ...state, isResting: true },
    effects: [...effects, { type: "setTimer", timer: "rest", ms }],
  };
}

function idle(state: DriverState): DriverState {
  return { ...state, running: undefined, isCancelling: false };
}

function only(state: DriverState): DriverStep {
  return { state, effects: [] };
}
