/** Submits commands from forms: what happened is said in the user's words, and "saved" only when it is. [DEL2] */
import { useCallback, useState } from "react";
import type { Command } from "../engine/api.ts";
import { useReplica } from "./replica-context.tsx";
import { type SaveFailure, saveFailureOf } from "./save-failure.tsx";

/** Where the last command of a form stands. */
export type SubmitState = "idle" | "saving" | "saved" | "failed";

/** Gives a function that makes commands durable, and where the last one stands. It answers whether all were saved. */
export function useSubmit(): {
  readonly state: SubmitState;
  /** Why the last one was not saved. */
  readonly failure: SaveFailure | undefined;
  readonly save: (...commands: readonly Command[]) => Promise<boolean>;
} {
  const { submit } = useReplica();
  const [state, setState] = useState<SubmitState>("idle");
  const [failure, setFailure] = useState<SaveFailure>();
  const save = useCallback(
    async (...commands: readonly Command[]) => {
      setState("saving");
      setFailure(undefined);
      try {
        for (const command of commands) await submit(command);
        setState("saved");
        return true;
      } catch (error) {
        // Quota, private mode, a closed database: the form keeps what was typed.
        setFailure(saveFailureOf(error));
        setState("failed");
        return false;
      }
    },
    [submit],
  );
  return { state, failure, save };
}
