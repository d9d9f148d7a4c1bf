/** An association with two relays: taken into use by an officer, used by everybody's devices, and ended again. */
import { expect, onTestFinished, test } from "vitest";
import { decodeHex } from "@tomoshibi/shared/base/bytes.ts";
import { relayFingerprint } from "@tomoshibi/shared/membership/relay-certificate.ts";
import { createManualClock } from "@tomoshibi/shared/testing/manual-clock.ts";
import { RELAY_SEED_SETTING } from "@tomoshibi/sync-server/http/relay-identity.ts";
import { createMemoryStorage } from "@tomoshibi/sync-server/storage/memory.ts";
import { startPeerNode } from "@tomoshibi/sync-server/testing/peer-nodes.ts";
import { createTestRelay } from "@tomoshibi/sync-server/testing/relay-fixture.ts";
import type { SettingsState } from "@tomoshibi/shared/documents/settings/settings.ts";
import { eventually } from "../browser/support/eventually.ts";
import {
  ASSOCIATION,
  RESIDENT,
  cardFor,
  delivered,
  foundedOfficer,
  incidentOn,
  joined,
  joiningWith,
  onBoard,
  openDevice,
  openIncident,
  tap,
} from "./neighbourhood.ts";
import { type NodeDevice, RELAY_URL, type RelayHouse, createRelayHouse } from "./node-device.ts";

const SHELTER_URL = "https://shelter.example";

/** A relay whose key is its own, not that of every relay under test. */
function withKey(filling: number): () => Promise<Awaited<ReturnType<typeof createTestRelay>>> {
  return async () => {
    const clock = createManualClock();
    const storage = createMemoryStorage({ clock });
    await storage.settle(RELAY_SEED_SETTING, new Uint8Array(32).fill(filling));
    return createTestRelay({ clock, storage });
  };
}

/** Two relays, the way to both, and what was asked of the second. */
async function twoRelays(): Promise<{
  readonly town: RelayHouse;
  /** The town's relay is there, and too busy for anything but saying so. */
  isTownBusy: boolean;
  shelter: RelayHouse;
  readonly both: Pick<RelayHouse, "fetch">;
  readonly asked: string[];
}> {
  const asked: string[] = [];
  const relays = {
    town: await createRelayHouse(),
    isTownBusy: false,
    shelter: await createRelayHouse(withKey(7)),
    asked,
    both: {
      fetch(url: string, init: RequestInit): Promise<Response> {
        if (url.startsWith(RELAY_URL)) {
          const isRefused = relays.isTownBusy && new URL(url).pathname !== "/healthz";
          if (isRefused) return Promise.resolve(Response.json({ code: "busy" }, { status: 503 }));
          return relays.town.fetch(url, init);
        }
        asked.push(`${init.method} ${new URL(url).pathname}`);
        return relays.shelter.fetch(url, init);
      },
    },
  };
  return relays;
}

async function takenIntoUse(officer: NodeDevice): Promise<string> {
  const found = await officer.engine.lookAtRelay(" Shelter.example/ ");
  if (!found.ok) throw new Error(found.error.type);
  expect(found.value).toMatchObject({ address: SHELTER_URL, isKnown: false, isOwn: false });
  const { address, relayKey } = found.value;
  expect(await officer.engine.startRelay({ address, relayKey })).toEqual({ ok: true });
  return relayKey;
}

const reachesShelter = (device: NodeDevice) =>
  eventually("the device has reached the further relay", () =>
    device.database.keyValues.get(`relaySeen/${SHELTER_URL}`),
  );

const namesRelays = (device: NodeDevice, count: number) =>
  eventually(`the device knows of ${count} further relays`, async () => {
    const row = await device.database.documents.get("settings");
    return (row?.state as SettingsState | undefined)?.relays?.length === count;
  });

test("[REL7] [DEL1] once an officer takes a further relay into use, a check-in gets through it while the own relay is away", async () => {
  const { town, both } = await twoRelays();
  const officer = await foundedOfficer(both);
  const resident = await joined(both, await cardFor(officer, RESIDENT));
  await openIncident(officer);
  await incidentOn(resident);
  await takenIntoUse(officer);
  await reachesShelter(officer);
  await reachesShelter(resident);
  const relays = await officer.engine.relays();
  expect(relays.ok && relays.value.map(({ address, isUsed }) => [address, isUsed])).toEqual([
    [RELAY_URL, true],
    [SHELTER_URL, true],
  ]);

  town.isReachable = false;
  await resident.submit(tap("避難所にいます"));
  await onBoard(officer, "避難所にいます");
  await delivered(resident, "received");
  expect((await resident.database.connection.get("relay"))?.state).toBe("connected");
});

test("[REL7] [DEL1] while the own relay is there and too busy, a check-in and its receipt go by the further one", async () => {
  const relays = await twoRelays();
  const { both } = relays;
  const officer = await foundedOfficer(both);
  const resident = await joined(both, await cardFor(officer, RESIDENT));
  await openIncident(officer);
  await incidentOn(resident);
  await takenIntoUse(officer);
  await reachesShelter(officer);
  await reachesShelter(resident);

  relays.isTownBusy = true;
  await resident.submit(tap("混んでいます"));
  await officer.engine.syncNow();
  await onBoard(officer, "混んでいます");
  await delivered(resident, "received");
  expect((await resident.database.connection.get("relay"))?.state).toBe("connected");
});

