import { expect, test } from "vitest";
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
import { createRelayHouse } from "./node-device.ts";

const COMMENT = "こちらは大丈夫です";

test("[DEL1] [DEL2] found, card, join by typed code, report: on the officer's board, and received", async () => {
  const house = await createRelayHouse();
  const officer = await foundedOfficer(house);
  const card = await cardFor(officer, RESIDENT);
  const resident = await openDevice(house);
  expect(await resident.engine.lookUpInvite(card.code)).toMatchObject({
    ok: true,
    value: { associationName: ASSOCIATION, mark: card.mark, isComplete: true },
  });
  expect(await resident.engine.join(joiningWith(card.code))).toEqual({
    ok: true,
    value: undefined,
  });
  expect((await resident.database.profile.get("me"))?.mark).toBe(card.mark);
  await openIncident(officer);
  await incidentOn(resident);
  await resident.submit(tap(COMMENT));
  await onBoard(officer, COMMENT);
  await delivered(resident, "received");
  expect((await resident.database.connection.get("relay"))?.state).toBe("connected");
  // What the relay logs names nobody. [REL8]
  for (const secret of [RESIDENT, "大丈夫", "ひばり"]) expect(house.logged()).not.toContain(secret);
});

test("[REL1] a relay that lost all its data gets everything again, and the report still arrives", async () => {
  const house = await createRelayHouse();
  const officer = await foundedOfficer(house);
  const card = await cardFor(officer, RESIDENT);
  const resident = await joined(house, card);
  await openIncident(officer);
  await incidentOn(resident);
  house.isReachable = false;
  await Promise.all([officer.engine.syncNow(), resident.engine.syncNow()]);
  await resident.submit(tap(COMMENT));
  await delivered(resident, "saved");
  await eventually("the app says it is offline", async () => {
    return (await resident.database.connection.get("relay"))?.state === "offline";
  });
  await house.wipe();
  await resident.restart();
  house.isReachable = true;
  await Promise.all([officer.engine.syncNow(), resident.engine.syncNow()]);
  await onBoard(officer, COMMENT);
  expect(await delivered(resident, "received")).toBe(true);
});

test("[MEM6] a QR joins without network; what was tapped before the first contact is not lost", async () => {
  const house = await createRelayHouse();
  const officer = await foundedOfficer(house);
  const card = await cardFor(officer, RESIDENT);
  await openIncident(officer);
  const resident = await openDevice(house);
  house.isReachable = false;
  expect(await resident.engine.join(joiningWith(card.qrText))).toEqual({
    ok: true,
    value: undefined,
  });
  expect((await resident.database.profile.get("me"))?.mark).toBe(card.mark);
  await resident.submit(tap(COMMENT));
  await resident.restart();
  house.isReachable = true;
  await Promise.all([officer.engine.syncNow(), resident.engine.syncNow()]);
  await onBoard(officer, COMMENT);
  await delivered(resident, "received");
});

test("founding and making cards need no relay; all is there as soon as one is", async () => {
  const house = await createRelayHouse();
  house.isReachable = false;
  const officer = await foundedOfficer(house);
  const card = await cardFor(officer, RESIDENT);
  const resident = await openDevice(house);
  expect(await resident.engine.join(joiningWith(card.code))).toEqual({
    ok: false,
    error: { type: "offline" },
  });
  house.isReachable = true;
  await officer.engine.syncNow();
  await eventually("the card is known to the relay", async () => {
    return (await resident.engine.join(joiningWith(card.code))).ok;
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
  await openIncident(officer);
  await eventually("the tap is sealed", async () => {
    return (await officer.database.intents.where("state").equals("stored").count()) === 0;
  });
  expect(house.requests()).toBe(before);
});
