/** Handing in cards' blobs where a relay does not take one of them. */
import { type InviteId } from "@tomoshibi/shared/base/ids.ts";
import { err, ok } from "@tomoshibi/shared/base/result.ts";
import { addDevice, createWorld } from "@tomoshibi/shared/testing/association-world.ts";
import { beforeEach, expect, test } from "vitest";
import { type TestReplica, installReplica } from "../replica/testing/replica-world.ts";
import { createRelayTransport } from "../transports/relay.ts";
import type { Transport } from "../transports/transport.ts";
import { copyCards } from "./card-copies.ts";
import { countWaitingCards, handInCards, queueBlobs } from "./card-queue.ts";

const [ENDED, FINE] = ["aa".repeat(16) as InviteId, "bb".repeat(16) as InviteId];

let officer: TestReplica;
let asked: InviteId[];
let transport: Transport;

/** Two cards wait, the first of which does not count at the relay, as when its maker's office ended before it was known there. */
beforeEach(async () => {
  const world = await createWorld();
  const device = addDevice(world, { role: "officer", household: 5, group: 1 });
  officer = await installReplica(world, device);
  const blobs = [ENDED, FINE].map((invite) => ({
    ...{ invite, inviteDevice: device.keys.device, blob: new Uint8Array(1) },
  }));
  await queueBlobs(officer.database, blobs, []);
  asked = [];
  const unreached = { fetch: () => Promise.reject(new Error("no network")), random: world.random };
  transport = {
    ...createRelayTransport(unreached, "https://relay.example"),
    putInvite({ invite }) {
      asked.push(invite);
      return Promise.resolve(invite === ENDED ? err({ type: "unauthorized" }) : ok(undefined));
    },
  };
});

test("[MEM6] [DEL3] a card that does not count at the relay stays, and keeps no other from leaving", async () => {
  expect(await handInCards(officer, transport, "aa")).toEqual(ok(undefined));
  expect(asked).toEqual([ENDED, FINE]);
  expect(await countWaitingCards(officer.database)).toBe(1);
});

test("[MEM6] [REL7] a further relay is asked once in a start to take what it does not", async () => {
  const refused = new Set<string>();
  for (let contact = 0; contact < 3; contact += 1)
    expect(await copyCards(officer, transport, "cc", refused)).toEqual(ok(undefined));
  expect(asked).toEqual([ENDED, FINE]);
  await copyCards(officer, transport, "cc", new Set());
  expect(asked).toEqual([ENDED, FINE, ENDED]);
});

test("[MEM6] a card that is replaced while a relay takes it is kept nowhere any more", async () => {
  const { putInvite } = transport;
  transport = {
    ...transport,
    async putInvite(put) {
      if (put.invite === FINE) await queueBlobs(officer.database, [], [FINE]);
      return putInvite(put);
    },
  };
  await handInCards(officer, transport, "aa");
  const keys = await officer.database.keyValues.toCollection().primaryKeys();
  expect(keys.filter((key) => key.endsWith(FINE))).toEqual([]);
});
