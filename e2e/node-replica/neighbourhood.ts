/** The people of these tests and what they do with their devices: each step waits for what its person would see. */
import { expect, onTestFinished } from "vitest";
import type { InviteCard, ReportSafety } from "@tomoshibi/client/engine/api.ts";
import { incidentIdOf, utcHourOf } from "@tomoshibi/shared/safety/incident-id.ts";
import { eventually } from "../browser/support/eventually.ts";
import { type NodeDevice, type RelayHouse, startDevice } from "./node-device.ts";

export const ASSOCIATION = "ひばり町会";
export const FOUNDER = "石川 花";
export const RESIDENT = "金沢 太郎";
const ORIGIN = { type: "manual", utcHour: utcHourOf(Date.now()) } as const;
/** The earthquake of these tests. */
export const INCIDENT = incidentIdOf(ORIGIN);

/** A device that is stopped when the test is over. */
export async function openDevice(
  house: Pick<RelayHouse, "fetch">,
  relayUrl?: string,
): Promise<NodeDevice> {
  const device = await startDevice(house, relayUrl);
  onTestFinished(() => device.stop());
  return device;
}

/** 町会をつくる. */
export async function foundedOfficer(house: Pick<RelayHouse, "fetch">): Promise<NodeDevice> {
  const officer = await openDevice(house);
  const founded = await officer.engine.found({
    associationName: ASSOCIATION,
    group: 1,
    representative: FOUNDER,
    isDemo: false,
  });
  expect(founded).toEqual({ ok: true, value: undefined });
  return officer;
}

/** Puts a household on the roster and makes its card. */
export async function cardFor(officer: NodeDevice, name: string): Promise<InviteCard> {
  const empty = { kana: "", phone: "", address: "", careNeeds: "" };
  await officer.submit({
    type: "saveHouseholds",
    households: [{ number: undefined, group: 3, name, ...empty }],
  });
  const household = await eventually("the household stands on the roster", () =>
    officer.database.households.filter((row) => row.name === name).first(),
  );
  return cardAgain(officer, household.number);
}

/** A new card for a household that is on the roster. */
export async function cardAgain(officer: NodeDevice, household: number): Promise<InviteCard> {
  const cards = await officer.engine.makeInviteCards([household]);
  if (!cards.ok || cards.value[0] === undefined) throw new Error("no card was made");
  return cards.value[0];
}

/** What who joins gives, for the typed code of a card or its QR. */
export function joiningWith(codeOrQr: string, representative: string = RESIDENT) {
  return { codeOrQr, group: 3, representative, purposeVersion: 1 };
}

/** A new device, joined by a card's typed code. */
export async function joined(
  house: Pick<RelayHouse, "fetch">,
  card: InviteCard,
  representative: string = RESIDENT,
): Promise<NodeDevice> {
  const device = await openDevice(house);
  const answer = await device.engine.join(joiningWith(card.code, representative));
  expect(answer).toEqual({ ok: true, value: undefined });
  return device;
}

/** 安否確認をはじめる: the earthquake of {@link INCIDENT}. */
export async function openIncident(officer: NodeDevice): Promise<void> {
  await officer.submit({
    type: "openIncident",
    incident: INCIDENT,
    origin: ORIGIN,
    cause: "earthquake",
    title: "",
    atMs: Date.now(),
  });
}

/** Waits until a device shows an incident. */
export const incidentOn = (device: NodeDevice) =>
  eventually("the incident is shown", () =>
    device.database.incidents.filter(({ isShown }) => isShown).first(),
  );

/** 無事です, with a comment to know it again by. */
export function tap(comment: string): ReportSafety {
  return {
    type: "reportSafety",
    incident: INCIDENT,
    household: undefined,
    subjects: [{ subject: "self", status: "safe" }],
    comment,
    place: undefined,
    by: "self",
    means: "app",
    atMs: Date.now(),
    aboutMs: undefined,
    seen: [],
    corrects: [],
  };
}

/** Waits until a report with this comment stands on an officer's board. */
export const onBoard = (officer: NodeDevice, comment: string) =>
  eventually(`「${comment}」 stands on the board`, async () => {
    const rows = await officer.database.boardRows.toArray();
    return rows.some(({ reports }) => reports.some((report) => report.comment === comment));
  });

/** Waits until all of a device's reports, at least `count`, have come this far. */
export const delivered = (
  device: NodeDevice,
  wanted: "saved" | "relayed" | "received",
  count = 1,
) =>
  eventually(`${count} reports are ${wanted}`, async () => {
    const reports = await device.database.ownReports.toArray();
    return reports.length >= count && reports.every(({ delivery }) => delivery === wanted);
  });
