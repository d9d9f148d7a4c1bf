/** Emptying the intake, with a real relay's storage and associations. */
import { beforeEach, expect, test } from "vitest";
import { bytesToHex } from "@tomoshibi/shared/base/bytes.ts";
import { decodeCbor, encodeCbor } from "@tomoshibi/shared/base/cbor.ts";
import { verify } from "@tomoshibi/shared/crypto/sign.ts";
import { encodePayload } from "@tomoshibi/shared/records/payload.ts";
import {
  type AssociationWorld,
  type WorldDevice,
  addDevice,
  createWorld,
  writeEntry,
} from "@tomoshibi/shared/testing/association-world.ts";
import type { Storage } from "../storage/storage.ts";
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
  READ_TO_KEEP_MS,
} from "./limits.ts";
import { STREAM_CONFIG } from "./plan.ts";
import { READERS_KEPT_MAX } from "./read-to.ts";

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
  sweeper = restarted();
});

/** As after a restart: nothing but the storage is left. */
function restarted(storage: Storage = relay.storage): IntakeSweeper {
  const associations = createAssociations({ storage, verifySignature: verify });
  const { clock } = relay;
  return createIntakeSweeper({ storage, associations, clock, verifySignature: verify });
}

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

test("[REL4] a relay whose clock was years ahead, and was set right, sweeps on", async () => {
  const early = addDevice(world, { role: "member", household: 2, group: 1 });
  expect(await hand(early, [writeEntry(world, early, "safety", PAYLOAD)])).toEqual(["intake"]);
  await sweep();
  relay.clock.advance(-INTAKE_KEEP_MS * 24);
  await handIn(relay, world, world.founder.keys, { statements: world.statements });
  await sweep();
  expect((await intakeHead()).liveCount).toBe(0);
});

