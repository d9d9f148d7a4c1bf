/** Tidying as a person asks for it: two intents, the generation, and the erasing that waits until officers' devices have it. [DOC3] */
import type { CircularId } from "@tomoshibi/shared/base/ids.ts";
import { newIntentId } from "./new-intent-id.ts";
import type { useReplica } from "./replica-context.tsx";

/** Makes both durable; of one circular's year only, where one is named. Errors: rejects when the store takes one of them not. */
export async function submitTidying(
  { submit, nowMs }: Pick<ReturnType<typeof useReplica>, "submit" | "nowMs">,
  circular?: CircularId,
): Promise<void> {
  const after = newIntentId();
  const about = circular === undefined ? {} : { circular };
  await submit({ type: "tidyDocuments", ...about, atMs: nowMs() }, after);
  await submit({ type: "eraseSummedUp", after, atMs: nowMs() });
}
