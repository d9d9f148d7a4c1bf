/**
 * Cards' sealed blobs at the association's further relays: the device that made a card puts it at every relay it knows, so that
 * the card opens the door at each of them. [MEM6] [REL7]
 *
 * A cancelled card's blob is put nowhere any more, and its cancellation is a statement, which goes to all relays by itself: where
 * both are, the relay answers that the card is over.
 */
import { type Result, ok } from "@tomoshibi/shared/base/result.ts";
import type { Transport, TransportFailure } from "../transports/transport.ts";
import { BLOB_PREFIXES, type StoredBlob, isRefusal, putBlob } from "./card-queue.ts";
import type { OnboardingPorts } from "./ports.ts";

/**
 * Puts every blob that a further relay does not have yet. Errors: the first failure that may pass.
 *
 * Shape: `refused` remembers, for a start of the engine, what the relay would not take: there may be a town's cards of a former
 *        officer, and a contact after every tap.
 */
export async function copyCards(
  { database, replica }: Pick<OnboardingPorts, "database" | "replica">,
  transport: Transport,
  relayKey: string,
  refused: Set<string>,
): Promise<Result<void, TransportFailure>> {
  const { identity } = replica;
  if (identity === undefined) return ok(undefined);
  const { keyValues } = database;
  const prefix = copyKey(relayKey, "");
  const copied = new Set(await keyValues.where("key").startsWith(prefix).primaryKeys());
  for (const blobs of BLOB_PREFIXES) {
    for (const key of await keyValues.where("key").startsWith(blobs).primaryKeys()) {
      const mark = copyKey(relayKey, key.slice(blobs.length));
      if (copied.delete(mark) || refused.has(mark)) continue;
      const row = await keyValues.get(key);
      // It moved, or its card was replaced, since the keys were read.
      if (row === undefined) continue;
      const put = await putBlob(transport, identity, relayKey, row.value as StoredBlob);
      if (put.ok) await keyValues.put({ key: mark, value: true });
      else if (isRefusal(put.error)) refused.add(mark);
      else return put;
    }
  }
  // What is left belongs to cards that were replaced.
  await keyValues.bulkDelete([...copied]);
  return ok(undefined);
}

/** A further relay lost what it had: all cards are due there again. [REL1] */
export async function oweCopies(
  { keyValues }: OnboardingPorts["database"],
  relayKey: string,
): Promise<void> {
  await keyValues.where("key").startsWith(copyKey(relayKey, "")).delete();
}

/** Where it is stored that a relay has a card's blob. */
function copyKey(relayKey: string, invite: string): string {
  return `cardAt/${relayKey}/${invite}`;
}
