import { expect, test } from "vitest";
import { newestEpochs } from "@tomoshibi/shared/keys/keyring.ts";
import {
  addDevice,
  authorityOf,
  createWorld,
  joinHousehold,
  rotateIn,
} from "@tomoshibi/shared/testing/association-world.ts";
import { installReplica, openReplica } from "./testing/replica-world.ts";

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
