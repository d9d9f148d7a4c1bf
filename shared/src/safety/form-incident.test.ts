import { expect, test } from "vitest";
import { incidentId } from "../testing/recorded.ts";
import { incidentForForm } from "./form-incident.ts";
import type { Incident } from "./incident-types.ts";

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
  expect(incidentForForm([DRILL, REAL], NOON + HOUR_MS)).toBe(REAL);
  expect(incidentForForm([DRILL], NOON + HOUR_MS)).toBe(DRILL);
});

test("[FORM3] who answered before the officers opened is not lost on a drill", () => {
  expect(incidentForForm([DRILL, REAL], NOON - HOUR_MS / 2)).toBe(REAL);
});

test("[FORM3] what came long before, or after the end, is about none", () => {
  expect(incidentForForm([REAL], NOON - 25 * HOUR_MS)).toBeUndefined();
  const closed = incident(3, { isOpen: false, closedAtMs: NOON + HOUR_MS });
  expect(incidentForForm([closed], NOON + HOUR_MS / 2)).toBe(closed);
  expect(incidentForForm([closed], NOON + 2 * HOUR_MS)).toBeUndefined();
  expect(incidentForForm([], NOON)).toBeUndefined();
});

test("[FORM3] of several the confirmed one, then the newest", () => {
  const later = incident(4, { openedAtMs: NOON + HOUR_MS });
  const provisional = incident(5, { isProvisional: true, openedAtMs: NOON + 2 * HOUR_MS });
  expect(incidentForForm([REAL, provisional, later], NOON + 3 * HOUR_MS)).toBe(later);
});
