/** Takes one thing in after the other: texts of QR codes, frames of a larger whole, files. [MEET2] */
import {
  type Collection,
  beginCollection,
  chunksOf,
  collect,
  textToFrame,
  wholeOf,
} from "@tomoshibi/shared/meeting/frames.ts";
import { textToSignal } from "@tomoshibi/shared/meeting/signal.ts";
import { useRef, useState } from "react";
import { useReplica } from "../../screen/replica-context.tsx";
import type { Outcome } from "./taken-part.tsx";

/** How much of a whole has been seen. */
export interface Progress {
  readonly have: number;
  readonly all: number;
}

/** What the screen says, and how it hands things in. */
export interface Taking {
  readonly outcome: Outcome | undefined;
  readonly progress: Progress | undefined;
  readonly isBusy: boolean;
  /** Takes a text or a file in; answers whether it was what is taken in here, as a whole or a part. */
  readonly take: (input: string | Uint8Array) => Promise<boolean>;
  /** Keeps a frame of which more are needed. Shape: false for what is none, or the last one that was needed. */
  readonly isPart: (text: string) => boolean;
}

/** One thing at a time. */
export function useTaking(): Taking {
  const { engine } = useReplica();
  const [outcome, setOutcome] = useState<Outcome>();
  const [progress, setProgress] = useState<Progress>();
  const [isBusy, setIsBusy] = useState(false);
  // Frames come faster than a screen is drawn.
  const collection = useRef<Collection>(undefined);

  const isPart = (text: string): boolean => {
    const frame = textToFrame(text);
    if (frame === undefined) return false;
    const begun = collection.current;
    const isOfBegun = begun?.name === frame.name && begun.length === frame.length;
    const next = collect(isOfBegun ? begun : beginCollection(frame), frame);
    const whole = wholeOf(next);
    // Frames that contradict one another: somebody's camera or phone is at fault, and it begins anew.
    collection.current = whole === "broken" ? undefined : next;
    setProgress({ have: whole === "broken" ? 0 : next.rows.length, all: chunksOf(next) });
    return !(whole instanceof Uint8Array);
  };

  const takeIn = async (input: string | Uint8Array): Promise<boolean> => {
    setProgress(undefined);
    if (typeof input === "string" && textToSignal(input) !== undefined) {
      setOutcome({ type: "misplaced" });
      return false;
    }
    setIsBusy(true);
    const answer = await engine.takeIn(input);
    setOutcome(
      answer.ok
        ? { type: "answered", taken: answer.value }
        : { type: "failed", failure: answer.error },
    );
    setIsBusy(false);
    return answer.ok && answer.value.type === "taken";
  };

  const take = async (input: string | Uint8Array): Promise<boolean> => {
    if (typeof input !== "string" || textToFrame(input) === undefined) return takeIn(input);
    if (isPart(input)) return true;
    const whole = collection.current && wholeOf(collection.current);
    collection.current = undefined;
    return takeIn(whole instanceof Uint8Array ? whole : input);
  };
  return { outcome, progress, isBusy, take, isPart };
}
