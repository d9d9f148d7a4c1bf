/** Tokens, who may read what, and waiting for news, over HTTP. */
import { beforeEach, describe, expect, test } from "vitest";
import type { IncidentId } from "@tomoshibi/shared/base/ids.ts";
import { type StreamName, parseStreamName } from "@tomoshibi/shared/entry/stream-name.ts";
import { createDeviceKeys } from "@tomoshibi/shared/membership/device-keys.ts";
import { cancelInvite } from "@tomoshibi/shared/membership/issue.ts";
import { encodePayload } from "@tomoshibi/shared/records/payload.ts";
import { newestOffset } from "@tomoshibi/shared/relay-api/paths.ts";
import { goesOnFrom, isReadTokenBy, signReadToken } from "@tomoshibi/shared/relay-api/reads.ts";
import {
  type AssociationWorld,
  type WorldDevice,
  addDevice,
  createWorld,
  joinHousehold,
  revokeIn,
  writeEntry,
} from "@tomoshibi/shared/testing/association-world.ts";
import {
  type TestRelay,
  askNonce,
  createTestRelay,
  handIn,
  nonceIn,
  postRead,
  read,
} from "../testing/relay-fixture.ts";
import { NONCE_WINDOW_MS, READ_ALLOWANCE, READ_ANSWER_BYTES_MAX } from "./limits.ts";

const READ_MARK = encodePayload({
  kind: "incidentRead",
  incident: "00112233aabbccdd" as IncidentId,
  atSeconds: 1_775_001_600,
});

let relay: TestRelay;
let world: AssociationWorld;
let resident: WorldDevice;

beforeEach(async () => {
  relay = await createTestRelay();
  world = await createWorld();
  resident = await joinHousehold(world, 2, 1);
  await handIn(relay, world, world.founder.keys, { statements: world.statements });
});

function write(device: WorldDevice, stream: StreamName = "safety", payload = READ_MARK) {
  const entry = writeEntry(world, device, stream, payload);
  return handIn(relay, world, device.keys, { streams: [{ stream, entries: [entry] }] });
}

describe("a read token", () => {
  test("[REL5] is taken with the nonce of any answer, and the answer is private", async () => {
    const first = await relay.app.request("/v1/nothing");
    const answer = await postRead(relay, world, resident.keys, {
      streams: ["members"],
      nonce: nonceIn(first),
    });
    expect(answer.status).toBe(200);
    expect(answer.headers.get("cache-control")).toBe("private, no-store");
    expect(nonceIn(answer)).toHaveLength(32);
  });

  test("[REL5] with a stale, foreign or made-up nonce is answered with a fresh one, which works", async () => {
    const stale = await askNonce(relay);
    relay.clock.advance(2 * NONCE_WINDOW_MS);
    const foreign = await askNonce(await createTestRelay({ clock: relay.clock }));
    foreign[20] = (foreign[20] ?? 0) ^ 1;
    for (const nonce of [stale, foreign, new Uint8Array(32), new Uint8Array(0)]) {
      const refused = await postRead(relay, world, resident.keys, { streams: ["members"], nonce });
      expect([refused.status, await refused.json()]).toEqual([401, { code: "staleNonce" }]);
      const again = await postRead(relay, world, resident.keys, {
        streams: ["members"],
        nonce: nonceIn(refused),
      });
      expect(again.status).toBe(200);
    }
  });

  test("[REL5] outlives the relay's restart and a few minutes, for no clock but the relay's is asked", async () => {
    const nonce = await askNonce(relay);
    relay = await createTestRelay({ clock: relay.clock, storage: relay.storage });
    relay.clock.advance(NONCE_WINDOW_MS - 1000);
    const answer = await postRead(relay, world, resident.keys, { streams: ["members"], nonce });
    expect(answer.status).toBe(200);
  });

  test("[REL5] is of no use at another relay", async () => {
    const token = signReadToken(
      resident.keys.device,
      resident.keys.signSeed,
      relay.relayKey,
      new Uint8Array(32),
    );
    expect(isReadTokenBy(token, resident.keys.signKey, relay.relayKey)).toBe(true);
    expect(isReadTokenBy(token, resident.keys.signKey, world.founder.keys.signKey)).toBe(false);
  });

  test("[REL5] of a device without a certificate, or signed by another key, is not taken", async () => {
    const stranger = createDeviceKeys(world);
    const impostor = { ...stranger, device: resident.keys.device };
    for (const keys of [stranger, impostor]) {
      const answer = await postRead(relay, world, keys, { streams: ["membership"] });
      expect([answer.status, await answer.json()]).toEqual([403, { code: "unknownDevice" }]);
    }
  });

  test("[REL5] for an association that is not here is answered 404", async () => {
    const other = await createWorld(9);
    const answer = await postRead(relay, other, other.founder.keys, { streams: ["membership"] });
    expect([answer.status, await answer.json()]).toEqual([404, { code: "unknownAssociation" }]);
  });

  test("[REL5] is limited a device, and only for a while", async () => {
    const nonce = await askNonce(relay);
    const ask = (device: WorldDevice) =>
      postRead(relay, world, device.keys, { streams: ["members"], nonce });
    for (let count = 0; count < READ_ALLOWANCE.burst; count += 1) await ask(resident);
    expect((await ask(resident)).status).toBe(429);
    expect((await ask(world.founder)).status).toBe(200);
    relay.clock.advance(READ_ALLOWANCE.refillMs);
    expect((await ask(resident)).status).toBe(200);
  });
});

