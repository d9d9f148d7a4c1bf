/** Ties the lock's rule to a clock, to touches, and to what this replica's desk has kept: its PIN, and whether it is hidden. */
import { useLiveQuery } from "dexie-react-hooks";
import { useEffect, useMemo, useRef, useState } from "react";
import { useReplica } from "../../screen/replica-context.tsx";
import { hashPin, isPinRight, type LockEvent, openDeskDatabase, stepLock } from "./screen-lock.ts";

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
  /** Chooses the first PIN, and hides as was asked. */
  readonly setPin: (pin: string) => Promise<void>;
  /** Answers whether the PIN was right. */
  readonly open: (pin: string) => Promise<boolean>;
  /** Back without hiding: only while there is no PIN. */
  readonly dismiss: () => void;
}

/** Hides the desk on request and after two minutes untouched. */
export function useScreenLock(): ScreenLock {
  const { replica, nowMs } = useReplica();
  const database = useMemo(() => openDeskDatabase(replica), [replica]);
  const kept = useLiveQuery(
    async () => ({
      pin: await database.pins.get("pin"),
      isHidden: (await database.hidden.get("hidden"))?.isHidden ?? false,
    }),
    [database],
  );
  const [isAsking, setIsAsking] = useState(false);
  const touchedAtMs = useRef(0);
  const pin = kept?.pin;
  const hasPin = pin !== undefined;
  const isHidden = kept?.isHidden;

  useEffect(() => {
    if (isHidden === undefined) return undefined;
    touchedAtMs.current = nowMs();
    const happen = (event: LockEvent): void => {
      const next = stepLock({ isHidden, touchedAtMs: touchedAtMs.current }, event, hasPin);
      touchedAtMs.current = next.touchedAtMs;
      if (next.isHidden !== isHidden)
        void database.hidden.put({ key: "hidden", isHidden: next.isHidden });
    };
    const touched = (): void => happen({ type: "touched", atMs: nowMs() });
    for (const name of TOUCHES) addEventListener(name, touched, { passive: true });
    const timer = setInterval(() => happen({ type: "ticked", atMs: nowMs() }), TICK_MS);
    return () => {
      for (const name of TOUCHES) removeEventListener(name, touched);
      clearInterval(timer);
    };
  }, [database, hasPin, isHidden, nowMs]);

  const put = (next: boolean): Promise<unknown> =>
    database.hidden.put({ key: "hidden", isHidden: next });
  return {
    isHidden: isHidden === undefined ? undefined : isHidden || isAsking,
    hasPin,
    hide: () => (hasPin ? void put(true) : setIsAsking(true)),
    setPin: async (typed) => {
      await database.pins.put(await hashPin(typed, crypto.getRandomValues(new Uint8Array(16))));
      await put(true);
      setIsAsking(false);
    },
    open: async (typed) => {
      const isRight = pin !== undefined && (await isPinRight(typed, pin));
      if (isRight) await put(false);
      return isRight;
    },
    dismiss: () => setIsAsking(false),
  };
}
