import { expect, test } from "vitest";
import { newestEpochs } from "@tomoshibi/shared/keys/keyring.ts";
import {
  addDevice,
  authorityOf,
  createWorld,
  joinHousehold,
  rotateIn,
  writeEntry,
} from "@tomoshibi/shared/testing/association-world.ts";
import { encodePayload } from "@tomoshibi/shared/records/payload.ts";
import { createSeededRandom } from "@tomoshibi/shared/testing/seeded-random.ts";
import { loadMemory } from "./memory.ts";
import { installReplica, openReplica } from "./testing/replica-world.ts";
import { openVault } from "./vault.ts";

test("[KEY2] an officer's device finds renewed keys in the statements, and needs no mailbox; a member's does", async () => {
  const world = await createWorld();
  const officer = addDevice(world, { role: "officer", household: 5, group: 1 });
  const desk = await installReplica(world, officer);
  const phone = await installReplica(world, await joinHousehold(world, 12, 3));
  await rotateIn(world, ["members", "officers", "safety"]);
  const messages = world.statements.map(({ bytes }) => ({ bytes, relayedAtSeconds: undefined }));
  for (const { replica } of [desk, phone])
    await replica.receive([{ stream: "membership", messages }]);

  expect(await phone.database.notices.get("keyMissing/members")).toBeDefined();
  expect(await desk.database.notices.toArray()).toEqual([]);
  const { replica } = await openReplica(desk.database);
  const newest = (["members", "officers", "safety"] as const).flatMap((audience) =>
    newestEpochs(authorityOf(world), audience),
  );
  expect(newest.map(({ body }) => body.number)).toEqual([2, 2, 2]);
  expect(newest.filter(({ id }) => !replica.keyring.keys.has(id))).toEqual([]);
});

test("[KEY2] [STR] what a household says to its officers is read by each who gets the statement, without mailbox or card", async () => {
  const world = await createWorld();
  const officer = addDevice(world, { role: "officer", household: 5, group: 1 });
  const desk = await installReplica(world, officer);
  // The card was made elsewhere; that device was set back since, and no relay has the mailboxes any more.
  const phone = await joinHousehold(world, 12, 3);
  const entry = writeEntry(
    world,
    phone,
    "household/12",
    encodePayload({ kind: "consentWithdrawn", atSeconds: 9 }),
  );
  const messages = world.statements.map(({ bytes }) => ({ bytes, relayedAtSeconds: undefined }));
  await desk.replica.receive([
    { stream: "membership", messages },
    { stream: "household/12", messages: [{ bytes: entry.bytes, relayedAtSeconds: undefined }] },
  ]);
  expect(await desk.database.entries.get(entry.entryId)).toMatchObject({
    ...{ state: "applied", kind: "consentWithdrawn" },
  });
});

test("[KEY2] a key that a statement opened is stored with the next ones that come, and at a start not opened again", async () => {
  const world = await createWorld();
  const officer = addDevice(world, { role: "officer", household: 5, group: 1 });
  const desk = await installReplica(world, officer);
  const keysStored = async () =>
    (await loadMemory(desk.database, await openVault(desk.database, createSeededRandom(1))))
      .keysStored;
  const before = await keysStored();
  await joinHousehold(world, 12, 3);
  const messages = world.statements.map(({ bytes }) => ({ bytes, relayedAtSeconds: undefined }));
  await desk.replica.receive([{ stream: "membership", messages }]);
  const { size } = desk.replica.keyring.keys;
  expect(size).toBeGreaterThan(before);
  expect(await keysStored()).toBe(before);
  await desk.replica.addStatements(world.statements, [...world.founder.keyring.keys.values()]);
  expect(await keysStored()).toBe(size);
});
