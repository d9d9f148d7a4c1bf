import { expect, test } from "vitest";
import { incidentId } from "../testing/recorded.ts";
import { incidentForForm } from "./form-incident.ts";
import type { Incident } from "./incident-types.ts";

const NOW = 1_775_088_000_000;

const HOUR_MS = 3_600_000;
const NOON = 1_775_001_600_000;

const incident = (number: number, changes: Partial<Incident>): Incident => ({
  ...{ incident: incidentId(number), joined: [], origin: "manual", cause: "earthquake", title: "" },
  ...{ isDrill: false, isProvisional: false, isOpen: true, openedAtMs: NOON },
  ...{ closedAtMs: undefined, openedByHouseholds: [], openedByDevices: [] },
  ...changes,
});

const REAL = incident(1, {});
const DRILL = incident(2, { isDrill: true, origin: "drill", openedAtMs: NOON - HOUR_MS });

test("[FORM3] a form that came while the real thing was open is about it, a drill or not", () => {
  expect(incidentForForm([DRILL, REAL], NOON + HOUR_MS, NOW)).toBe(REAL);
  expect(incidentForForm([DRILL], NOON + HOUR_MS, NOW)).toBe(DRILL);
});

test("[FORM3] who answered before the officers opened is not lost on a drill", () => {
  expect(incidentForForm([DRILL, REAL], NOON - HOUR_MS / 2, NOW)).toBe(REAL);
});

test("[FORM3] what came long before, or after the end, is about none", () => {
  expect(incidentForForm([REAL], NOON - 25 * HOUR_MS, NOW)).toBeUndefined();
  const closed = incident(3, { isOpen: false, closedAtMs: NOON + HOUR_MS });
  expect(incidentForForm([closed], NOON + HOUR_MS / 2, NOW)).toBe(closed);
  expect(incidentForForm([closed], NOON + 2 * HOUR_MS, NOW)).toBeUndefined();
  expect(incidentForForm([], NOON, NOW)).toBeUndefined();
});

test("[FORM3] of several the confirmed one, then the newest", () => {
  const later = incident(4, { openedAtMs: NOON + HOUR_MS });
  const provisional = incident(5, { isProvisional: true, openedAtMs: NOON + 2 * HOUR_MS });
  expect(incidentForForm([REAL, provisional, later], NOON + 3 * HOUR_MS, NOW)).toBe(later);
});

test("[FORM3] [DEL1] a call is not proposed for a drill because some member's clock, or lie, puts the real check years ahead", () => {
  const ahead = NOW + 900 * 24 * HOUR_MS;
  const real = incident(6, { openedAtMs: ahead });
  // It ends the drill, by what it says of the time.
  const drill = { ...DRILL, isOpen: false, closedAtMs: ahead };
  expect(incidentForForm([drill, real], NOW - HOUR_MS, NOW)).toBe(real);
  const end = { arrivedAtMs: NOW, saidAtMs: ahead, isByOfficer: true };
  const closed = { ...real, isOpen: false, closedAtMs: ahead, ended: end };
  expect(incidentForForm([drill, closed], NOW - HOUR_MS, NOW)).toBe(closed);
});