describe("who reads what", () => {
  const streams = (device: string): StreamName[] => [
    "members",
    "membership",
    "receipts",
    "alerts",
    "household/2",
    "group/1",
    `mailbox/${device}` as StreamName,
    "household/3",
    "group/2",
    "mailbox/0011223344556677" as StreamName,
    "safety",
    "officers",
    "intake",
  ];
  const readable = async (keys: WorldDevice["keys"]) => {
    const reads = await read(relay, world, keys, { streams: streams(keys.device) });
    return reads.filter(({ state }) => state === "ok").map(({ stream }) => stream);
  };

  test("[REL5] a member reads what members read and its own, an officer everything", async () => {
    const own = streams(resident.keys.device).slice(0, 7);
    expect(await readable(resident.keys)).toEqual(own);
    expect(await readable(world.founder.keys)).toEqual(streams(world.founder.keys.device));
  });

  test("[REL5] [MEM6] a card's own key reads like a member, for joining needs no officer online", async () => {
    const created = world.invites.get(2);
    if (created === undefined) throw new Error("the household has a card");
    expect(await readable(created.invite)).toEqual(streams(created.invite.device).slice(0, 7));
  });

  test("[REL5] [MEM6] a cancelled card's key reads only that it was cancelled, and no other key is cut off with it", async () => {
    const created = world.invites.get(2);
    if (created === undefined) throw new Error("the household has a card");
    const { invite } = created;
    const officer = addDevice(world, { role: "officer", household: 5, group: 1 });
    const named = { inviteId: invite.inviteId, device: world.founder.keys.device };
    world.statements.push(
      cancelInvite(world.association, world.founder.keys, invite),
      // Names an admin's device as a card's: only a revocation by a higher rank takes reading from a person.
      cancelInvite(world.association, officer.keys, named),
    );
    await handIn(relay, world, world.founder.keys, { statements: world.statements });
    expect(await readable(invite)).toEqual(["membership"]);
    expect(await readable(resident.keys)).toEqual(streams(resident.keys.device).slice(0, 7));
    expect(await readable(world.founder.keys)).toEqual(streams(world.founder.keys.device));
  });

  test("[REL5] [MEM5] a revoked device reads only that it was revoked", async () => {
    revokeIn(world, resident);
    await handIn(relay, world, world.founder.keys, { statements: world.statements });
    expect(await readable(resident.keys)).toEqual(["membership"]);
  });
});

