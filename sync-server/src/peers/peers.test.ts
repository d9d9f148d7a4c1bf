/** Relays that sync with one another: two in one process, each asking the other through its public interface. */
import { beforeEach, expect, test } from "vitest";
import type { SealedEntry } from "@tomoshibi/shared/entry/entry.ts";
import type { StreamName } from "@tomoshibi/shared/entry/stream-name.ts";
import { encodeReadAnswer } from "@tomoshibi/shared/relay-api/reads.ts";
import {
  type AssociationWorld,
  type WorldDevice,
  addDevice,
  createWorld,
  joinHousehold,
  writeEntry,
} from "@tomoshibi/shared/testing/association-world.ts";
import { writeForm } from "@tomoshibi/shared/testing/forms.ts";
import { type ManualClock, createManualClock } from "@tomoshibi/shared/testing/manual-clock.ts";
import { MEMBER_ALLOWANCE } from "../admission/limits.ts";
import {
  type PeerNode,
  certifyNodes,
  startPeerNode,
  syncNodes as sync,
} from "../testing/peer-nodes.ts";
import { handIn } from "../testing/relay-fixture.ts";
import type { AskPeer } from "./peer-client.ts";
import { PEER_ANEW_MS } from "./peer-limits.ts";

const PAYLOAD = new Uint8Array([1, 2, 3]);

let clock: ManualClock;
let world: AssociationWorld;
let resident: WorldDevice;
let town: PeerNode;
let shelter: PeerNode;

beforeEach(async () => {
  clock = createManualClock();
  world = await createWorld();
  resident = await joinHousehold(world, 2, 1);
  [town, shelter] = [await startNode(11), await startNode(12)];
});

function certify(...relays: PeerNode[]): void {
  certifyNodes(world, relays);
}

function startNode(seed: number): Promise<PeerNode> {
  return startPeerNode(clock, seed);
}

async function hand(
  relay: PeerNode,
  device: WorldDevice,
  stream: StreamName,
  entries: readonly (SealedEntry | Uint8Array)[],
) {
  const { statements } = world;
  await handIn(relay, world, device.keys, { statements, streams: [{ stream, entries }] });
}

async function held(relay: PeerNode, stream: string): Promise<readonly Uint8Array[]> {
  const key = { association: world.association, stream };
  const limit = { messagesMax: 10_000, bytesMax: 1e9 };
  const read = await relay.storage.read([{ key, after: "start" }], limit);
  const [page] = read.ok ? read.value : [];
  return page?.type === "page" ? page.messages.map(({ bytes }) => bytes) : [];
}

async function holdsSame(stream: string): Promise<boolean> {
  const [left, right] = [await held(town, stream), await held(shelter, stream)];
  const textOf = (all: readonly Uint8Array[]) =>
    all
      .map((bytes) => bytes.join())
      .sort()
      .join("|");
  return left.length > 0 && textOf(left) === textOf(right);
}

test("[REL7] what two relays were given apart is at both after they met, and then nothing moves", async () => {
  certify(town, shelter);
  const own: StreamName = "household/2";
  const mailbox: StreamName = `mailbox/${resident.keys.device}`;
  await hand(town, world.founder, "members", [
    writeEntry(world, world.founder, "members", PAYLOAD),
  ]);
  await hand(town, world.founder, mailbox, [writeEntry(world, world.founder, mailbox, PAYLOAD)]);
  await hand(shelter, resident, "safety", [writeEntry(world, resident, "safety", PAYLOAD)]);
  await hand(shelter, resident, own, [writeEntry(world, resident, own, PAYLOAD)]);
  expect(await sync(shelter, town)).toBe(true);
  for (const stream of ["membership", "members", mailbox, "safety", own])
    expect(await holdsSame(stream)).toBe(true);
  for (let round = 0; round < 3; round += 1) {
    await sync(town, shelter);
    await sync(shelter, town);
  }
  expect([await sync(shelter, town), await sync(town, shelter)]).toEqual([false, false]);
});

test("[FORM2] [REL7] a form that was handed in at one relay is at the other, where the officers read", async () => {
  certify(town, shelter);
  await hand(shelter, resident, "safety", []);
  const { bytes } = writeForm(world);
  await hand(town, resident, "forms", [bytes]);
  await sync(shelter, town);
  expect(await held(shelter, "forms")).toEqual([bytes]);
  for (const [from, to] of [
    [town, shelter],
    [shelter, town],
    [town, shelter],
  ] as const)
    await sync(from, to);
  expect(await held(town, "forms")).toEqual([bytes]);
  expect(await sync(shelter, town)).toBe(false);
});

test("[REL7] a relay without a certificate hands in, and is answered nothing", async () => {
  await hand(town, world.founder, "members", [
    writeEntry(world, world.founder, "members", PAYLOAD),
  ]);
  const report = writeEntry(world, resident, "safety", PAYLOAD);
  await hand(shelter, resident, "safety", [report]);
  await sync(shelter, town);
  expect(await held(town, "safety")).toEqual([report.bytes]);
  expect(await held(shelter, "members")).toEqual([]);
});

test("[REL7] [REL1] a relay that lost everything is filled again, by a peer that certifies nobody", async () => {
  await hand(town, resident, "safety", [writeEntry(world, resident, "safety", PAYLOAD)]);
  await sync(town, shelter);
  expect(await sync(town, shelter)).toBe(false);
  shelter = await startNode(13);
  await sync(town, shelter);
  expect(await holdsSame("safety")).toBe(true);
});

