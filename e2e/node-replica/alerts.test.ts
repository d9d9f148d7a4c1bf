/** A telegram in a folder raises the question on a resident's device, with no officer online; and nothing else does. */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { bytesToHex } from "@tomoshibi/shared/base/bytes.ts";
import type { IncidentId } from "@tomoshibi/shared/base/ids.ts";
import type { SettingsState } from "@tomoshibi/shared/documents/settings/settings.ts";
import { createBeacon } from "@tomoshibi/sync-server/beacon/beacon.ts";
import { keepBeacon } from "@tomoshibi/sync-server/beacon/keep-beacon.ts";
import { folderSource } from "@tomoshibi/sync-server/beacon/sources.ts";
import { RELAY_SEED_SETTING } from "@tomoshibi/sync-server/http/relay-identity.ts";
import { createTestRelay } from "@tomoshibi/sync-server/testing/relay-fixture.ts";
import { eventually } from "../browser/support/eventually.ts";
import { type TelegramParts, telegramOf } from "../browser/support/telegram.ts";
import {
  RESIDENT,
  cardFor,
  delivered,
  foundedOfficer,
  incidentOn,
  joined,
  onBoard,
  tap,
} from "./neighbourhood.ts";
import { type NodeDevice, type RelayHouse, createRelayHouse } from "./node-device.ts";

const KANAZAWA = { city: 1_720_100, cityName: "金沢市", area: 391, threshold: "5-" } as const;

interface Town {
  readonly house: RelayHouse;
  readonly officer: NodeDevice;
  readonly resident: NodeDevice;
  readonly relayKey: string;
  /** Why telegrams raised nothing, as the relay's log says it. */
  readonly passed: string[];
  drop(name: string, telegram: TelegramParts): Promise<void>;
}