describe("a read", () => {
  test("[REL1] goes on where the last one ended, and brings the relay's arrival time", async () => {
    await write(world.founder);
    const [first] = await read(relay, world, world.founder.keys, { streams: ["safety"] });
    expect(first?.messages).toHaveLength(1);
    expect(first?.messages[0]?.arrivedAtSeconds).toBe(relay.clock.nowMs() / 1000);
    await write(resident);
    const streams = [{ stream: "safety" as const, offset: first?.nextOffset ?? "" }];
    const [second] = await read(relay, world, world.founder.keys, { streams });
    expect(second?.messages).toHaveLength(1);
    expect(second?.isUpToDate).toBe(true);
  });

  test("[REL1] says gone for an offset of another history: a wiped relay, or a stream that is not there", async () => {
    await write(world.founder);
    const offset = "0000000000000009_0011223344556677";
    const streams = [
      { stream: "safety" as const, offset },
      { stream: "officers" as const, offset },
    ];
    const reads = await read(relay, world, world.founder.keys, { streams, waitMs: 30_000 });
    expect(reads.map(({ state }) => state)).toEqual(["gone", "gone"]);
  });

  test("[REL5] is bounded in bytes, and says that there is more until all has come", async () => {
    const large = encodePayload({ kind: "wrappedKeys", wrapped: new Uint8Array(60_000) });
    const mailboxes = ["mailbox/00000000000000aa", "mailbox/00000000000000bb"].flatMap(
      (name) => parseStreamName(name) ?? [],
    );
    for (const stream of mailboxes)
      for (let count = 0; count < 8; count += 1) await write(world.founder, stream, large);
    let streams = mailboxes.map((stream) => ({ stream, offset: "-1" }));
    let messageCount = 0;
    let answerCount = 0;
    for (let isUpToDate = false; !isUpToDate; answerCount += 1) {
      const reads = await read(relay, world, world.founder.keys, { streams });
      const byteCount = reads
        .flatMap(({ messages }) => messages)
        .reduce((sum, { bytes }) => sum + bytes.length, 0);
      expect(byteCount).toBeLessThan(READ_ANSWER_BYTES_MAX + 70_000);
      messageCount += reads.reduce((sum, { messages }) => sum + messages.length, 0);
      streams = reads.map(({ stream, nextOffset }) => ({ stream, offset: nextOffset }));
      isUpToDate = reads.every((item) => item.isUpToDate);
    }
    expect(messageCount).toBe(16);
    expect(answerCount).toBeGreaterThan(1);
  });

  test("[DOC4] the newest checkpoint is read without those before; officers only", async () => {
    const { founder } = world;
    const offset = newestOffset(1);
    const stream = "checkpoints" as const;
    const newest = (device: WorldDevice) =>
      read(relay, world, device.keys, { streams: [{ stream, offset }] });
    // Nobody wrote one yet: neither lost, nor a reason to ask again at once.
    expect(await newest(founder)).toMatchObject([{ state: "ok", messages: [], isUpToDate: true }]);
    const checkpoint = (digest: number) =>
      encodePayload({
        ...{ kind: "checkpoint", frontier: new Uint8Array(8) },
        digest: Uint8Array.of(digest),
      });
    await write(founder, stream, checkpoint(1));
    await write(founder, stream, checkpoint(2));
    const [answer] = await newest(founder);
    expect(answer).toMatchObject({ state: "ok", isUpToDate: true });
    expect(answer?.messages).toHaveLength(1);
    expect(answer && goesOnFrom(offset, answer)).toBe(true);
    expect(await newest(resident)).toMatchObject([{ state: "denied", messages: [] }]);
    // From there it goes on like any stream.
    const after = { stream, offset: answer?.nextOffset ?? "" };
    await write(founder, stream, checkpoint(3));
    const [next] = await read(relay, world, founder.keys, { streams: [after] });
    expect(next?.messages).toHaveLength(1);
  });

  test("[REL5] waits for news of any of its streams", async () => {
    const waiting = read(relay, world, world.founder.keys, {
      streams: ["members", "safety"],
      waitMs: 30_000,
    });
    const entered = await Promise.race([waiting, write(resident).then(() => "written")]);
    expect(entered).toBe("written");
    const reads = await waiting;
    expect(reads.map(({ messages }) => messages.length)).toEqual([0, 1]);
  });

  test("[REL5] that waits ends when its time is over, when its reader leaves, and when the relay stops", async () => {
    const wait = (waitMs: number, signal?: AbortSignal) =>
      read(relay, world, resident.keys, {
        streams: ["members"],
        waitMs,
        ...(signal && { signal }),
      });
    expect(await wait(20)).toMatchObject([{ state: "ok", messages: [], isUpToDate: true }]);
    const leaving = new AbortController();
    const left = wait(30_000, leaving.signal);
    const stopped = wait(30_000);
    leaving.abort();
    expect(await left).toHaveLength(1);
    relay.stop();
    expect(await stopped).toHaveLength(1);
  });

  test("[REL5] [MEM5] that waits brings nothing to a device revoked meanwhile", async () => {
    const officer = addDevice(world, { role: "officer", household: 5, group: 1 });
    await handIn(relay, world, world.founder.keys, { statements: world.statements });
    const waiting = read(relay, world, officer.keys, { streams: ["safety"], waitMs: 30_000 });
    revokeIn(world, officer);
    await handIn(relay, world, world.founder.keys, {
      statements: world.statements,
      streams: [{ stream: "safety", entries: [writeEntry(world, resident, "safety", READ_MARK)] }],
    });
    expect(await waiting).toMatchObject([{ state: "denied", messages: [] }]);
  });
});