test("[REL7] a peer set back to an older copy is noticed by who may read it, and by others within a day", async () => {
  for (const may of [false, true]) {
    if (may) certify(town);
    const seed = may ? 21 : 22;
    const before = await startNode(seed);
    const [first, second] = [0, 1].map(() => writeEntry(world, resident, "safety", PAYLOAD));
    if (!first || !second) throw new Error("two entries");
    await hand(town, resident, "safety", [first, second]);
    await sync(town, before);
    await sync(town, before);
    // The same key, and nothing of what it was given.
    const setBack = await startNode(seed);
    clock.advance(may ? 0 : PEER_ANEW_MS);
    await sync(town, setBack);
    await sync(town, setBack);
    expect((await held(setBack, "safety")).length).toBe((await held(town, "safety")).length);
  }
});

test("[REL7] a peer set back is filled again also by a relay whose own clock was set back meanwhile", async () => {
  await hand(town, resident, "safety", [writeEntry(world, resident, "safety", PAYLOAD)]);
  await sync(town, await startNode(21));
  const setBack = await startNode(21);
  clock.advance(-PEER_ANEW_MS * 700);
  await sync(town, setBack);
  expect(await held(setBack, "safety")).toEqual(await held(town, "safety"));
});

test("[REL7] [REL4] what is over an author's limit comes across later", async () => {
  certify(shelter);
  await hand(shelter, resident, "safety", []);
  const { burst, refillMs } = MEMBER_ALLOWANCE;
  for (let part = 0; part < 2; part += 1) {
    const entries = Array.from({ length: burst }, () =>
      writeEntry(world, resident, "safety", PAYLOAD),
    );
    await hand(town, resident, "safety", entries);
    clock.advance(burst * refillMs);
  }
  await sync(shelter, town);
  expect((await held(shelter, "safety")).length).toBeLessThan(2 * burst);
  clock.advance(burst * refillMs);
  await sync(shelter, town);
  expect(await holdsSame("safety")).toBe(true);
});

test("[REL7] [REL4] a hostile peer brings nothing into a stream that its author did not sign", async () => {
  certify(town, shelter);
  await hand(shelter, resident, "safety", []);
  const good = writeEntry(world, resident, "safety", PAYLOAD);
  const forged = new Uint8Array(good.bytes);
  forged[forged.length - 1] = (forged.at(-1) ?? 0) ^ 1;
  const stranger = addDevice(await createWorld(9), { role: "member", household: 2, group: 1 });
  const foreign = writeEntry(world, { ...stranger, keyring: resident.keyring }, "safety", PAYLOAD);
  const hostile: AskPeer = async (path, request) => {
    if (!path.startsWith("/v1/reads/")) return town.app.request(path, request);
    const messages = [forged, foreign.bytes, new Uint8Array([0xff])].map((bytes) => ({
      ...{ bytes, arrivedAtSeconds: 0 },
    }));
    const lie = { state: "ok", nextOffset: "x".repeat(64), isUpToDate: false, messages } as const;
    const streams = (["membership", "safety", "officers"] as const).map((stream) => ({
      ...lie,
      stream,
    }));
    return new Response(new Uint8Array(encodeReadAnswer(streams)));
  };
  const statementCount = (await held(shelter, "membership")).length;
  const outcome = await shelter.round(hostile);
  expect(outcome.ok).toBe(true);
  expect(await held(shelter, "safety")).toEqual([]);
  expect(await held(shelter, "officers")).toEqual([]);
  expect((await held(shelter, "membership")).length).toBe(statementCount);
  // A stranger's entry is where any stranger's goes, once for each stream that it was shown in.
  expect((await held(shelter, "intake")).length).toBe(2);
});

test("[REL7] an association that the peer fails for keeps no other waiting", async () => {
  const worlds = [world, await createWorld(9)];
  for (const one of worlds)
    await handIn(shelter, one, one.founder.keys, { statements: one.statements });
  for (const [failing, fine] of [worlds, worlds.toReversed()] as const) {
    if (failing === undefined || fine === undefined) throw new Error("two worlds were made");
    town = await startNode(20 + worlds.indexOf(failing));
    const askTown: AskPeer = async (path, request) =>
      path.includes(failing.association)
        ? new Response(null, { status: 503 })
        : town.ask(path, request);
    expect((await shelter.round(askTown)).ok).toBe(false);
    const key = { association: fine.association, stream: "membership" };
    const head = await town.storage.head(key);
    expect(head.ok && head.value?.messageCount).toBe(fine.statements.length);
  }
});

test("[REL7] what answers no proof of its key is no peer, and a relay is none of its own", async () => {
  await hand(shelter, resident, "safety", [writeEntry(world, resident, "safety", PAYLOAD)]);
  const portal: AskPeer = async () => new Response("<html>", { status: 200 });
  const gone: AskPeer = () => Promise.reject(new Error("no route"));
  const outcomes = [await shelter.round(portal), await shelter.round(gone)];
  const errors = outcomes.map((outcome) => !outcome.ok && outcome.error.type);
  expect(errors).toEqual(["notARelay", "unreachable"]);
  expect(await sync(shelter, shelter)).toBe(false);
});
