/** Why a command could not be made durable, and what the person can do about it: never "full" where it is not. [DEL2] */
import type { ReactElement } from "react";
import { isQuotaFailure } from "../engine/api.ts";
import { shellMessages } from "../i18n/ja/shell.ts";
import { useMessages } from "../i18n/use-messages.tsx";
import { Notice } from "../ui/surface.tsx";

/** By what helps: room on the device, or opening the app again. */
export type SaveFailure = "storageFull" | "storageLost";

/** Tells the two apart by what the database threw. */
export function saveFailureOf(error: unknown): SaveFailure {
  return isQuotaFailure(error) ? "storageFull" : "storageLost";
}

/** Says it; nothing while nothing failed. */
export function SaveFailed({
  failure,
}: {
  readonly failure: SaveFailure | undefined;
}): ReactElement | null {
  const t = useMessages(shellMessages);
  return failure === undefined ? null : <Notice tone="error" title={t(failure)} />;
}
