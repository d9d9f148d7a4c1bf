/**
 * The queue of cards' sealed blobs, which the driver hands in as soon as the relay knows the statements they stand on. [MEM6]
 *
 * Apart from making cards, which is loaded when somebody makes one: this is looked at in every contact.
 */
import type { DeviceId, InviteId } from "@tomoshibi/shared/base/ids.ts";
import { type Result, ok } from "@tomoshibi/shared/base/result.ts";
import type { Identity } from "../replica/replica.ts";
import type { Transport, TransportFailure } from "../transports/transport.ts";
import type { OnboardingPorts } from "./ports.ts";

/** Keys of blobs that a relay does not have yet begin with this. */
const CARD_BLOB_PREFIX = "cardBlob/";
/** Keys of blobs that the relay has. They are kept: a relay that lost its data knows no card any more. [REL1] */
const KEPT_BLOB_PREFIX = "cardKept/";
/** What keys of all blobs begin with. */
export const BLOB_PREFIXES: readonly string[] = [CARD_BLOB_PREFIX, KEPT_BLOB_PREFIX];
/** The key of the relay that has the kept blobs. */
const KEPT_AT = "cardsKeptAt";
/** A sealed blob, with whose it is. */
export interface StoredBlob {
  readonly invite: InviteId;
  readonly inviteDevice: DeviceId;
  readonly blob: Uint8Array;
}

/** Puts every waiting blob on the relay; each leaves the queue when the relay has it. Errors: the first failure that may pass. */
export async function handInCards(
  ports: Pick<OnboardingPorts, "database" | "replica">,
  transport: Transport,
  relayKey: string,
): Promise<Result<void, TransportFailure>> {
  const { identity } = ports.replica;
  if (identity === undefined) return ok(undefined);
  await oweOtherRelay(ports.database, relayKey);
  const waiting = await ports.database.keyValues
    .where("key")
    .startsWith(CARD_BLOB_PREFIX)
    .toArray();
  for (const { key, value } of waiting) {
    const put = await putBlob(transport, identity, relayKey, value as StoredBlob);
    if (!put.ok && isRefusal(put.error)) continue;
    if (!put.ok) return put;
    await moveBlobs(ports.database, [key], CARD_BLOB_PREFIX, KEPT_BLOB_PREFIX);
  }
  return ok(undefined);
}

/** A blob that a relay does not take, as of a card that does not count there, stays, and keeps nothing else from leaving. */
export function isRefusal({ type }: TransportFailure): boolean {
  return type === "refused" || type === "unauthorized";
}

/** Puts one blob on a relay. */
export function putBlob(
  transport: Transport,
  writer: Identity,
  relayKey: string,
  blob: StoredBlob,
): Promise<Result<void, TransportFailure>> {
  return transport.putInvite({ association: writer.association, writer, relayKey, ...blob });
}

/** A relay lost what it had: cards that were printed before must open the door again, so all are due there. [REL1] */
export async function oweCards(database: OnboardingPorts["database"]): Promise<void> {
  const kept = await database.keyValues.where("key").startsWith(KEPT_BLOB_PREFIX).primaryKeys();
  await moveBlobs(database, kept, KEPT_BLOB_PREFIX, CARD_BLOB_PREFIX);
}

/** Counts the blobs that wait. */
export function countWaitingCards(database: OnboardingPorts["database"]): Promise<number> {
  return database.keyValues.where("key").startsWith(CARD_BLOB_PREFIX).count();
}

/** Puts new cards' blobs into the queue, and takes out those of the cards they replace: nobody needs them. */
export async function queueBlobs(
  { keyValues }: OnboardingPorts["database"],
  blobs: readonly StoredBlob[],
  replaced: readonly InviteId[],
): Promise<void> {
  await keyValues.bulkDelete(
    replaced.flatMap((invite) => [CARD_BLOB_PREFIX + invite, KEPT_BLOB_PREFIX + invite]),
  );
  await keyValues.bulkPut(
    blobs.map((blob) => ({ key: CARD_BLOB_PREFIX + blob.invite, value: blob })),
  );
}

/** Another key at the relay's address is another relay, or the same without its data. */
async function oweOtherRelay(
  database: OnboardingPorts["database"],
  relayKey: string,
): Promise<void> {
  const keptAt = (await database.keyValues.get(KEPT_AT))?.value;
  if (keptAt === relayKey) return;
  if (keptAt !== undefined) await oweCards(database);
  await database.keyValues.put({ key: KEPT_AT, value: relayKey });
}

/** Those that are still there: what was replaced meanwhile does not come back. */
async function moveBlobs(
  { keyValues }: OnboardingPorts["database"],
  keys: readonly string[],
  from: string,
  to: string,
): Promise<void> {
  await keyValues.db.transaction("rw", [keyValues], async () => {
    const rows = (await keyValues.bulkGet([...keys])).filter((row) => row !== undefined);
    await keyValues.bulkPut(
      rows.map(({ key, value }) => ({ key: to + key.slice(from.length), value })),
    );
    await keyValues.bulkDelete([...keys]);
  });
}
