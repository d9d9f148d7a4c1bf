/** What comes together when a bundle had to be handed in by its parts. */
import { expect, test } from "vitest";
import { err, ok } from "@tomoshibi/shared/base/result.ts";
import type { AssociationId, DeviceId } from "@tomoshibi/shared/base/ids.ts";
import type { Bundle, BundleAnswer } from "@tomoshibi/shared/relay-api/bundle.ts";
import { pushInParts } from "./push.ts";

const OWN = new Uint8Array([1]);
const CARRIED = new Uint8Array([2]);

test("[ENT6] a bundle in parts brings back what any part's answer says of this device's chains", async () => {
  const bundle: Bundle = {
    association: "00" as AssociationId,
    sender: "01" as DeviceId,
    statements: [],
    streams: [{ stream: "safety", entries: [OWN, CARRIED] }],
  };
  const nothing: BundleAnswer = { statements: [], entries: [], highest: [], receipts: [] };
  // As a relay does: a part without an entry of the sender's is told nothing of it.
  const push = async ({ streams }: Bundle) => {
    const entries = streams.flatMap((item) => item.entries);
    if (entries.length > 1) return err({ type: "refused" as const, status: 413 });
    const highest = entries.includes(OWN) ? [{ stream: "safety" as const, seq: 4 }] : [];
    return ok({ ...nothing, highest });
  };
  const answer = await pushInParts({ push }, bundle, new Set());
  expect(answer.ok && answer.value.highest).toEqual([{ stream: "safety", seq: 4 }]);
});
