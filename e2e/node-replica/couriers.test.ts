/** Neighbours who carry: whole engines, a whole relay, and a phone that never comes back. */
import { expect, test } from "vitest";
import { eventually } from "../browser/support/eventually.ts";
import {
  INCIDENT,
  RESIDENT,
  cardFor,
  foundedOfficer,
  incidentOn,
  joined,
  onBoard,
  openIncident,
  tap,
} from "./neighbourhood.ts";
import { type NodeDevice, type RelayHouse, createRelayHouse } from "./node-device.ts";

const COMMENT = "二階にいます";
const NEIGHBOUR = "野々市 次郎";

interface Street {
  readonly house: RelayHouse;
  readonly officer: NodeDevice;
  readonly neighbour: NodeDevice;
}

/** A report was handed to a neighbour without any network; then its phone's battery died. */
async function reportInOtherHands(): Promise<Street> {
  const house = await createRelayHouse();
  const officer = await foundedOfficer(house);
  const resident = await joined(house, await cardFor(officer, RESIDENT));
  const neighbour = await joined(house, await cardFor(officer, NEIGHBOUR), NEIGHBOUR);
  await openIncident(officer);
  await Promise.all([incidentOn(resident), incidentOn(neighbour)]);
  house.isReachable = false;
  await resident.submit(tap(COMMENT));
  const shown = await resident.engine.showReports(INCIDENT);
  resident.stop();
  const text = (shown.ok && shown.value.text) || "";
  expect(await neighbour.engine.takeIn(text)).toMatchObject({ value: { carried: 1, reports: [] } });
  return { house, officer, neighbour };
}

test("[MEET3] a neighbour brings the report of a phone whose battery is dead", async () => {
  const { house, officer, neighbour } = await reportInOtherHands();
  await neighbour.restart();
  house.isReachable = true;
  await Promise.all([officer.engine.syncNow(), neighbour.engine.syncNow()]);
  expect(await onBoard(officer, COMMENT)).toBe(true);
  // It keeps its copy a while, and carries it no more.
  await eventually("the receipt is here", async () => {
    await neighbour.engine.syncNow();
    const carried = await neighbour.database.carried.toArray();
    return carried.length === 1 && carried.every(({ receivedAtMs }) => receivedAtMs !== undefined);
  });
});

test("[MEET3] [REL1] a relay that loses what a neighbour brought gets it again", async () => {
  const { house, officer, neighbour } = await reportInOtherHands();
  // Nobody's receipt ends the carrying before the relay is lost.
  await officer.engine.setVisible(false);
  house.isReachable = true;
  await neighbour.engine.syncNow();
  await eventually("the relay has it", async () => {
    const carried = await neighbour.database.carried.toArray();
    return carried.length === 1 && carried.every(({ relays }) => relays.length === 1);
  });
  await house.wipe();
  await officer.engine.setVisible(true);
  await Promise.all([officer.engine.syncNow(), neighbour.engine.syncNow()]);
  expect(await onBoard(officer, COMMENT)).toBe(true);
});