test("[REL7] [MEM6] a card opens the door at the further relay too, and a cancelled one at neither", async () => {
  const { town, both } = await twoRelays();
  const officer = await foundedOfficer(both);
  const card = await cardFor(officer, RESIDENT);
  await takenIntoUse(officer);
  await eventually(
    "the card is at the further relay",
    async () => (await officer.database.keyValues.where("key").startsWith("cardAt/").count()) > 0,
  );
  town.isReachable = false;
  const guest = await openDevice(both, SHELTER_URL);
  expect(await guest.engine.join(joiningWith(card.code))).toEqual({ ok: true, value: undefined });
  expect(await guest.database.profile.get("me")).toMatchObject({ associationName: ASSOCIATION });

  town.isReachable = true;
  await officer.engine.syncNow();
  const { household } = card;
  expect((await officer.engine.makeInviteCards([household])).ok).toBe(true);
  const late = await openDevice(both, SHELTER_URL);
  await eventually("the further relay knows that the card is over", async () => {
    const looked = await late.engine.lookUpInvite(card.code);
    return !looked.ok && looked.error.type === "cardUsedUp";
  });
});

test("[REL7] [MEM6] relays in step let in a family whose card its maker put at the other one only", async () => {
  const relays = await twoRelays();
  const { town, both } = relays;
  const node = await startPeerNode(createManualClock(), 12);
  relays.shelter = await createRelayHouse(() => Promise.resolve(node));
  const officer = await foundedOfficer(both);
  await takenIntoUse(officer);
  await reachesShelter(officer);
  // From here on the officer's phone reaches the town's relay alone, and then nothing.
  relays.shelter.isReachable = false;
  const card = await cardFor(officer, RESIDENT);
  // A card's statements are handed in before its blob.
  await eventually(
    "the card is at the town's relay",
    async () => (await officer.database.keyValues.where("key").startsWith("cardKept/").count()) > 0,
  );
  officer.stop();
  relays.shelter.isReachable = true;
  const guest = await openDevice(both, SHELTER_URL);
  expect((await guest.engine.lookUpInvite(card.code)).ok).toBe(false);
  const inStep = await node.round((path, request) => town.fetch(`${RELAY_URL}${path}`, request));
  expect(inStep).toMatchObject({ ok: true });
  town.isReachable = false;
  expect(await guest.engine.join(joiningWith(card.code))).toEqual({ ok: true, value: undefined });
  expect(await guest.database.profile.get("me")).toMatchObject({ associationName: ASSOCIATION });
});

test("[REL7] an address that proves another key than the certified gets nothing but the question who it is", async () => {
  const relays = await twoRelays();
  const { both, asked } = relays;
  const officer = await foundedOfficer(both);
  const resident = await joined(both, await cardFor(officer, RESIDENT));
  await takenIntoUse(officer);
  await reachesShelter(resident);
  officer.stop();
  resident.stop();
  relays.shelter = await createRelayHouse(withKey(8));
  // Nobody answers at first: what the devices were about to ask when they were stopped comes to its end.
  relays.shelter.isReachable = false;
  const again = await resident.restart().then(() => resident);
  onTestFinished(() => again.stop());
  await openedAndTapped(again);
  await delivered(again, "relayed");
  relays.shelter.isReachable = true;
  asked.length = 0;
  await again.engine.syncNow();
  await eventually("the further relay was asked", () => Promise.resolve(asked.length > 0));
  expect(new Set(asked)).toEqual(new Set(["GET /healthz"]));
});

test("[REL7] a relay that an officer ends is asked nothing more, and cannot be taken into use again", async () => {
  const { both, asked } = await twoRelays();
  const officer = await foundedOfficer(both);
  const resident = await joined(both, await cardFor(officer, RESIDENT));
  const relayKey = await takenIntoUse(officer);
  const key = decodeHex(relayKey, 32) ?? new Uint8Array();
  expect(relayFingerprint(key)).toMatch(/^([0-9a-f]{4} ){3}[0-9a-f]{4}$/);
  await reachesShelter(resident);
  expect(await officer.engine.stopRelay(relayKey)).toEqual({ ok: true });
  await namesRelays(officer, 0);
  await namesRelays(resident, 0);
  asked.length = 0;
  await openedAndTapped(resident);
  await onBoard(officer, "無事です");
  await delivered(resident, "received");
  expect(asked).toEqual([]);
  const found = await officer.engine.lookAtRelay(SHELTER_URL);
  expect(found).toMatchObject({ ok: true, value: { isStopped: true, isKnown: false } });
  expect(await officer.engine.startRelay({ address: SHELTER_URL, relayKey })).toMatchObject({
    ok: false,
    error: { type: "notAllowed" },
  });
});

/** 揺れました, and 無事です. */
async function openedAndTapped(resident: NodeDevice): Promise<void> {
  await openIncident(resident);
  await resident.submit(tap("無事です"));
}
