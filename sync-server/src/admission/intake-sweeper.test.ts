/** Emptying the intake, with a real relay's storage and associations. */
import { beforeEach, expect, test } from "vitest";
import { encodeCbor } from "@tomoshibi/shared/base/cbor.ts";
import { verify } from "@tomoshibi/shared/crypto/sign.ts";
import { encodePayload } from "@tomoshibi/shared/records/payload.ts";
import {
  type AssociationWorld,
  type WorldDevice,
  addDevice,
  createWorld,
  writeEntry,
} from "@tomoshibi/shared/testing/association-world.ts";
import {
  type TestRelay,
  createTestRelay,
  handIn,
  read,
  verdictsOf,
} from "../testing/relay-fixture.ts";
import { createAssociations } from "./associations.ts";
import { type IntakeSweeper, createIntakeSweeper } from "./intake-sweeper.ts";
import {
  INTAKE_CROWDED_KEEP_MS,
  INTAKE_KEEP_MS,
  INTAKE_MESSAGES_MAX,
  INTAKE_SWEEP_MS,
  INTAKE_UNKNOWN_SHARE,
} from "./limits.ts";
import { STREAM_CONFIG } from "./plan.ts";

const PAYLOAD = new Uint8Array([1, 2, 3]);

let relay: TestRelay;
let world: AssociationWorld;
let secondOfficer: WorldDevice;
let sweeper: IntakeSweeper;

beforeEach(async () => {
  relay = await createTestRelay();
  world = await createWorld();
  secondOfficer = addDevice(world, { role: "officer", household: 9, group: 1 });
  await handIn(relay, world, world.founder.keys, { statements: world.statements });
  const { storage, clock } = relay;
  const associations = createAssociations({ storage, verifySignature: verify });
  sweeper = createIntakeSweeper({ storage, associations, clock, verifySignature: verify });
});

const intakeKey = () => ({ association: world.association, stream: "intake" });

async function intakeHead() {
  const head = await relay.storage.head(intakeKey());
  if (!head.ok || head.value === undefined) throw new Error("there is an intake");
  return head.value;
}

async function sweep(): Promise<void> {
  relay.clock.advance(INTAKE_SWEEP_MS);
  await sweeper.sweep(world.association);
}

/** As both officers' devices do once what they read is stored. */
async function readByOfficers(): Promise<void> {
  const { tail } = await intakeHead();
  for (const { keys } of [world.founder, secondOfficer])
    sweeper.noteRead(world.association, keys.device, tail);
}

async function hand(device: WorldDevice, entries: ReturnType<typeof writeEntry>[]) {
  const streams = [{ stream: "safety" as const, entries }];
  return verdictsOf((await handIn(relay, world, device.keys, { streams })).entries);
}

test("[REL4] [MEM4] what came before its author's certificate moves to its stream when that is there", async () => {
  const early = addDevice(world, { role: "member", household: 2, group: 1 });
  const entry = writeEntry(world, early, "safety", PAYLOAD);
  expect(await hand(early, [entry])).toEqual(["intake"]);
  await sweep();
  expect((await intakeHead()).liveCount).toBe(1);
  await handIn(relay, world, world.founder.keys, { statements: world.statements });
  await sweep();
  expect((await intakeHead()).liveCount).toBe(0);
  const streams = ["safety", "intake"] as const;
  const [safety, intake] = await read(relay, world, world.founder.keys, { streams });
  expect(safety?.messages.map(({ bytes }) => bytes)).toEqual([entry.bytes]);
  // Its place stays, so that offsets do; there is nothing in it that anybody takes for an item.
  expect(intake?.messages.map(({ bytes }) => bytes.length)).toEqual([0]);
  expect(await hand(early, [entry])).toEqual(["known"]);
});

test("[REL4] a stranger's item stays until officers' devices have read it, and then for its time", async () => {
  const stranger = addDevice(await createWorld(9), { role: "member", household: 2, group: 1 });
  await hand(stranger, [
    writeEntry(world, { ...stranger, keyring: secondOfficer.keyring }, "safety", PAYLOAD),
  ]);
  relay.clock.advance(INTAKE_KEEP_MS * 2);
  await sweep();
  expect((await intakeHead()).liveCount).toBe(1);
  await readByOfficers();
  await sweep();
  expect((await intakeHead()).liveCount).toBe(0);
});

