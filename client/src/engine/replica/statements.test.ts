import { expect, test } from "vitest";
import { equalBytes } from "@tomoshibi/shared/base/bytes.ts";
import { revokeDevice } from "@tomoshibi/shared/membership/issue.ts";
import {
  addDevice,
  authorityOf,
  createWorld,
  joinHousehold,
} from "@tomoshibi/shared/testing/association-world.ts";
import { installReplica, openIncident, openReplica, tap } from "./testing/replica-world.ts";

const from = (bytes: Uint8Array) => [
  { stream: "membership", messages: [{ bytes, relayedAtSeconds: undefined }] } as const,
];

test("[MEM2] a damaged copy of a statement keeps the honest one out of no replica, nor out of a relay", async () => {
  const world = await createWorld();
  const officer = addDevice(world, { role: "officer", household: 5, group: 1 });
  const desk = await installReplica(world, officer);
  const { keys } = await joinHousehold(world, 14, 3);
  for (const { bytes } of world.statements.slice(0, -1)) await desk.replica.receive(from(bytes));
  const certificate = world.statements.at(-1)?.bytes ?? new Uint8Array();
  const damaged = Uint8Array.from(certificate);
  damaged[damaged.length - 1] = (damaged.at(-1) ?? 0) ^ 1;

  await desk.replica.receive(from(damaged));
  expect(desk.replica.authority?.standings.has(keys.device)).toBe(false);
  await desk.replica.receive(from(certificate));
  expect(desk.replica.authority?.standings.has(keys.device)).toBe(true);

  const { replica } = await openReplica(desk.database);
  expect(replica.authority?.standings.has(keys.device)).toBe(true);
  await replica.forgetRelay("bb");
  const { statements = [] } = (await replica.outgoing("bb")) ?? {};
  expect(statements.some((bytes) => equalBytes(bytes, certificate))).toBe(true);
  expect(statements.some((bytes) => equalBytes(bytes, damaged))).toBe(false);
});

test("[MEM2] copies that nobody can verify yet are kept beside each other until somebody can", async () => {
  const world = await createWorld();
  const officer = addDevice(world, { role: "officer", household: 5, group: 1 });
  const desk = await installReplica(world, officer);
  const { keys } = await joinHousehold(world, 14, 3);
  const [certificate, ...card] = world.statements.slice(-4).reverse();
  if (certificate === undefined) throw new Error("a card has statements");
  const damaged = Uint8Array.from(certificate.bytes);
  damaged[damaged.length - 1] = (damaged.at(-1) ?? 0) ^ 1;

  for (const bytes of [damaged, certificate.bytes]) await desk.replica.receive(from(bytes));
  expect(desk.replica.authority?.standings.has(keys.device)).toBe(false);
  const { replica } = await openReplica(desk.database);
  for (const { bytes } of card) await replica.receive(from(bytes));
  expect(replica.authority?.standings.has(keys.device)).toBe(true);
});

test("[MEM5] [DEL3] what a resident said, and cannot open again, counts on the own device too as soon as it counts again", async () => {
  const world = await createWorld();
  const officer = addDevice(world, { role: "officer", household: 5, group: 1 });
  const resident = await joinHousehold(world, 14, 3);
  const phone = await installReplica(world, resident);
  await phone.run(openIncident(1_775_001_600_000));
  await phone.run(tap(1_775_001_600_000));
  const written = await phone.database.entries.orderBy("[stream+author+seq]").toArray();
  const heads = new Map(written.map(({ stream, seq, entryId }) => [stream, { seq, entryId }]));
  const plan = { subject: resident.keys.device, issued: world.statements };
  const authority = authorityOf(world);

  // An officer stops the device at once; an admin sets the bound behind what it had said.
  await phone.replica.addStatements(
    [revokeDevice(authority, officer.keys, { ...plan, heads: new Map() })],
    [],
  );
  const kept = () => phone.database.entries.where("state").equals("kept").count();
  expect(await kept()).toBe(written.length);
  await phone.replica.addStatements(
    [revokeDevice(authority, world.founder.keys, { ...plan, heads })],
    [],
  );
  expect(await kept()).toBe(0);
});
