/** Who is being written down, above the lock: two minutes in which nobody touches the screen hide it, and lose nothing. */
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

type Held = readonly [Task | undefined, Dispatch<SetStateAction<Task | undefined>>];

const HeldContext = createContext<Held | undefined>(undefined);

/** Holds it for the screen below, also while that is hidden. Left with the page: nobody looks for names there. */
export function HoldsTask({ children }: { readonly children: ReactNode }): ReactElement {
  const [task, setTask] = useState<Task>();
  const held = useMemo<Held>(() => [task, setTask], [task]);
  return <HeldContext value={held}>{children}</HeldContext>;
}

/** The record in hand, as `useState` gives it. */
export function useHeldTask(): Held {
  const held = use(HeldContext);
  if (held === undefined) throw new Error("Broken invariant: a desk outside HoldsTask");
  return held;
}
