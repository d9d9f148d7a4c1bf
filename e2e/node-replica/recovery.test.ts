import { expect, test } from "vitest";
import {
  type RecoveryKit,
  type ReportSafety,
  type TypedSheets,
  adoptionOf,
} from "@tomoshibi/client/engine/api.ts";
import { eventually } from "../browser/support/eventually.ts";
import {
  ASSOCIATION,
  FOUNDER,
  INCIDENT,
  RESIDENT,
  cardAgain,
  cardFor,
  delivered,
  foundedOfficer,
  incidentOn,
  joined,
  onBoard,
  openDevice,
  openIncident,
  tap,
} from "./neighbourhood.ts";
import { type NodeDevice, createRelayHouse } from "./node-device.ts";

async function kitOf(officer: NodeDevice): Promise<RecoveryKit> {
  const kit = await officer.engine.makeRecoveryKit();
  if (!kit.ok) throw new Error(kit.error.type);
  return kit.value;
}

/** The first sheet typed, the third scanned. */
function sheetsOf({ sheets: [first, , third] }: RecoveryKit): TypedSheets {
  if (first === undefined || third === undefined) throw new Error("a kit has three sheets");
  return [first.lines.join(" "), third.qrText];
}

const restoring = (sheets: TypedSheets) => ({
  sheets,
  associationName: ASSOCIATION,
  representative: FOUNDER,
});

const idOf = async (device: NodeDevice) => {
  const profile = await device.database.profile.get("me");
  if (profile === undefined) throw new Error("no member");
  return profile.device;
};

const deviceView = (officer: NodeDevice, device: Awaited<ReturnType<typeof idOf>>) =>
  eventually("the officer knows the device", () => officer.database.devices.get(device));

async function confirmed(officer: NodeDevice, resident: NodeDevice): Promise<void> {
  const device = await idOf(resident);
  await deviceView(officer, device);
  await officer.submit({ type: "confirmDevices", devices: [device] });
  await eventually(
    "the device is confirmed",
    async () => (await officer.database.devices.get(device))?.isConfirmed,
  );
}

test("[KEY4] two sheets make a fresh device an admin that reads everything; the lost one is stopped and the work goes on", async () => {
  const house = await createRelayHouse();
  const founder = await foundedOfficer(house);
  const card = await cardFor(founder, RESIDENT);
  const resident = await joined(house, card);
  await openIncident(founder);
  await incidentOn(resident);
  await resident.submit(tap("一階にいます"));
  await delivered(resident, "received");
  const kit = await kitOf(founder);
  const lost = await idOf(founder);
  founder.stop();

  const fresh = await openDevice(house);
  const mistyped = { ...restoring(sheetsOf(kit)), associationName: "ひばり自治会" };
  expect(await fresh.engine.restore(mistyped)).toEqual({
    ok: true,
    value: undefined,
  });
  await eventually("the roster is back", () =>
    fresh.database.households.filter(({ name }) => name === FOUNDER).first(),
  );
  await onBoard(fresh, "一階にいます");
  const profile = await eventually("the association's own name wins over what was typed", () =>
    fresh.database.profile.filter(({ associationName }) => associationName === ASSOCIATION).first(),
  );
  expect(profile).toMatchObject({ isOfficer: true, household: 0 });
  const kitAgain = await fresh.engine.makeRecoveryKit();
  expect(kitAgain.ok && kitAgain.value.associationName).toBe(ASSOCIATION);
  expect(await fresh.database.notices.toArray()).toEqual([]);

  const home = await fresh.database.households.filter(({ name }) => name === FOUNDER).first();
  expect(await fresh.engine.takeHousehold(home?.number ?? 0)).toEqual({
    ok: true,
    value: undefined,
  });
  expect((await fresh.database.profile.get("me"))?.household).toBe(home?.number);
  expect(await fresh.engine.takeHousehold(home?.number ?? 0)).toMatchObject({ ok: false });

  // The lost device is an admin's: only the root may stop it, and the restored device holds the root seed.
  expect((await fresh.engine.stopDevice({ device: lost })).ok).toBe(true);
  expect((await fresh.database.devices.get(lost))?.isRevoked).toBe(true);
  await resident.submit(tap("二階にうつりました"));
  await onBoard(fresh, "二階にうつりました");
  await delivered(resident, "received");
  await eventually("the resident holds the new key", async () =>
    (await resident.database.notices.toArray()).every(({ code }) => code !== "keyMissing"),
  );
  // What the stopped founder did before still stands.
  await onBoard(fresh, "一階にいます");
});

