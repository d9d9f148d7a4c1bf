import { describe, expect, test } from "vitest";
import { decodeEntry } from "@tomoshibi/shared/entry/entry.ts";
import {
  addDevice,
  createWorld,
  joinHousehold,
  revokeIn,
} from "@tomoshibi/shared/testing/association-world.ts";
import {
  freshDatabase,
  installReplica,
  openIncident,
  openReplica,
  tap,
} from "./testing/replica-world.ts";

const AT = 1_775_001_600_000;

describe("sealing intents", () => {
  test("[ENT7] a stored intent becomes exactly one report and one copy, and says where it is", async () => {
    const world = await createWorld();
    const resident = await joinHousehold(world, 12, 3);
    const { replica, database, run } = await installReplica(world, resident);
    const intent = await run(tap(AT));
    expect(intent.state).toBe("sealed");
    const entries = await database.entries.toArray();
    expect(new Set(entries.map(({ stream, kind }) => `${stream} ${kind}`))).toEqual(
      new Set([
        "household/12 reportCopy",
        "safety registration",
        "household/12 registration",
        "safety report",
      ]),
    );
    expect(entries).toHaveLength(4);
    expect(await database.ownReports.toArray()).toMatchObject([
      {
        recordId: intent.recordId,
        intent: intent.id,
        delivery: "saved",
        isByThisDevice: true,
        isCurrent: true,
      },
    ]);
    expect(await replica.drainIntents()).toEqual({ sealed: 0, left: 0 });
    expect(await database.entries.count()).toBe(4);
  });

  test("[ENT7] a check-in entry is at most 150 bytes, one superseded id included", async () => {
    const world = await createWorld();
    const resident = await joinHousehold(world, 12, 3);
    const { database, run } = await installReplica(world, resident);
    const first = await run(openIncident(AT));
    await run(tap(AT, { seen: [first.recordId ?? ("" as never)] }));
    const report = await database.entries.where("kind").equals("report").first();
    expect(report?.bytes.length).toBeLessThanOrEqual(150);
  });

  test("a correction names what it corrects, also when the clock went back between the two taps", async () => {
    const world = await createWorld();
    const resident = await joinHousehold(world, 12, 3);
    const { replica, database, submit } = await installReplica(world, resident);
    const help = await submit(tap(AT, { subjects: [{ subject: "self", status: "help" }] }));
    const safe = await submit(tap(AT - 600_000, { corrects: [help] }));
    await database.intents.update(safe, { createdAtMs: AT - 600_000 });
    await replica.drainIntents();
    const current = (await database.ownReports.toArray()).filter(({ isCurrent }) => isCurrent);
    expect(current).toMatchObject([{ intent: safe }]);
  });

  test("[ENT7] a crash before the commit leaves the intent, and the next start seals it once", async () => {
    const world = await createWorld();
    const resident = await joinHousehold(world, 12, 3);
    const { replica, database, submit } = await installReplica(world, resident);
    const before = await database.entries.count();
    const id = await submit(tap(AT));
    const fail = () => {
      throw new DOMException("cut", "AbortError");
    };
    database.outbox.hook("creating", fail);
    await expect(replica.drainIntents()).rejects.toThrow("cut");
    database.outbox.hook("creating").unsubscribe(fail);
    expect(await database.entries.count()).toBe(before);
    expect(await database.ownReports.count()).toBe(0);
    expect((await database.intents.get(id))?.state).toBe("stored");

    const restarted = await openReplica(database);
    await restarted.replica.drainIntents();
    expect((await database.intents.get(id))?.state).toBe("sealed");
    expect(await database.entries.where("kind").equals("report").count()).toBe(1);
  });

  test("[ENT7] the same replica goes on after a failed transaction, without a gap in its chain", async () => {
    const world = await createWorld();
    const resident = await joinHousehold(world, 12, 3);
    const { replica, database, submit } = await installReplica(world, resident);
    await submit(tap(AT));
    const fail = () => {
      throw new DOMException("cut", "AbortError");
    };
    database.ownReports.hook("creating", fail);
    await expect(replica.drainIntents()).rejects.toThrow("cut");
    database.ownReports.hook("creating").unsubscribe(fail);
    await replica.drainIntents();
    const seqs = (await database.entries.where("stream").equals("safety").toArray()).map(
      ({ seq }) => seq,
    );
    expect(new Set(seqs)).toEqual(new Set([1, 2]));
    expect(await database.ownReports.count()).toBe(1);
  });

  test("[ENT7] a crash after the commit leaves exactly one entry", async () => {
    const world = await createWorld();
    const resident = await joinHousehold(world, 12, 3);
    const { database, run } = await installReplica(world, resident);
    await run(tap(AT));
    const restarted = await openReplica(database);
    expect(await restarted.replica.drainIntents()).toEqual({ sealed: 0, left: 0 });
    expect(await database.entries.where("kind").equals("report").count()).toBe(1);
  });

  test("[ENT7] two tabs over one store seal every intent once, on one chain", async () => {
    const world = await createWorld();
    const resident = await joinHousehold(world, 12, 3);
    const first = await installReplica(world, resident);
    const second = await openReplica(first.database);
    for (let taps = 0; taps < 6; taps += 1) {
      await first.submit(tap(AT + taps));
      await second.submit(tap(AT + 100 + taps));
      await Promise.all([first.replica.drainIntents(), second.replica.drainIntents()]);
    }
    const safety = await first.database.entries.where("stream").equals("safety").sortBy("seq");
    expect(safety.map(({ seq }) => seq)).toEqual(
      Array.from({ length: 13 }, (_, index) => index + 1),
    );
    safety.slice(1).forEach((row, index) => {
      expect(decodeEntry(row.bytes)?.prev).toEqual(
        Uint8Array.from({ length: 8 }, (_, byte) =>
          Number.parseInt(safety[index]!.entryId.slice(byte * 2, byte * 2 + 2), 16),
        ),
      );
    });
    expect(await first.database.ownReports.count()).toBe(12);
  });

  test("[ENT7] a tab that was open before the other tab joined becomes a member too", async () => {
    const world = await createWorld();
    const resident = await joinHousehold(world, 12, 3);
    const database = freshDatabase();
    const waiting = await openReplica(database);
    await installReplica(world, resident, { database });
    await waiting.run(tap(AT));
    expect(waiting.replica.identity?.device).toBe(resident.keys.device);
    expect(await database.ownReports.count()).toBe(1);
  });

  test("[ENT7] a report supersedes what was seen and what its intent corrects, eight at most", async () => {
    const world = await createWorld();
    const resident = await joinHousehold(world, 12, 3);
    const { database, submit, replica } = await installReplica(world, resident);
    const wrong = await submit(tap(AT));
    const seen = Array.from({ length: 8 }, (_, index) => `${index}`.padStart(16, "0") as never);
    await submit(
      tap(AT + 1, { seen, corrects: [wrong], subjects: [{ subject: "self", status: "help" }] }),
    );
    await replica.drainIntents();
    const views = await database.ownReports.toArray();
    expect(views.find(({ intent }) => intent === wrong)).toMatchObject({ isCurrent: false });
    expect(views.find(({ intent }) => intent !== wrong)).toMatchObject({ isCurrent: true });
  });

  test("[KEY2] an intent waits while its key is missing, and is never lost", async () => {
    const world = await createWorld();
    const resident = await joinHousehold(world, 12, 3);
    const statements = world.statements.splice(0);
    const joinedOffline = await installReplica({ ...world, statements: [] }, resident, {
      withoutKeys: true,
    });
    const intent = await joinedOffline.run(tap(AT));
    expect(intent.state).toBe("stored");
    expect(await joinedOffline.database.connection.get("relay")).toMatchObject({ unsent: 2 });
    await joinedOffline.replica.receive([
      {
        stream: "membership",
        messages: statements.map(({ bytes }) => ({ bytes, relayedAtSeconds: 1 })),
      },
    ]);
    await joinedOffline.replica.drainIntents();
    expect((await joinedOffline.database.intents.get(intent.id))?.state).toBe("sealed");
    expect(await joinedOffline.database.profile.get("me")).toMatchObject({
      household: 12,
      representative: "試験 花子",
    });
  });

  test("[STR1] what the policy refuses is marked failed, with its content kept", async () => {
    const world = await createWorld();
    const resident = await joinHousehold(world, 12, 3);
    const { run } = await installReplica(world, resident);
    const intent = await run({
      type: "changeIncident",
      incident: tap(AT).incident,
      change: "closed",
      atMs: AT,
    });
    expect(intent).toMatchObject({
      state: "failed",
      failure: "notAllowed",
      command: { change: "closed" },
    });
    expect(await run(tap(AT, { comment: "あ".repeat(501) }))).toMatchObject({
      state: "failed",
      failure: "tooLarge",
    });
    expect(await run(tap(AT))).toMatchObject({ state: "sealed" });
  });

  test("[MEM5] a revoked device goes on writing what it says", async () => {
    const world = await createWorld();
    const resident = await joinHousehold(world, 12, 3);
    revokeIn(world, resident);
    const { run } = await installReplica(world, resident);
    expect(await run(tap(AT))).toMatchObject({ state: "sealed" });
  });

  test("[ENT7] an intent that breaks stays stored, and blocks none of those behind it", async () => {
    const world = await createWorld();
    const resident = await joinHousehold(world, 12, 3);
    const { replica, database, submit, run } = await installReplica(world, resident);
    const broken = await submit({ type: "ofANewerScreen" } as never);
    expect(await run(tap(AT + 1))).toMatchObject({ state: "sealed" });
    expect(await database.intents.get(broken)).toMatchObject({ state: "stored" });
    expect(await replica.drainIntents()).toEqual({ sealed: 0, left: 1 });
  });

  test("[DEL1] what is sealed before an intent breaks is said to be, so that it leaves", async () => {
    const world = await createWorld();
    const { replica, submit } = await installReplica(world, await joinHousehold(world, 12, 3));
    await submit(tap(AT));
    await submit({ type: "ofANewerScreen" } as never);
    expect(await replica.drainIntents()).toEqual({ sealed: 1, left: 1 });
    expect(await replica.drainIntents()).toEqual({ sealed: 0, left: 1 });
  });

  test("[DOC1] a check-in is sealed while documents can never be loaded, and a circular waits", async () => {
    const world = await createWorld();
    const officer = addDevice(world, { role: "officer", household: 5, group: 1 });
    const { run } = await installReplica(world, officer, {
      loadDocuments: () => Promise.reject(new Error("no WebAssembly")),
    });
    const circular = {
      type: "publishCircular",
      circular: "00".repeat(8) as never,
      title: "清掃",
      body: "日曜",
      atMs: AT,
    } as const;
    expect(await run(circular)).toMatchObject({ state: "stored" });
    expect(await run(tap(AT))).toMatchObject({ state: "sealed" });
  });

  test("[DOC1] a check-in does not wait for documents that never stop loading", async () => {
    const world = await createWorld();
    const officer = addDevice(world, { role: "officer", household: 5, group: 1 });
    const { submit, replica, database } = await installReplica(world, officer, {
      loadDocuments: () => new Promise(() => undefined),
    });
    await submit({
      type: "publishCircular",
      circular: "00".repeat(8) as never,
      title: "清掃",
      body: "日曜",
      atMs: AT,
    });
    await replica.drainIntents();
    const id = await submit(tap(AT));
    await replica.drainIntents();
    expect((await database.intents.get(id))?.state).toBe("sealed");
  });

  test("[MEM1] seeds stand in the store only under a key that cannot be read out", async () => {
    const world = await createWorld();
    const resident = await joinHousehold(world, 12, 3);
    const { database } = await installReplica(world, resident);
    const stored = await database.keyValues.toArray();
    const key = stored.find(({ key: name }) => name === "vaultKey")?.value as CryptoKey;
    expect(key.extractable).toBe(false);
    const text = JSON.stringify(stored.map(({ value }) => value));
    const { signSeed, sealSeed } = resident.keys;
    for (const secret of [
      signSeed,
      sealSeed,
      ...[...resident.keyring.keys.values()].flatMap(({ secret: held }) => held ?? []),
    ]) {
      expect(text).not.toContain([...secret].join(","));
      expect(text).not.toContain(JSON.stringify(secret).slice(1, -1));
    }
    const again = await openReplica(database);
    expect(again.replica.identity?.signSeed).toEqual(signSeed);
    expect(again.replica.keyring.keys.size).toBeGreaterThan(0);
  });
});