test("[REL4] what breaks while the intake is swept ends nothing, and is done the next time", async () => {
  const stranger = addDevice(await createWorld(9), { role: "member", household: 2, group: 1 });
  const lent = { ...stranger, keyring: secondOfficer.keyring };
  await hand(stranger, [writeEntry(world, lent, "safety", PAYLOAD)]);
  let isBroken = true;
  const readOrBreak: Storage["read"] = (requests, limit) =>
    isBroken ? Promise.reject(new Error("broke")) : relay.storage.read(requests, limit);
  sweeper = restarted({ ...relay.storage, read: readOrBreak });
  relay.clock.advance(INTAKE_KEEP_MS);
  await readByOfficers();
  // Nobody waits for a sweep: what it threw would end the relay.
  await expect(sweep()).resolves.toBeUndefined();
  isBroken = false;
  relay.clock.advance(READ_TO_KEEP_MS);
  await sweeper.sweep(world.association);
  const stored = await relay.storage.setting(`read-to/${world.association}`);
  expect(stored.ok && stored.value).toBeDefined();
  await sweep();
  expect((await intakeHead()).liveCount).toBe(0);
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

test("[REL4] [ERA1] nor what is erased in the very moment in which it moves", async () => {
  const early = addDevice(world, { role: "member", household: 2, group: 1 });
  const entry = writeEntry(world, early, "safety", PAYLOAD);
  expect(await hand(early, [entry])).toEqual(["intake"]);
  await handIn(relay, world, world.founder.keys, { statements: world.statements });
  const entries = [{ stream: "safety" as const, ids: [entry.entryId] }];
  const payload = encodePayload({ kind: "erased", entries, atSeconds: 9 });
  const erasure = writeEntry(world, world.founder, "erasures", payload);
  let isErased = false;
  const transact = (async (writes) => {
    if (!isErased && writes.some(({ type }) => type === "append")) {
      isErased = true;
      const streams = [{ stream: "erasures" as const, entries: [erasure] }];
      await handIn(relay, world, world.founder.keys, { streams });
    }
    return relay.storage.transact(writes);
  }) as Storage["transact"];
  sweeper = restarted({ ...relay.storage, transact });
  await sweep();
  expect(isErased).toBe(true);
  const [safety] = await read(relay, world, world.founder.keys, { streams: ["safety"] });
  expect(safety?.messages.map(({ bytes }) => bytes)).not.toContainEqual(entry.bytes);
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

test("[REL1] [REL4] nor of what an older copy of the relay took in instead", async () => {
  const stranger = addDevice(await createWorld(9), { role: "member", household: 2, group: 1 });
  const lent = { ...stranger, keyring: secondOfficer.keyring };
  const write = (byte: number) => writeEntry(world, lent, "safety", new Uint8Array(3).fill(byte));
  await hand(stranger, [write(1), write(2)]);
  await readByOfficers();
  await sweep();
  await relay.storage.transact([{ type: "delete", key: intakeKey() }]);
  // As many as before, and others: their positions are the ones that were read.
  await hand(stranger, [write(3), write(4)]);
  relay.clock.advance(INTAKE_KEEP_MS);
  await sweep();
  expect((await intakeHead()).liveCount).toBe(2);
  sweeper = restarted();
  await sweep();
  expect((await intakeHead()).liveCount).toBe(2);
});

test("[REL4] a relay that is started anew between two officers' reads remembers the first", async () => {
  const stranger = addDevice(await createWorld(9), { role: "member", household: 2, group: 1 });
  const lent = { ...stranger, keyring: secondOfficer.keyring };
  await hand(stranger, [writeEntry(world, lent, "safety", PAYLOAD)]);
  const { tail } = await intakeHead();
  relay.clock.advance(INTAKE_KEEP_MS);
  sweeper.noteRead(world.association, world.founder.keys.device, tail);
  await sweep();
  sweeper = restarted();
  await sweep();
  expect((await intakeHead()).liveCount).toBe(1);
  sweeper = restarted();
  sweeper.noteRead(world.association, secondOfficer.keys.device, tail);
  await sweep();
  expect((await intakeHead()).liveCount).toBe(0);
});

test("[REL4] what was read is stored once a minute at most, and not at all where nobody has read further", async () => {
  const stranger = addDevice(await createWorld(9), { role: "member", household: 2, group: 1 });
  const lent = { ...stranger, keyring: secondOfficer.keyring };
  const offsets: string[] = [];
  for (let byte = 1; byte <= 20; byte += 1) {
    await hand(stranger, [writeEntry(world, lent, "safety", new Uint8Array(3).fill(byte))]);
    offsets.push((await intakeHead()).tail);
  }
  let written = 0;
  const counted: Storage = {
    ...relay.storage,
    transact: (writes) => {
      written += writes.filter(({ type }) => type === "putSetting").length;
      return relay.storage.transact(writes);
    },
  };
  sweeper = restarted(counted);
  const readAll = async (stepMs: number) => {
    for (const offset of offsets) {
      sweeper.noteRead(world.association, world.founder.keys.device, offset);
      await sweeper.sweep(world.association);
      relay.clock.advance(stepMs);
    }
  };
  await readAll(READ_TO_KEEP_MS / 10);
  expect(written).toBe(2);
  // The last ones were further than what was stored; then nobody is.
  relay.clock.advance(READ_TO_KEEP_MS);
  await readAll(READ_TO_KEEP_MS);
  expect(written).toBe(3);
});

test("[REL4] however many devices read, few are remembered, and none that is no officer's", async () => {
  const stranger = addDevice(await createWorld(9), { role: "member", household: 2, group: 1 });
  const lent = { ...stranger, keyring: secondOfficer.keyring };
  await hand(stranger, [writeEntry(world, lent, "safety", PAYLOAD)]);
  const member = addDevice(world, { role: "member", household: 3, group: 1 });
  const officers = Array.from({ length: 40 }, () =>
    addDevice(world, { role: "officer", household: 9, group: 1 }),
  );
  await handIn(relay, world, world.founder.keys, { statements: world.statements });
  const { tail } = await intakeHead();
  for (const { keys } of [...officers, member, stranger])
    sweeper.noteRead(world.association, keys.device, tail);
  await sweep();
  const stored = await relay.storage.setting(`read-to/${world.association}`);
  if (!stored.ok || stored.value === undefined) throw new Error("it was stored");
  const [, readers] = decodeCbor(stored.value) as [number, [Uint8Array, string][]];
  expect(readers).toHaveLength(READERS_KEPT_MAX);
  const names = readers.map(([device]) => bytesToHex(device));
  expect(names).not.toContain(member.keys.device);
  expect(stored.value.length).toBeLessThan(1_000);
});

test.each([
  ["no CBOR", new Uint8Array([255])],
  ["of another version", encodeCbor([2, [], []])],
  ["with what is no offset", encodeCbor([1, [[new Uint8Array(8), "x"]], []])],
  ["with what is no device", encodeCbor([1, [[new Uint8Array(7), "x"]], []])],
])(
  "[REL4] what is stored, and is %s, counts for nothing and stops nothing",
  async (_name, value) => {
    const stranger = addDevice(await createWorld(9), { role: "member", household: 2, group: 1 });
    const lent = { ...stranger, keyring: secondOfficer.keyring };
    await hand(stranger, [writeEntry(world, lent, "safety", PAYLOAD)]);
    const name = `read-to/${world.association}`;
    await relay.storage.transact([{ type: "putSetting", name, value }]);
    relay.clock.advance(INTAKE_KEEP_MS);
    await sweep();
    expect((await intakeHead()).liveCount).toBe(1);
    await readByOfficers();
    await sweep();
    expect((await intakeHead()).liveCount).toBe(0);
  },
);
