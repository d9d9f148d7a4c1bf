/** What a replica remembers beside its memory, after a transaction that was to store it failed. [G6] */
import { beforeEach, expect, test } from "vitest";
import { wrapKeys } from "@tomoshibi/shared/keys/mailbox.ts";
import { parseStreamName } from "@tomoshibi/shared/entry/stream-name.ts";
import {
  type AssociationWorld,
  type WorldDevice,
  createWorld,
  joinHousehold,
  writeEntry,
} from "@tomoshibi/shared/testing/association-world.ts";
import { encodePayload } from "@tomoshibi/shared/records/payload.ts";
import { KEY_VALUES } from "./memory.ts";
import {
  RELAY_KEY,
  createMemoryRelay,
  installReplica,
  openReplica,
  tap,
} from "./testing/replica-world.ts";

const AT = 1_775_001_600_000;

let world: AssociationWorld;
let resident: WorldDevice;

beforeEach(async () => {
  world = await createWorld();
  resident = await joinHousehold(world, 12, 3);
});

/** A table whose next write of many rows fails, if it is one of these. */
function failOnce<Row>(
  table: { bulkPut: (rows: readonly Row[]) => unknown },
  isThis: (rows: readonly Row[]) => boolean = () => true,
): void {
  const { bulkPut } = table;
  table.bulkPut = (rows) => {
    if (!isThis(rows)) return bulkPut.call(table, rows);
    table.bulkPut = bulkPut;
    return Promise.reject(new DOMException("no room", "QuotaExceededError"));
  };
}

test("[DEL1] what a relay answered, and the store did not take, is offered again at once", async () => {
  const phone = await installReplica(world, resident);
  const relay = createMemoryRelay();
  await phone.run(tap(AT));
  const bundle = await phone.replica.outgoing(RELAY_KEY);
  const answer = relay.push(bundle!);
  failOnce(phone.database.outbox as never);
  await expect(phone.replica.answered(RELAY_KEY, answer)).rejects.toThrow("no room");
  expect(await phone.replica.outgoing(RELAY_KEY)).toEqual(bundle);
});

test("[KEY2] a key that came by the mailbox, and the store did not take, is opened again with the next read", async () => {
  const phone = await installReplica(world, resident, { withoutKeys: true });
  const keys = [...resident.keyring.keys.values()];
  const wrapped = await wrapKeys(world, world.association, resident.keys, keys);
  const stream = parseStreamName(`mailbox/${resident.keys.device}`)!;
  const entry = writeEntry(
    world,
    world.founder,
    stream,
    encodePayload({ kind: "wrappedKeys", wrapped }),
  );
  failOnce<{ readonly key: string }>(phone.database.keyValues as never, (rows) =>
    rows.some(({ key }) => key === KEY_VALUES.keyring),
  );
  const messages = [{ bytes: entry.bytes, relayedAtSeconds: 1_775_001_700 }];
  await expect(phone.replica.receive([{ stream, messages }])).rejects.toThrow("no room");
  await phone.replica.receive([]);
  const { replica } = await openReplica(phone.database);
  expect(replica.keyring.keys.size).toBeGreaterThan(0);
});
