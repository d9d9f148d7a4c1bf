import { afterEach, expect, test } from "vitest";
import type { InviteCard, ReportSafety } from "@tomoshibi/client/engine/api.ts";
import { incidentIdOf, utcHourOf } from "@tomoshibi/shared/safety/incident-id.ts";
import { eventually } from "../browser/support/eventually.ts";
import { type NodeDevice, type RelayHouse, createRelayHouse, startDevice } from "./node-device.ts";

const devices: NodeDevice[] = [];
afterEach(() => {
  for (const device of devices.splice(0)) device.stop();
});

const REPRESENTATIVE = "金沢 太郎";
const ORIGIN = { type: "manual", utcHour: utcHourOf(Date.now()) } as const;
const INCIDENT = incidentIdOf(ORIGIN);

async function openDevice(house: RelayHouse): Promise<NodeDevice> {
  const device = await startDevice(house);
  devices.push(device);
  return device;
}

async function foundedOfficer(house: RelayHouse): Promise<NodeDevice> {
  const officer = await openDevice(house);
  const founded = await officer.engine.found({
    associationName: "ひばり町会",
    group: 1,
    representative: "石川 花",
    isDemo: false,
  });
  expect(founded).toEqual({ ok: true, value: undefined });
  return officer;
}

async function cardFor(officer: NodeDevice, name: string): Promise<InviteCard> {
  const empty = { kana: "", phone: "", address: "", careNeeds: "" };
  await officer.submit({
    type: "saveHouseholds",
    households: [{ number: undefined, group: 3, name, ...empty }],
  });
  const household = await eventually("the household stands on the roster", () =>
    officer.database.households.filter((row) => row.name === name).first(),
  );
  const cards = await officer.engine.makeInviteCards([household.number]);
  if (!cards.ok || cards.value[0] === undefined) throw new Error("no card was made");
  return cards.value[0];
}

function joining(codeOrQr: string) {
  return { codeOrQr, group: 3, representative: REPRESENTATIVE, purposeVersion: 1 };
}

function tap(): ReportSafety {
  return {
    type: "reportSafety",
    incident: INCIDENT,
    household: undefined,
    subjects: [{ subject: "self", status: "safe" }],
    comment: "こちらは大丈夫です",
    place: undefined,
    by: "self",
    means: "app",
    atMs: Date.now(),
    aboutMs: undefined,
    seen: [],
    corrects: [],
  };
}

async function openRealIncident(officer: NodeDevice): Promise<void> {
  const atMs = Date.now();
  await officer.submit({
    type: "openIncident",
    incident: INCIDENT,
    origin: ORIGIN,
    cause: "earthquake",
    title: "",
    atMs,
  });
}

const incidentOn = (device: NodeDevice) =>
  eventually("the incident is shown", () =>
    device.database.incidents.filter(({ isShown }) => isShown).first(),
  );

const boardComment = (officer: NodeDevice) =>
  eventually("the report stands on the board", async () => {
    const rows = await officer.database.boardRows.toArray();
    return rows
      .flatMap(({ reports }) => reports.map(({ comment }) => comment))
      .find((comment) => comment !== "");
  });

const delivery = (device: NodeDevice, wanted: string) =>
  eventually(`the report is ${wanted}`, async () => {
    const reports = await device.database.ownReports.toArray();
    return reports.length > 0 && reports.every((report) => report.delivery === wanted);
  });

test("[DEL1] [DEL2] found, card, join by typed code, report: on the officer's board, and received", async () => {
  const house = await createRelayHouse();
  const officer = await foundedOfficer(house);
  const card = await cardFor(officer, REPRESENTATIVE);
  const resident = await openDevice(house);
  expect(await resident.engine.lookUpInvite(card.code)).toMatchObject({
    ok: true,
    value: { associationName: "ひばり町会", mark: card.mark, isComplete: true },
  });
  expect(await resident.engine.join(joining(card.code))).toEqual({ ok: true, value: undefined });
  expect((await resident.database.profile.get("me"))?.mark).toBe(card.mark);
  await openRealIncident(officer);
  await incidentOn(resident);
  await resident.submit(tap());
  expect(await boardComment(officer)).toBe("こちらは大丈夫です");
  await delivery(resident, "received");
  expect((await resident.database.connection.get("relay"))?.state).toBe("connected");
  // What the relay logs names nobody. [REL8]
  for (const secret of [REPRESENTATIVE, "大丈夫", "ひばり"])
    expect(house.logged()).not.toContain(secret);
});

test("[REL1] a relay that lost all its data gets everything again, and the report still arrives", async () => {
  const house = await createRelayHouse();
  const officer = await foundedOfficer(house);
  const card = await cardFor(officer, REPRESENTATIVE);
  const resident = await openDevice(house);
  expect((await resident.engine.join(joining(card.code))).ok).toBe(true);
  await openRealIncident(officer);
  await incidentOn(resident);
  house.isReachable = false;
  await Promise.all([officer.engine.syncNow(), resident.engine.syncNow()]);
  await resident.submit(tap());
  await delivery(resident, "saved");
  await eventually("the app says it is offline", async () => {
    return (await resident.database.connection.get("relay"))?.state === "offline";
  });
  await house.wipe();
  await resident.restart();
  house.isReachable = true;
  await Promise.all([officer.engine.syncNow(), resident.engine.syncNow()]);
  expect(await boardComment(officer)).toBe("こちらは大丈夫です");
  await delivery(resident, "received");
});

test("[MEM6] a QR joins without network; what was tapped before the first contact is not lost", async () => {
  const house = await createRelayHouse();
  const officer = await foundedOfficer(house);
  const card = await cardFor(officer, REPRESENTATIVE);
  await openRealIncident(officer);
  const resident = await openDevice(house);
  house.isReachable = false;
  expect(await resident.engine.join(joining(card.qrText))).toEqual({ ok: true, value: undefined });
  expect((await resident.database.profile.get("me"))?.mark).toBe(card.mark);
  await resident.submit(tap());
  await resident.restart();
  house.isReachable = true;
  await Promise.all([officer.engine.syncNow(), resident.engine.syncNow()]);
  expect(await boardComment(officer)).toBe("こちらは大丈夫です");
  await delivery(resident, "received");
});

test("founding and making cards need no relay; all is there as soon as one is", async () => {
  const house = await createRelayHouse();
  house.isReachable = false;
  const officer = await foundedOfficer(house);
  const card = await cardFor(officer, REPRESENTATIVE);
  const resident = await openDevice(house);
  expect(await resident.engine.join(joining(card.code))).toEqual({
    ok: false,
    error: { type: "offline" },
  });
  house.isReachable = true;
  await officer.engine.syncNow();
  await eventually("the card is known to the relay", async () => {
    return (await resident.engine.join(joining(card.code))).ok;
  });
});

test("hidden devices ask the relay nothing", async () => {
  const house = await createRelayHouse();
  const officer = await foundedOfficer(house);
  await eventually("the first contact is over", async () => {
    const row = await officer.database.connection.get("relay");
    return row?.state === "connected" && row.unsent === 0;
  });
  await officer.engine.setVisible(false);
  const before = house.requests();
  await openRealIncident(officer);
  await eventually("the tap is sealed", async () => {
    return (await officer.database.intents.where("state").equals("stored").count()) === 0;
  });
  expect(house.requests()).toBe(before);
});
