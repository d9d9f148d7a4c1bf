/** Submits commands from forms: what happened is said in the user's words, and "saved" only when it is. [DEL2] */
import { useCallback, useState } from "react";
import type { Command } from "../engine/api.ts";
import { useReplica } from "./replica-context.tsx";

/** Where the last command of a form stands. */
export type SubmitState = "idle" | "saving" | "saved" | "failed";

/** Gives a function that makes commands durable, and where the last one stands. It answers whether all were saved. */
export function useSubmit(): {
  readonly state: SubmitState;
  readonly save: (...commands: readonly Command[]) => Promise<boolean>;
} {
  const { submit } = useReplica();
  const [state, setState] = useState<SubmitState>("idle");
  const save = useCallback(
    async (...commands: readonly Command[]) => {
      setState("saving");
      try {
        for (const command of commands) await submit(command);
        setState("saved");
        return true;
      } catch {
        // Quota, private mode, a closed database: the form keeps what was typed.
        setState("failed");
        return false;
      }
    },
    [submit],
  );
  return { state, save };
}