test("[KEY4] sheets that do not go together, an unknown association and no network restore nothing", async () => {
  const house = await createRelayHouse();
  const founder = await foundedOfficer(house);
  const [one, other] = [await kitOf(founder), await kitOf(founder)];
  const line = (kit: RecoveryKit, place: number) => kit.sheets[place]?.lines.join("") ?? "";
  const fresh = await openDevice(house);
  const failure = async (...sheets: TypedSheets) => {
    const restored = await fresh.engine.restore(restoring(sheets));
    return restored.ok ? undefined : restored.error.type;
  };
  expect(await failure(line(one, 0), line(one, 0))).toBe("sheetsWrong");
  expect(await failure(line(one, 0), line(other, 1))).toBe("sheetsWrong");
  expect(await failure(line(one, 0), "2")).toBe("sheetsWrong");
  house.isReachable = false;
  expect(await failure(line(one, 0), line(one, 1))).toBe("offline");
  house.isReachable = true;
  const elsewhere = await createRelayHouse();
  const stranger = await openDevice(elsewhere);
  expect(await stranger.engine.restore(restoring([line(one, 0), line(one, 1)]))).toMatchObject({
    error: { type: "associationUnknown" },
  });
  expect(await fresh.database.profile.get("me")).toBeUndefined();
  expect(await failure(line(one, 2), line(one, 1))).toBeUndefined();
});

test("[MEM5] [KEY3] a stopped phone's later reports wait for an officer, and only the others get the new keys", async () => {
  const house = await createRelayHouse();
  const officer = await foundedOfficer(house);
  const card = await cardFor(officer, RESIDENT);
  const lost = await joined(house, card);
  const other = await joined(house, await cardFor(officer, "白山 みどり"), "白山 みどり");
  const early = await cardFor(officer, "能登 すず");
  await confirmed(officer, lost);
  await openIncident(officer);
  await incidentOn(lost);
  await incidentOn(other);
  await lost.submit(tap("家にいます"));
  await onBoard(officer, "家にいます");

  // Without network: the statements are due later. The phone writes on, and knows of nothing.
  house.isReachable = false;
  const device = await idOf(lost);
  expect(await officer.engine.stopDevice({ device })).toMatchObject({ ok: true });
  await lost.submit(tap("避難所につきました"));
  await eventually(
    "the lost phone has sealed its report",
    async () => (await lost.database.ownReports.count()) === 2,
  );
  house.isReachable = true;
  await Promise.all([officer, lost, other].map(({ engine }) => engine.syncNow()));

  const held = await eventually("the report waits", async () => {
    const reports = await officer.engine.heldReports();
    return reports.ok ? reports.value[0] : undefined;
  });
  expect(held).toMatchObject({
    comment: "避難所につきました",
    isAdopted: false,
    incident: INCIDENT,
  });
  const rows = await officer.database.boardRows.toArray();
  const shown = rows.flatMap(({ reports }) => reports.map(({ comment }) => comment));
  expect(shown).toContain("家にいます");
  expect(shown).not.toContain("避難所につきました");

  await officer.submit({
    type: "publishCircular",
    circular: "0011223344556677" as never,
    title: "鍵をかえました",
    body: "",
    atMs: Date.now(),
  });
  await eventually("the other phone reads on", () =>
    other.database.circulars.filter(({ title }) => title === "鍵をかえました").first(),
  );
  expect(await lost.database.circulars.count()).toBe(0);

  // One tap takes the report over, as an officer's.
  const { incident, household, subjects, comment, place, means, reportedAtMs, recordId } = held;
  const adoption: ReportSafety = {
    ...{ type: "reportSafety", incident, household, subjects, comment, place, means },
    ...{ by: "officer", atMs: Date.now(), aboutMs: reportedAtMs, seen: [], corrects: [] },
  };
  await officer.submit(adoption, adoptionOf(recordId));
  await onBoard(officer, "避難所につきました");
  expect(await officer.engine.heldReports()).toMatchObject({ value: [{ isAdopted: true }] });

  // In person: a new card, and the household is back.
  const again = await joined(house, await cardAgain(officer, card.household));
  await again.submit(tap("あたらしい電話です"));
  await onBoard(officer, "あたらしい電話です");
  await eventually("the household that came back reads the circular", () =>
    again.database.circulars.toCollection().first(),
  );

  // A card printed before opens the older keys; an officer's device gives the newest.
  const late = await joined(house, early, "能登 すず");
  await eventually("the late household reads the circular", () =>
    late.database.circulars.toCollection().first(),
  );
});

