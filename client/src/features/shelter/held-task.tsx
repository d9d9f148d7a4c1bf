/** Who is being written down, and for which check, above the lock: two minutes in which nobody touches the screen hide it, and lose nothing. */
import type { IncidentId } from "@tomoshibi/shared/base/ids.ts";
import {
  createContext,
  type Dispatch,
  type ReactElement,
  type ReactNode,
  type SetStateAction,
  use,
  useMemo,
  useState,
} from "react";
import type { WrittenRecord } from "../../engine/shelter-api.ts";
import type { RecordDraft } from "../desk/record-draft.ts";
import type { Findable } from "./find-households.ts";
import type { ChosenCheck } from "./shown-check.ts";

/** What is being recorded: anew, or in place of what was written down here. */
export interface Task {
  readonly household: Findable;
  readonly incident: IncidentId;
  /** Begun in a drill: a real check that opens takes its place. */
  readonly isDrill: boolean;
  readonly corrects: WrittenRecord | undefined;
  /** As far as it is filled in. */
  readonly draft?: RecordDraft;
}

type Kept<Value> = readonly [Value | undefined, Dispatch<SetStateAction<Value | undefined>>];

interface Held {
  readonly task: Kept<Task>;
  readonly check: Kept<ChosenCheck>;
}

const HeldContext = createContext<Held | undefined>(undefined);

/** Holds both for the screen below, also while that is hidden. Left with the page: nobody looks for names there. */
export function HoldsTask({ children }: { readonly children: ReactNode }): ReactElement {
  const [task, setTask] = useState<Task>();
  const [check, setCheck] = useState<ChosenCheck>();
  const held = useMemo<Held>(
    () => ({ task: [task, setTask], check: [check, setCheck] }),
    [task, check],
  );
  return <HeldContext value={held}>{children}</HeldContext>;
}

/** The record in hand, as `useState` gives it. */
export function useHeldTask(): Kept<Task> {
  return useHeld().task;
}

/** The check that somebody chose, likewise. */
export function useHeldCheck(): Kept<ChosenCheck> {
  return useHeld().check;
}

function useHeld(): Held {
  const held = use(HeldContext);
  if (held === undefined) throw new Error("Broken invariant: a desk outside HoldsTask");
  return held;
}