/** An association whose officer took its relay's telegrams into use, and is not there any more. */
async function town(): Promise<Town> {
  const folder = await mkdtemp(join(tmpdir(), "telegrams-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  const relay = await createTestRelay();
  const house = await createRelayHouse(async () => relay);
  const passed = await watch(relay, folder);
  const officer = await foundedOfficer(house);
  const resident = await joined(house, await cardFor(officer, RESIDENT));
  const relayKey = bytesToHex(relay.relayKey);
  expect(await officer.engine.listenTo({ beacon: relayKey, ...KANAZAWA })).toEqual({ ok: true });
  await eventually("the resident's device knows whom to listen to", async () => {
    const row = await resident.database.documents.get("settings");
    return (row?.state as SettingsState | undefined)?.alertRules?.[0]?.beacon === relayKey;
  });
  const drop = (name: string, telegram: TelegramParts) =>
    writeFile(join(folder, `${name}.xml`), telegramOf(telegram));
  return { house, officer, resident, relayKey, passed, drop };
}

async function watch(
  { storage, app }: Awaited<ReturnType<typeof createTestRelay>>,
  folder: string,
): Promise<string[]> {
  const seed = await storage.setting(RELAY_SEED_SETTING);
  if (!seed.ok || seed.value === undefined) throw new Error("Broken invariant: a relay has a key");
  const stopping = new AbortController();
  onTestFinished(() => stopping.abort());
  const clock = { nowMs: () => Date.now() };
  const passed: string[] = [];
  keepBeacon({
    beacon: createBeacon({
      ...{ storage, clock, relaySeed: seed.value, prefectures: new Set() },
      askOwn: async (path, request) => app.request(path, request),
    }),
    sources: [{ ...folderSource(folder), waitMs: () => 50 }],
    ...{ clock, stopping: stopping.signal },
    onAnnounced: (announced) => void passed.push(...announced.passed),
    onLink: () => undefined,
    onBroken: (cause) => void passed.push(`broken: ${String(cause)}`),
  });
  return passed;
}

/** A second from now: what shook before the officer's word is not asked about. */
const soon = () => Date.now() + 1_000;

test("[STR2] a telegram asks a resident with no officer online; the answer is on the desk when one comes back", async () => {
  const { house, officer, resident, drop } = await town();
  officer.stop();
  await drop("a", { shakenAtMs: soon(), intensity: "6-" });
  const shown = await incidentOn(resident);
  expect(shown).toMatchObject({
    ...{ origin: "alert", isOpen: true, isProvisional: false, isDrill: false },
    earthquakes: [{ intensity: "6-", cityName: "金沢市", isCancelled: false }],
  });
  await resident.submit({ ...tap("家にいます"), incident: shown.incident });
  await delivered(resident, "relayed");
  await officer.restart();
  await onBoard(officer, "家にいます");
  await delivered(resident, "received");
  expect(await officer.database.incidents.get(shown.incident)).toMatchObject({ origin: "alert" });
  expect(house.logged()).not.toContain("家にいます");
});

test("[STR2] drills and tests raise nothing, and a weak 震度 only a line", async () => {
  const { officer, resident, passed, drop } = await town();
  const shakenAtMs = soon();
  await drop("a", { shakenAtMs, intensity: "7", status: "訓練" });
  await drop("b", { shakenAtMs: shakenAtMs + 5_000, intensity: "7", status: "試験" });
  await drop("c", { shakenAtMs: shakenAtMs + 10_000, intensity: "4" });
  await eventually("the weak one is told", async () => {
    const news = await resident.database.alerts.toArray();
    return news.length === 1 && news[0]?.intensity === "4";
  });
  expect(passed).toEqual(["drill", "drill"]);
  for (const device of [officer, resident])
    expect(await device.database.incidents.toArray()).toEqual([]);
});

test("[STR2] a cancellation takes the question from who has not answered, and leaves it where somebody did", async () => {
  const { house, officer, resident, drop } = await town();
  const neighbour = await joined(house, await cardFor(officer, "山吹 みのり"), "山吹 みのり");
  const shakenAtMs = soon();
  await drop("a", { shakenAtMs, intensity: "5+" });
  const { incident } = await incidentOn(resident);
  await incidentOn(officer);
  await incidentOn(neighbour);
  await resident.submit({ ...tap("無事"), incident });
  await onBoard(officer, "無事");
  await drop("b", {
    shakenAtMs,
    intensity: "",
    infoType: "取消",
    issuedAtMs: shakenAtMs + 300_000,
  });
  for (const device of [officer, resident])
    await eventually("the incident says that it was called off", async () => {
      const row = await device.database.incidents.get(incident);
      return row?.isOpen === true && row.earthquakes?.[0]?.isCancelled === true;
    });
  await eventually("who has not answered is told, and asked no more", async () => {
    const [told] = await neighbour.database.alerts.toArray();
    return told?.isCancelled === true && told.incident === incident;
  });
  expect(await neighbour.database.incidents.toArray()).toEqual([]);
});

test("[STR2] [MEM5] an officer stops the beacon: what it says later opens nothing, and reports stay on the board", async () => {
  const { officer, resident, relayKey, drop } = await town();
  await drop("a", { shakenAtMs: soon(), intensity: "5-" });
  const { incident } = await incidentOn(resident);
  await resident.submit({ ...tap("庭にいます"), incident });
  await onBoard(officer, "庭にいます");
  expect(await officer.engine.stopRelay(relayKey)).toEqual({ ok: true, value: undefined });
  await drop("b", { shakenAtMs: Date.now() + 8 * 3_600_000, intensity: "7" });
  await drop("c", { shakenAtMs: soon(), intensity: "7", status: "訓練" });
  await resident.submit({ ...tap("まだ庭です"), incident });
  await onBoard(officer, "まだ庭です");
  const open = async (device: NodeDevice): Promise<readonly IncidentId[]> =>
    (await device.database.incidents.toArray()).map((row) => row.incident);
  expect(await open(officer)).toEqual([incident]);
  expect(await open(resident)).toEqual([incident]);
});

test("[STR2] who is no officer says nothing about alerts", async () => {
  const { resident, relayKey } = await town();
  expect(await resident.engine.listenTo({ beacon: relayKey, ...KANAZAWA })).toEqual({
    ok: false,
    error: { type: "notAllowed" },
  });
});