test("[KEY4] the root seed leaves the device only when the kit is printed and there are two admins", async () => {
  const house = await createRelayHouse();
  const founder = await foundedOfficer(house);
  const second = await joined(house, await cardFor(founder, RESIDENT));
  const device = await idOf(second);
  await deviceView(founder, device);
  const notAllowed = { ok: false, error: { type: "notAllowed" } };
  // Nobody vouched for it yet.
  expect(await founder.engine.appoint({ device, role: "officer" })).toEqual(notAllowed);
  await confirmed(founder, second);
  expect(await founder.engine.appoint({ device, role: "officer" })).toMatchObject({ ok: true });
  await eventually("the new officer reads the roster", () =>
    second.database.households.filter(({ name }) => name === FOUNDER).first(),
  );
  // An officer makes no officers, and no admin without the root.
  expect(await second.engine.appoint({ device: await idOf(founder), role: "officer" })).toEqual(
    notAllowed,
  );
  expect(await second.engine.makeRecoveryKit()).toMatchObject({ error: { type: "rootNeeded" } });

  const kit = await kitOf(founder);
  expect(await founder.engine.confirmKitPrinted()).toMatchObject({ ok: true });
  expect(await founder.engine.wipeRootSeed()).toEqual(notAllowed);
  expect(await founder.engine.appoint({ device, role: "admin" })).toMatchObject({ ok: true });
  expect(await founder.engine.recoveryState()).toMatchObject({
    value: { holdsRootSeed: true, admins: 2, mayWipeRootSeed: true },
  });
  expect(await founder.engine.wipeRootSeed()).toMatchObject({ ok: true });
  await founder.restart();
  expect(await founder.engine.recoveryState()).toMatchObject({
    value: { holdsRootSeed: false, mayWipeRootSeed: false },
  });
  // From now on the root speaks through two sheets.
  expect(await founder.engine.stopDevice({ device })).toMatchObject({
    error: { type: "rootNeeded" },
  });
  const sheets = sheetsOf(kit);
  expect(await founder.engine.makeRecoveryKit(sheets)).toMatchObject({ ok: true });
  expect(await founder.engine.stopDevice({ device, sheets })).toMatchObject({ ok: true });
  expect((await founder.database.devices.get(device))?.isRevoked).toBe(true);
});

test("[KEY4] a kit is nowhere in the store", async () => {
  const house = await createRelayHouse();
  const founder = await foundedOfficer(house);
  const kit = await kitOf(founder);
  await founder.engine.confirmKitPrinted();
  const stored = JSON.stringify(await founder.database.keyValues.toArray());
  for (const { lines, qrText } of kit.sheets) {
    expect(stored).not.toContain(lines[0]);
    expect(stored).not.toContain(qrText.slice(20, 60));
  }
});
