/** A relay that is set back to an old back-up: whole replicas notice, and fill it with everything it forgot. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import type { InviteCard } from "@tomoshibi/client/engine/api.ts";
import { incidentIdOf, utcHourOf } from "@tomoshibi/shared/safety/incident-id.ts";
import { backUp, restore } from "@tomoshibi/sync-server/backup/back-up.ts";
import { openPgliteStorage } from "@tomoshibi/sync-server/storage/pglite.ts";
import { createTestRelay } from "@tomoshibi/sync-server/testing/relay-fixture.ts";
import { eventually } from "../browser/support/eventually.ts";
import { type NodeDevice, type RelayHouse, startDevice } from "./node-device.ts";

const ORIGIN = { type: "manual", utcHour: utcHourOf(Date.now()) } as const;
const INCIDENT = incidentIdOf(ORIGIN);
const clock = { nowMs: () => Date.now() };
const ends: (() => Promise<void> | void)[] = [];

afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

/** A relay with a data folder, which can be stopped, packed and set back. */
async function createFolderHouse() {
  const folder = mkdtempSync(join(tmpdir(), "tomoshibi-old-backup-"));
  const dataDir = join(folder, "data");
  const file = join(folder, "relay.tar.gz");
  const open = async () => {
    const storage = await openPgliteStorage({ dataDir, clock });
    if (!storage.ok) throw new Error(storage.error.type, { cause: storage.error });
    const relay = await createTestRelay({ storage: storage.value });
    return { storage: storage.value, relay };
  };
  let running = await open();
  ends.push(async () => {
    running.relay.stop();
    await running.storage.close();
    rmSync(folder, { recursive: true });
  });
  const whileStopped = async (work: () => Promise<void>) => {
    house.isReachable = false;
    running.relay.stop();
    await running.storage.close();
    await work();
    running = await open();
    house.isReachable = true;
  };
  const house: RelayHouse & Record<"backUp" | "setBack", () => Promise<void>> = {
    isReachable: true,
    requests: () => 0,
    logged: () => "",
    wipe: () => Promise.reject(new Error("this one is set back")),
    async fetch(url, init) {
      if (!house.isReachable) throw new TypeError("failed to fetch");
      const left = new Promise<never>((_, reject) => {
        init.signal?.addEventListener("abort", () => reject(new DOMException("", "AbortError")));
      });
      return Promise.race([running.relay.app.request(url, init), left]);
    },
    backUp: () =>
      whileStopped(async () => {
        expect((await backUp({ dataDir, file })).ok).toBe(true);
      }),
    setBack: () =>
      whileStopped(async () => {
        rmSync(dataDir, { recursive: true });
        expect((await restore({ dataDir, file, clock })).ok).toBe(true);
      }),
  };
  return house;
}

type FolderHouse = Awaited<ReturnType<typeof createFolderHouse>>;

async function openDevice(house: RelayHouse): Promise<NodeDevice> {
  const device = await startDevice(house);
  ends.push(() => device.stop());
  return device;
}

async function foundedOfficer(house: RelayHouse): Promise<NodeDevice> {
  const officer = await openDevice(house);
  const founding = {
    ...{ associationName: "ひばり町会", group: 1, representative: "石川 花", isDemo: false },
  };
  expect(await officer.engine.found(founding)).toEqual({ ok: true, value: undefined });
  return officer;
}

async function cardFor(officer: NodeDevice, name: string): Promise<InviteCard> {
  const household = { number: undefined, group: 3, name, kana: "", phone: "", address: "" };
  await officer.submit({ type: "saveHouseholds", households: [{ ...household, careNeeds: "" }] });
  const row = await eventually("the household stands on the roster", () =>
    officer.database.households.filter((each) => each.name === name).first(),
  );
  const cards = await officer.engine.makeInviteCards([row.number]);
  if (!cards.ok || cards.value[0] === undefined) throw new Error("no card was made");
  return cards.value[0];
}

async function joined(house: RelayHouse, card: InviteCard, name: string): Promise<NodeDevice> {
  const device = await openDevice(house);
  const joining = { codeOrQr: card.code, group: 3, representative: name, purposeVersion: 1 };
  expect(await device.engine.join(joining)).toEqual({ ok: true, value: undefined });
  return device;
}

const report = (device: NodeDevice, comment: string) =>
  device.submit({
    type: "reportSafety",
    incident: INCIDENT,
    household: undefined,
    subjects: [{ subject: "self", status: "safe" }],
    comment,
    place: undefined,
    by: "self",
    means: "app",
    atMs: Date.now(),
    aboutMs: undefined,
    seen: [],
    corrects: [],
  });

const expectDelivered = (device: NodeDevice, count: number) =>
  eventually(`${count} reports are received`, async () => {
    const reports = await device.database.ownReports.toArray();
    return reports.length === count && reports.every(({ delivery }) => delivery === "received");
  });

async function setBack(house: FolderHouse, devices: readonly NodeDevice[]): Promise<void> {
  await house.setBack();
  await Promise.all(devices.map((device) => device.engine.syncNow()));
}

test("[REL1] [DEL1] [DEL3] a relay set back to an old back-up gets back what it forgot, and what was unsent arrives", async () => {
  const house = await createFolderHouse();
  const officer = await foundedOfficer(house);
  const resident = await joined(house, await cardFor(officer, "金沢 太郎"), "金沢 太郎");
  await house.backUp();
  // All this is younger than the back-up: an incident, a report with its receipt, a card.
  await officer.submit({
    type: "openIncident",
    ...{ incident: INCIDENT, origin: ORIGIN, cause: "earthquake", title: "", atMs: Date.now() },
  });
  await eventually("the incident is shown", () =>
    resident.database.incidents.toCollection().first(),
  );
  await report(resident, "一度は届きました");
  await expectDelivered(resident, 1);
  const laterCard = await cardFor(officer, "加賀 次郎");

  house.isReachable = false;
  await report(resident, "まだ送っていません");
  await setBack(house, [officer, resident]);
  await expectDelivered(resident, 2);
  // The newcomer has only the relay to learn from, and a card that the relay had forgotten.
  const newcomer = await joined(house, laterCard, "加賀 次郎");
  await eventually("the newcomer sees the incident", () =>
    newcomer.database.incidents.filter(({ isShown }) => isShown).first(),
  );
  await report(newcomer, "新しい端末です");
  await expectDelivered(newcomer, 1);
}, 120_000);
