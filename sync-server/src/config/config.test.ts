/** Settings and complaints. */
import { describe, expect, test } from "vitest";
import { complaintOf, type StartError } from "./complaints.ts";
import { readConfig } from "./config.ts";

describe("settings", () => {
  test("have defaults for a start without any", () => {
    const config = readConfig({});
    expect(config).toMatchObject({
      ok: true,
      value: {
        ...{ host: "127.0.0.1", port: 8787, clientDir: undefined, logLevel: "info" },
        ...{ databaseUrl: undefined, metrics: undefined, peerRelays: [] },
      },
    });
  });

  test("that make no sense are named", () => {
    for (const [name, value] of [
      ["PORT", "80a"],
      ["PORT", "70000"],
      ["LOG_LEVEL", "loud"],
      ["METRICS_PORT", "-1"],
      ["PEER_RELAYS", "relay.example.jp"],
      ["PEER_RELAYS", "https://relay.example.jp/town"],
      ["BEACON_FEED", "file:///etc/passwd"],
      ["BEACON_PREFECTURES", "石川"],
    ] as const) {
      const config = readConfig({ [name]: value });
      expect(config).toEqual({ ok: false, error: { type: "BadSetting", name, value } });
    }
  });
});

test("[REL7] peer relays are addresses, apart by commas", () => {
  const config = readConfig({ PEER_RELAYS: "https://a.example.jp, http://192.168.1.2:8787/" });
  const peerRelays = ["https://a.example.jp", "http://192.168.1.2:8787/"];
  expect(config).toMatchObject({ ok: true, value: { peerRelays } });
});

test("[STR2] telegrams come from a folder, a feed, or both; without either a relay is no beacon", () => {
  const BEACON_FEED = "https://feed.example.jp/eqvol.xml";
  expect(
    readConfig({ BEACON_FEED, BEACON_TELEGRAMS: "/telegrams", BEACON_PREFECTURES: "17, 16" }),
  ).toMatchObject({
    ok: true,
    value: { beacon: { folder: "/telegrams", feed: BEACON_FEED, prefectures: ["17", "16"] } },
  });
  expect(readConfig({ BEACON_PREFECTURES: "17" })).toMatchObject({ value: { beacon: undefined } });
});

describe("the address of a database", () => {
  test("is taken with the port for metrics", () => {
    const DATABASE_URL = "postgresql://relay:secret@db.example.jp/tomoshibi?sslmode=verify-full";
    const config = readConfig({ DATABASE_URL, METRICS_PORT: "9464" });
    const metrics = { host: "127.0.0.1", port: 9464 };
    expect(config).toMatchObject({ ok: true, value: { databaseUrl: DATABASE_URL, metrics } });
  });

  test("is never shown, for it holds a password", () => {
    const config = readConfig({ DATABASE_URL: "mysql://relay:secret@db.example.jp/tomoshibi" });
    const complaint = config.ok ? "" : complaintOf(config.error, undefined);
    expect(complaint).toContain("DATABASE_URL");
    expect(complaint).not.toContain("secret");
  });
});

describe("a relay that cannot start", () => {
  test("says why in one line, in both languages, and what to do", () => {
    const config = readConfig({ DATA_DIR: "/data" });
    const dataDir = "/data";
    const errors: StartError[] = [
      { type: "BadSetting", name: "PORT", value: "x" },
      { type: "Locked", dataDir },
      { type: "Unwritable", dataDir, cause: new Error("EACCES") },
      { type: "NoRoom", dataDir, freeBytes: 1_000_000, neededBytes: 64_000_000 },
      { type: "Unopenable", dataDir, cause: new Error("broken\nat line 2") },
      { type: "CannotListen", code: "EADDRINUSE" },
      { type: "CannotListen", code: "EACCES" },
      { type: "CannotListen", code: "EADDRNOTAVAIL" },
      { type: "CannotListenForMetrics", code: "EADDRINUSE" },
      { type: "DatabaseUnreachable", cause: new AggregateError([]) },
      { type: "DatabaseUnsuitable", setting: "fsync", value: "off", wanted: "on" },
      { type: "DatabaseUnusable", cause: new Error("permission denied for schema public") },
      { type: "Unavailable", cause: undefined },
    ];
    const complaints = errors.map((error) =>
      complaintOf(error, config.ok ? config.value : undefined),
    );
    for (const complaint of complaints)
      expect(complaint).toMatch(/^[^\n]*[ぁ-ん][^\n]* \/ [a-z][^\n]*$/);
    expect(new Set(complaints).size).toBe(errors.length);
  });
});