test("[REL4] [DEL1] what an officer's receipt lists goes after its time, and its sender hears of the receipt", async () => {
  const stranger = addDevice(await createWorld(9), { role: "member", household: 2, group: 1 });
  const entry = writeEntry(
    world,
    { ...stranger, keyring: secondOfficer.keyring },
    "safety",
    PAYLOAD,
  );
  await hand(stranger, [entry]);
  const payload = encodePayload({ kind: "receipt", entries: [entry.entryId] });
  const receipt = writeEntry(world, world.founder, "receipts", payload);
  const streams = [{ stream: "receipts" as const, entries: [receipt] }];
  await handIn(relay, world, world.founder.keys, { streams });
  await sweep();
  expect((await intakeHead()).liveCount).toBe(1);
  relay.clock.advance(INTAKE_KEEP_MS);
  await sweep();
  expect((await intakeHead()).liveCount).toBe(0);
  const again = await handIn(relay, world, stranger.keys, {
    streams: [{ stream: "safety", entries: [entry] }],
  });
  expect(again.receipts).toEqual([receipt.bytes]);
  // Not `intake` for ever: an officer has it.
  expect(verdictsOf(again.entries)).toEqual(["known"]);
});

test("[REL4] an intake that strangers filled has room again a day after officers' devices have read it", async () => {
  const filler = Array.from({ length: INTAKE_MESSAGES_MAX * INTAKE_UNKNOWN_SHARE }, (_, index) => ({
    ...{ id: null, author: null, seq: null },
    bytes: encodeCbor([index]),
  }));
  await relay.storage.transact([
    { type: "append", key: intakeKey(), messages: filler, createWith: STREAM_CONFIG },
  ]);
  const stranger = addDevice(await createWorld(9), { role: "member", household: 2, group: 1 });
  const entry = writeEntry(
    world,
    { ...stranger, keyring: secondOfficer.keyring },
    "safety",
    PAYLOAD,
  );
  expect(await hand(stranger, [entry])).toEqual(["later"]);
  await readByOfficers();
  await sweep();
  expect(await hand(stranger, [entry])).toEqual(["later"]);
  relay.clock.advance(INTAKE_CROWDED_KEEP_MS);
  await sweep();
  expect(await hand(stranger, [entry])).toEqual(["intake"]);
});

test("[REL4] officers' devices free the intake by reading on, at the relay itself", async () => {
  const stranger = addDevice(await createWorld(9), { role: "member", household: 2, group: 1 });
  const lent = { ...stranger, keyring: secondOfficer.keyring };
  await hand(stranger, [writeEntry(world, lent, "safety", PAYLOAD)]);
  relay.clock.advance(INTAKE_KEEP_MS);
  const isEmpty = new Promise<void>((resolve) => {
    relay.storage.subscribe(world.association, ({ key, head }) => {
      if (key.stream === "intake" && head?.liveCount === 0) resolve();
    });
  });
  for (const { keys } of [world.founder, secondOfficer]) {
    const [first] = await read(relay, world, keys, { streams: ["intake"] });
    relay.clock.advance(INTAKE_SWEEP_MS);
    const streams = [{ stream: "intake" as const, offset: first?.nextOffset ?? "" }];
    await read(relay, world, keys, { streams });
  }
  await isEmpty;
  expect((await intakeHead()).messageCount).toBe(1);
});

test("[REL4] [ERA1] what was erased while it waited in the intake does not come back by moving", async () => {
  const early = addDevice(world, { role: "member", household: 2, group: 1 });
  const entry = writeEntry(world, early, "safety", PAYLOAD);
  expect(await hand(early, [entry])).toEqual(["intake"]);
  const entries = [{ stream: "safety" as const, ids: [entry.entryId] }];
  const payload = encodePayload({ kind: "erased", entries, atSeconds: 9 });
  const erasure = writeEntry(world, world.founder, "erasures", payload);
  await handIn(relay, world, world.founder.keys, {
    statements: world.statements,
    streams: [{ stream: "erasures", entries: [erasure] }],
  });
  await sweep();
  expect((await intakeHead()).liveCount).toBe(0);
  const [safety] = await read(relay, world, world.founder.keys, { streams: ["safety"] });
  expect(safety?.messages ?? []).toEqual([]);
});

test("[REL1] [REL4] what was read of an intake that the relay lost says nothing of what comes after", async () => {
  const stranger = addDevice(await createWorld(9), { role: "member", household: 2, group: 1 });
  const lent = { ...stranger, keyring: secondOfficer.keyring };
  const entries = [1, 2].map((byte) =>
    writeEntry(world, lent, "safety", new Uint8Array(3).fill(byte)),
  );
  await hand(stranger, entries);
  await readByOfficers();
  await relay.storage.transact([{ type: "delete", key: intakeKey() }]);
  await hand(stranger, entries.slice(1));
  relay.clock.advance(INTAKE_KEEP_MS);
  await sweep();
  expect((await intakeHead()).liveCount).toBe(1);
});
