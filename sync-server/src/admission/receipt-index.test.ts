/** What a relay returns of receipts, over HTTP. */
import { beforeEach, expect, test } from "vitest";
import type { EntryId } from "@tomoshibi/shared/base/ids.ts";
import { encodePayload } from "@tomoshibi/shared/records/payload.ts";
import {
  type AssociationWorld,
  type WorldDevice,
  addDevice,
  createWorld,
  joinHousehold,
  writeEntry,
} from "@tomoshibi/shared/testing/association-world.ts";
import { type TestRelay, createTestRelay, handIn } from "../testing/relay-fixture.ts";

const PAYLOAD = new Uint8Array([1, 2, 3]);

let relay: TestRelay;
let world: AssociationWorld;
let resident: WorldDevice;

beforeEach(async () => {
  relay = await createTestRelay();
  world = await createWorld();
  resident = await joinHousehold(world, 2, 1);
  await handIn(relay, world, world.founder.keys, { statements: world.statements });
});

test("[DEL1] brings back the receipt that covers entries, whoever hands them in", async () => {
  const entries = [write(), write()];
  expect(await receiptsFor(entries)).toEqual([]);
  const receipt = await say("receipt", entries);
  expect(await receiptsFor(entries)).toEqual([Uint8Array.from(receipt)]);
});

test("[DEL1] what another device misses takes no receipt back", async () => {
  const other = addDevice(world, { role: "officer", household: 4, group: 1 });
  await handIn(relay, world, world.founder.keys, { statements: world.statements });
  const entries = [write()];
  await say("receipt", entries);
  await say("missed", entries, other);
  expect(await receiptsFor(entries)).toHaveLength(1);
});

test("[DEL1] brings back no receipt for what an officer's device misses, until one lists it again", async () => {
  const [missed, other] = [write(), write()];
  await say("receipt", [missed, other]);
  await say("missed", [missed]);
  expect(await receiptsFor([missed])).toEqual([]);
  expect(await receiptsFor([other])).toHaveLength(1);
  await say("receipt", [missed]);
  expect(await receiptsFor([missed])).toHaveLength(1);
});

const write = () => writeEntry(world, resident, "safety", PAYLOAD);

async function say(
  kind: "receipt" | "missed",
  about: readonly { readonly entryId: EntryId }[],
  officer: WorldDevice = world.founder,
): Promise<Uint8Array> {
  const payload = encodePayload({ kind, entries: about.map(({ entryId }) => entryId) });
  const written = writeEntry(world, officer, "receipts", payload);
  await handIn(relay, world, officer.keys, {
    streams: [{ stream: "receipts", entries: [written] }],
  });
  return written.bytes;
}

async function receiptsFor(entries: readonly ReturnType<typeof write>[]) {
  const { receipts } = await handIn(relay, world, resident.keys, {
    streams: [{ stream: "safety", entries }],
  });
  return receipts;
}
