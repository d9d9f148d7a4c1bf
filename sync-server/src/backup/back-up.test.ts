/** Back-ups of the embedded store, and what a relay and its replicas do after one was restored. */
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { bytesToHex } from "@tomoshibi/shared/base/bytes.ts";
import {
  type AssociationWorld,
  createWorld,
  joinHousehold,
  writeEntry,
} from "@tomoshibi/shared/testing/association-world.ts";
import { createManualClock } from "@tomoshibi/shared/testing/manual-clock.ts";
import { openPgliteStorage } from "../storage/pglite.ts";
import type { Storage } from "../storage/storage.ts";
import { createTestRelay, handIn, read, verdictsOf } from "../testing/relay-fixture.ts";
import { backUp, restore } from "./back-up.ts";

const clock = createManualClock();
const PAYLOAD = new Uint8Array([1, 2, 3]);
let folder: string;
let dataDir: string;
let file: string;
let world: AssociationWorld;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "tomoshibi-backup-"));
  dataDir = join(folder, "data");
  file = join(folder, "relay.tar.gz");
  world = await createWorld();
});

afterEach(() => rmSync(folder, { recursive: true }));

async function open(): Promise<Storage> {
  const opened = await openPgliteStorage({ dataDir, clock });
  if (!opened.ok) throw new Error(opened.error.type, { cause: opened.error });
  return opened.value;
}

describe("a back-up", () => {
  test("[REL1] [DEL3] set back to, lets replicas notice, and takes what was lost and what is unsent", async () => {
    const resident = await joinHousehold(world, 2, 1);
    const [kept, lost, unsent] = [1, 2, 3].map(() =>
      writeEntry(world, resident, "safety", PAYLOAD),
    );
    if (!kept || !lost || !unsent) throw new Error("three entries were written");
    const bundleOf = (...entries: readonly (typeof kept)[]) => ({
      statements: world.statements,
      streams: [{ stream: "safety" as const, entries }],
    });
    let storage = await open();
    let relay = await createTestRelay({ clock, storage });
    await handIn(relay, world, resident.keys, bundleOf(kept));
    await storage.close();
    expect(await backUp({ dataDir, file })).toMatchObject({ ok: true });

    storage = await open();
    relay = await createTestRelay({ clock, storage });
    await handIn(relay, world, resident.keys, bundleOf(lost));
    const [before] = await read(relay, world, world.founder.keys, { streams: ["safety"] });
    expect(before?.messages).toHaveLength(2);
    const keyBefore = relay.relayKey;
    await storage.close();
    rmSync(dataDir, { recursive: true });
    expect(await restore({ dataDir, file, clock })).toEqual({
      ok: true,
      value: { associationCount: 1, messageCount: world.statements.length + 1 },
    });

    storage = await open();
    relay = await createTestRelay({ clock, storage });
    // The same relay to its devices, but older than what they read from it.
    expect(bytesToHex(relay.relayKey)).toBe(bytesToHex(keyBefore));
    const offset = before?.nextOffset ?? "";
    const [gone] = await read(relay, world, world.founder.keys, {
      streams: [{ stream: "safety", offset }],
    });
    expect(gone?.state).toBe("gone");
    const answer = await handIn(relay, world, resident.keys, bundleOf(kept, lost, unsent));
    expect(verdictsOf(answer.entries)).toEqual(["known", "accepted", "accepted"]);
    expect(answer.highest).toEqual([{ stream: "safety", seq: 3 }]);
    const [refilled] = await read(relay, world, world.founder.keys, { streams: ["safety"] });
    expect(refilled?.messages.map(({ bytes }) => bytesToHex(bytes))).toEqual(
      [kept, lost, unsent].map(({ bytes }) => bytesToHex(bytes)),
    );
    await storage.close();
  }, 120_000);

  test("[REL3] of a running relay is refused, is private, and overwrites nothing", async () => {
    expect(await backUp({ dataDir, file })).toMatchObject({ error: { type: "NoData" } });
    const storage = await open();
    expect(await backUp({ dataDir, file })).toEqual({
      ok: false,
      error: { type: "Running", dataDir },
    });
    expect(readdirSync(folder)).toEqual(["data"]);
    await storage.close();
    expect((await backUp({ dataDir, file })).ok).toBe(true);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    const bytes = readFileSync(file);
    expect(await backUp({ dataDir, file })).toMatchObject({ error: { type: "FileExists" } });
    expect(readFileSync(file).equals(bytes)).toBe(true);
    const nowhere = join(folder, "missing", "relay.tar.gz");
    expect(await backUp({ dataDir, file: nowhere })).toMatchObject({
      error: { type: "CannotWrite" },
    });

    expect(await restore({ dataDir, file, clock })).toMatchObject({ error: { type: "NotEmpty" } });
    const cut = join(folder, "cut.tar.gz");
    writeFileSync(cut, bytes.subarray(0, bytes.length / 2));
    const strange = join(folder, "strange.tar.gz");
    writeFileSync(strange, "not an archive");
    const elsewhere = join(folder, "elsewhere");
    mkdirSync(elsewhere);
    for (const bad of [cut, strange]) {
      expect(await restore({ dataDir: elsewhere, file: bad, clock })).toMatchObject({
        error: { type: "NotABackUp" },
      });
      expect(readdirSync(elsewhere).filter((name) => name !== "lock")).toEqual([]);
    }
    const missing = join(folder, "missing.tar.gz");
    expect(await restore({ dataDir: elsewhere, file: missing, clock })).toMatchObject({
      error: { type: "NoFile" },
    });
    expect(existsSync(missing)).toBe(false);
  }, 120_000);
});
