import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { beforeAll, expect, test } from "vitest";
import { hexToBytes as bytesOf } from "../../base/bytes.ts";
import { deviceIdOf } from "../../membership/statement.ts";
import { deviceId } from "../../testing/recorded.ts";
import { initializeDocuments } from "../automerge.ts";
import {
  type FieldDocument,
  actorOf,
  applyChanges,
  editDocument,
  openDocument,
} from "../field-document.ts";
import { nameRelay, relayAddressOf, ruleAlerts, settingsOf } from "./settings.ts";

beforeAll(async () => {
  const path = createRequire(import.meta.url).resolve("@automerge/automerge/automerge.wasm");
  await initializeDocuments(await readFile(path));
});

const CITY = { relayKey: "c1".repeat(32), address: "https://city.example" };
const SHELTER = { relayKey: "5e".repeat(32), address: "https://shelter.example:8443" };

function open(n: number): FieldDocument {
  return openDocument("settings", actorOf(deviceId(n), new Uint8Array(8).fill(n))).document;
}

function named(document: FieldDocument, relay: { relayKey: string; address: string }) {
  const edited = nameRelay(document, relay);
  if (!edited.ok) throw new Error(edited.error.type);
  return edited.value;
}

test("[REL7] two officers who each name a relay apart lose neither, and one is taken off by name", () => {
  const [here, there] = [named(open(1), CITY), named(open(2), SHELTER)];
  const { document } = applyChanges(here.document, there.changes);
  expect(settingsOf(document).relays).toEqual([SHELTER, CITY]);
  const without = named(document, { ...SHELTER, address: "" });
  expect(settingsOf(without.document).relays).toEqual([CITY]);
});

test("[REL7] what stands in the settings and is no key, or no relay's address, names no relay", () => {
  let document = open(1);
  for (const relay of [
    { relayKey: "c1", address: CITY.address },
    { relayKey: CITY.relayKey.toUpperCase(), address: CITY.address },
    { relayKey: CITY.relayKey, address: "https://city.example/v1/bundles" },
    { relayKey: SHELTER.relayKey, address: "javascript:alert(1)" },
  ])
    document = named(document, relay).document;
  expect(settingsOf(document).relays).toEqual([]);
});

test("[REL7] an address is what a person types: without a scheme, with a slash, never unencrypted or with more to it", () => {
  expect(relayAddressOf(" City.Example/ ")).toBe("https://city.example");
  expect(relayAddressOf("https://city.example:8443")).toBe("https://city.example:8443");
  expect(relayAddressOf("http://localhost:8787")).toBe("http://localhost:8787");
  for (const typed of [
    "",
    "city example",
    "http://city.example",
    "https://city.example/?q",
    "https://user@city.example",
    "https://localhost.http://x",
    `https://${"a".repeat(300)}.example`,
  ])
    expect([typed, relayAddressOf(typed)]).toEqual([typed, undefined]);
});

test("[STR2] what officers said of alerts is kept word for word, the last first; two who speak apart lose neither", () => {
  const rule = {
    ...{ sinceSeconds: 1_800_000_000, beacon: CITY.relayKey, city: 1_720_100, cityName: "金沢市" },
    ...{ area: 391, threshold: "5-" as const },
  };
  const ruled = (document: FieldDocument, words: Partial<typeof rule>) => {
    const edited = ruleAlerts(document, { ...rule, ...words });
    if (!edited.ok) throw new Error(edited.error.type);
    return edited.value;
  };
  const first = ruled(open(1), {});
  const off = ruled(first.document, { sinceSeconds: 1_700_000_000, beacon: "" });
  expect(settingsOf(off.document).alertRules).toMatchObject([
    { revision: 2, sinceSeconds: 1_700_000_000, beacon: "", beaconDevice: "" },
    { ...rule, revision: 1, beaconDevice: deviceIdOf(bytesOf(CITY.relayKey)) },
  ]);
  const apart = ruled(open(2), { sinceSeconds: 1_800_000_001, cityName: "白山市" });
  const { document } = applyChanges(open(3), [...first.changes, ...apart.changes]);
  expect(settingsOf(document).alertRules?.map(({ cityName }) => cityName)).toEqual([
    "白山市",
    "金沢市",
  ]);
});

test("[STR2] nobody uses the words of officers about alerts up: the later one counts then", () => {
  const owner = "alerts-999999999-1700000000";
  const fields = { beacon: SHELTER.relayKey, threshold: 0, city: 1, cityName: "", area: 0 };
  const edited = editDocument(open(1), [{ owner, fields }]);
  if (!edited.ok) throw new Error(edited.error.type);
  const word = { beacon: "", city: 1, cityName: "", area: 0, threshold: "7" as const };
  const said = ruleAlerts(edited.value.document, { ...word, sinceSeconds: 1_800_000_000 });
  if (!said.ok) throw new Error(said.error.type);
  expect(settingsOf(said.value.document).alertRules).toMatchObject([
    { beacon: "", sinceSeconds: 1_800_000_000 },
    { beacon: SHELTER.relayKey },
  ]);
});
