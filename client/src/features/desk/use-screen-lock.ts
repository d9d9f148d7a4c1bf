/** Ties the lock's rule to a clock, to touches, and to what this replica's desk has kept: its PIN, and whether it is hidden. */
import { useLiveQuery } from "dexie-react-hooks";
import { useEffect, useMemo, useRef, useState } from "react";
import { useReplica } from "../../screen/replica-context.tsx";
import {
  type DeskDatabase,
  hashPin,
  isPinRight,
  type LockEvent,
  openDeskDatabase,
  type ResetState,
  resetState,
  stepLock,
} from "./screen-lock.ts";

/** How often the idle time is looked at. */
const TICK_MS = 5_000;
const TOUCHES = ["pointerdown", "keydown", "wheel"] as const;

/** The lock of the desk. */
export interface ScreenLock {
  /** undefined until it is known: nothing may be shown before. */
  readonly isHidden: boolean | undefined;
  /** False while no PIN was chosen: hiding asks for one first. */
  readonly hasPin: boolean;
  readonly hide: () => void;
  /** A first PIN is being chosen. */
  readonly isAsking: boolean;
  /** Chooses a first PIN, from a desk that hid itself without one. */
  readonly ask: () => void;
  /** Chooses the first PIN, and hides as was asked. */
  readonly setPin: (pin: string) => Promise<void>;
  /** Answers whether the PIN was right. */
  readonly open: (pin: string) => Promise<boolean>;
  /** Back without hiding, and what hid itself is shown again: only while there is no PIN. */
  readonly dismiss: () => void;
  /** Of a forgotten PIN: whether a new one was asked for, and may be chosen. */
  readonly reset: ResetState;
  readonly askForReset: () => void;
  /** Chooses a new PIN in place of the forgotten one, and opens. */
  readonly replacePin: (pin: string) => Promise<void>;
  /** When a forgotten PIN was replaced, until an officer has read it. */
  readonly replacedAtMs: number | undefined;
  readonly dismissReplaced: () => void;
}

/** Hides the desk on request and after two minutes untouched; see {@link stepLock} for a desk without a PIN. */
export function useScreenLock(hidesWithoutPin: boolean): ScreenLock {
  const { replica, nowMs } = useReplica();
  const database = useMemo(() => openDeskDatabase(replica), [replica]);
  const kept = useKept(database);
  const [isAsking, setIsAsking] = useState(false);
  const [tickedAtMs, setTickedAtMs] = useState(nowMs);
  const touchedAtMs = useRef(0);
  const pin = kept?.pin;
  const hasPin = pin !== undefined;
  const hides = hasPin || hidesWithoutPin;
  const isHidden = kept?.isHidden;

  useEffect(() => {
    if (isHidden === undefined) return undefined;
    touchedAtMs.current = nowMs();
    const happen = (event: LockEvent): void => {
      const next = stepLock({ isHidden, touchedAtMs: touchedAtMs.current }, event, hides);
      touchedAtMs.current = next.touchedAtMs;
      if (next.isHidden !== isHidden) void putHidden(database, next.isHidden);
    };
    const touched = (): void => happen({ type: "touched", atMs: nowMs() });
    const tick = (): void => {
      happen({ type: "ticked", atMs: nowMs() });
      if (isHidden) setTickedAtMs(nowMs());
    };
    for (const name of TOUCHES) addEventListener(name, touched, { passive: true });
    const timer = setInterval(tick, TICK_MS);
    return () => {
      for (const name of TOUCHES) removeEventListener(name, touched);
      clearInterval(timer);
    };
  }, [database, hides, isHidden, nowMs]);

  return {
    isHidden: isHidden === undefined ? undefined : isHidden || isAsking,
    hasPin,
    hide: () => (hasPin ? void putHidden(database, true) : setIsAsking(true)),
    isAsking,
    ask: () => setIsAsking(true),
    setPin: async (typed) => {
      await putPin(database, typed);
      await putHidden(database, true);
      setIsAsking(false);
    },
    open: async (typed) => {
      const isRight = pin !== undefined && (await isPinRight(typed, pin));
      if (!isRight) return false;
      await database.resets.delete("reset");
      await putHidden(database, false);
      return true;
    },
    dismiss: () => {
      setIsAsking(false);
      if (!hasPin) void putHidden(database, false);
    },
    reset: resetState(kept?.reset, tickedAtMs),
    askForReset: () => {
      const atMs = nowMs();
      setTickedAtMs(atMs);
      void database.resets.put({ key: "reset", atMs });
    },
    replacePin: async (typed) => {
      if (resetState(kept?.reset, nowMs()).type !== "ready") return;
      await putPin(database, typed);
      await database.resets.put({ key: "replaced", atMs: nowMs() });
      await database.resets.delete("reset");
      await putHidden(database, false);
    },
    replacedAtMs: kept?.replacedAtMs,
    dismissReplaced: () => void database.resets.delete("replaced"),
  };
}

function useKept(database: DeskDatabase) {
  return useLiveQuery(
    async () => ({
      pin: await database.pins.get("pin"),
      isHidden: (await database.hidden.get("hidden"))?.isHidden ?? false,
      reset: await database.resets.get("reset"),
      replacedAtMs: (await database.resets.get("replaced"))?.atMs,
    }),
    [database],
  );
}

async function putPin(database: DeskDatabase, typed: string): Promise<void> {
  await database.pins.put(await hashPin(typed, crypto.getRandomValues(new Uint8Array(16))));
}

function putHidden(database: DeskDatabase, isHidden: boolean): Promise<unknown> {
  return database.hidden.put({ key: "hidden", isHidden });
}
