/** Writes commands one after the other and says whether that worked: never "saved" when it is not. [DEL2] */
import { useCallback, useRef, useState } from "react";
import type { Command } from "../../engine/api.ts";
import { useReplica } from "../../screen/replica-context.tsx";
import { type SaveFailure, saveFailureOf } from "../../screen/save-failure.tsx";

/** Saves commands; `failure` stays until a later one was stored. */
export interface Saving {
  /** Gives true once all are committed. A tap while another is being written is the same finger: it is ignored. */
  readonly save: (...commands: readonly Command[]) => Promise<boolean>;
  readonly failure: SaveFailure | undefined;
}

/** A way to save for one screen. */
export function useSaving(): Saving {
  const { submit } = useReplica();
  const [failure, setFailure] = useState<SaveFailure>();
  const isBusy = useRef(false);
  const save = useCallback(
    async (...commands: readonly Command[]) => {
      if (isBusy.current) return false;
      isBusy.current = true;
      try {
        for (const command of commands) await submit(command);
        setFailure(undefined);
        return true;
      } catch (error) {
        // Whatever the reason (full, private mode, a closed database), the person must know that it is not saved.
        setFailure(saveFailureOf(error));
        return false;
      } finally {
        isBusy.current = false;
      }
    },
    [submit],
  );
  return { save, failure };
}
