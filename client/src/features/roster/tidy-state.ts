/** How the roster's generations stand, as the engine last wrote it; and how far the last tidying came. [DOC3] */
import { useLiveQuery } from "dexie-react-hooks";
import type { DocumentName } from "@tomoshibi/shared/records/record.ts";
import { fiscalYearOf } from "@tomoshibi/shared/circulars/fiscal-year.ts";
import type { Intent, LateChangeView, ReplicaDatabase } from "../../engine/api.ts";
import { useReplica } from "../../screen/replica-context.tsx";

/** A late change, and of which document. */
export interface LateItem extends LateChangeView {
  readonly document: DocumentName;
}

/** What screens say about tidying. */
export interface TidyState {
  /** When it was last done, or when the roster began. */
  readonly begunAtMs: number | undefined;
  readonly isFirst: boolean;
  /** A fiscal year has begun since. */
  readonly isDue: boolean;
  readonly late: readonly LateItem[];
}

/** How far the last tidying of this device came; undefined where there was none. */
export type TidyProgress = "preparing" | "waiting" | "done" | "failed" | undefined;

/** Reads it; undefined while it is being read. */
export function useTidyState(): TidyState | undefined {
  const { database, nowMs } = useReplica();
  const rows = useLiveQuery(() => readRows(database), [database]);
  if (rows === undefined) return undefined;
  const { generation, begunAtMs } = rows.find(({ document }) => document === "roster") ?? {};
  const isKnown = begunAtMs !== undefined && Number.isFinite(begunAtMs);
  return {
    begunAtMs: isKnown ? begunAtMs : undefined,
    isFirst: generation === 1,
    isDue: isKnown && fiscalYearOf(begunAtMs) < fiscalYearOf(nowMs()),
    late: rows.flatMap(({ document, late = [] }) =>
      late.map((one) => ({ ...one, document: document as DocumentName })),
    ),
  };
}

/** The last tidying that was asked for on this device: of the roster and all else, or of what a circular said. */
export function lastTidying(
  intents: readonly Intent[],
  of: "all" | "circular" = "all",
): Intent | undefined {
  return intents.findLast(
    ({ command }) =>
      command.type === "tidyDocuments" && (command.circular === undefined) === (of === "all"),
  );
}

/** Where a tidying and its erasing stand. */
export function progressOf(
  intents: readonly Intent[],
  tidied: Intent | undefined = lastTidying(intents),
): TidyProgress {
  if (tidied === undefined) return undefined;
  const erased = intents.find(
    ({ command }) => command.type === "eraseSummedUp" && command.after === tidied.id,
  );
  if (tidied.state === "failed" || erased?.state === "failed") return "failed";
  if (tidied.state === "stored") return "preparing";
  // The app was closed between the two: nothing waits to be erased, and tidying once more erases all of it.
  if (erased === undefined) return undefined;
  return erased.state === "sealed" ? "done" : "waiting";
}

async function readRows(database: ReplicaDatabase) {
  const rows = await database.documents.toArray();
  // The settings have one generation, and nothing is late for it.
  return rows.filter(({ document }) => document !== "settings");
}
