/** Asks the engine for what only the root may do; when it wants two sheets, they are asked for and the call is made again. */
import type { Result } from "@tomoshibi/shared/base/result.ts";
import { useState } from "react";
import type { EngineFailure, TypedSheets } from "../../engine/api.ts";
import { areSheetsRead, NO_SHEETS } from "../recovery/sheet-fields.tsx";

/** Where such a call stands. */
export interface RootCall {
  readonly isWorking: boolean;
  readonly needsSheets: boolean;
  readonly sheets: TypedSheets;
  readonly setSheets: (sheets: TypedSheets) => void;
  /** What went wrong, but for the wish for sheets. */
  readonly failure: EngineFailure | undefined;
  readonly isReady: boolean;
  readonly run: () => Promise<void>;
}

/** Makes the call with `call`, and tells `onDone` when it went well. */
export function useRootCall(
  call: (root: { readonly sheets?: TypedSheets }) => Promise<Result<unknown, EngineFailure>>,
  onDone: () => void,
): RootCall {
  const [sheets, setSheets] = useState<TypedSheets>(NO_SHEETS);
  const [needsSheets, setNeedsSheets] = useState(false);
  const [isWorking, setIsWorking] = useState(false);
  const [failure, setFailure] = useState<EngineFailure>();
  const run = async (): Promise<void> => {
    setIsWorking(true);
    setFailure(undefined);
    const answer = await call(needsSheets ? { sheets } : {});
    setIsWorking(false);
    if (answer.ok) onDone();
    else if (answer.error.type === "rootNeeded") setNeedsSheets(true);
    else setFailure(answer.error);
  };
  const isReady = !isWorking && (!needsSheets || areSheetsRead(sheets));
  return { isWorking, needsSheets, sheets, setSheets, failure, isReady, run };
}
