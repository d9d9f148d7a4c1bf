/** A relay that is set back to an old back-up: whole replicas notice, and fill it with everything it forgot. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { backUp, restore } from "@tomoshibi/sync-server/backup/back-up.ts";
import { openPgliteStorage } from "@tomoshibi/sync-server/storage/pglite.ts";
import { createTestRelay } from "@tomoshibi/sync-server/testing/relay-fixture.ts";
import {
  RESIDENT,
  cardFor,
  delivered,
  foundedOfficer,
  incidentOn,
  joined,
  openIncident,
  tap,
} from "./neighbourhood.ts";
import { type NodeDevice, type RelayHouse } from "./node-device.ts";

const clock = { nowMs: () => Date.now() };

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
  onTestFinished(async () => {
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

async function setBack(house: FolderHouse, devices: readonly NodeDevice[]): Promise<void> {
  await house.setBack();
  await Promise.all(devices.map((device) => device.engine.syncNow()));
}

test("[REL1] [DEL1] [DEL3] a relay set back to an old back-up gets back what it forgot, and what was unsent arrives", async () => {
  const house = await createFolderHouse();
  const officer = await foundedOfficer(house);
  const resident = await joined(house, await cardFor(officer, RESIDENT));
  await house.backUp();
  // All this is younger than the back-up: an incident, a report with its receipt, a card.
  await openIncident(officer);
  await incidentOn(resident);
  await resident.submit(tap("一度は届きました"));
  await delivered(resident, "received", 1);
  const laterCard = await cardFor(officer, "加賀 次郎");

  house.isReachable = false;
  await resident.submit(tap("まだ送っていません"));
  await setBack(house, [officer, resident]);
  await delivered(resident, "received", 2);
  // The newcomer has only the relay to learn from, and a card that the relay had forgotten.
  const newcomer = await joined(house, laterCard, "加賀 次郎");
  await incidentOn(newcomer);
  await newcomer.submit(tap("新しい端末です"));
  expect(await delivered(newcomer, "received")).toBe(true);
});
