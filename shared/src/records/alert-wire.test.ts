import { expect, test } from "vitest";
import { type CborValue, encodeCbor } from "../base/cbor.ts";
import { eventSecondsOf } from "./event-id.ts";
import { incidentIdOf } from "./incident-id.ts";
import { KIND } from "./payload-read.ts";
import { decodePayload, encodePayload } from "./payload.ts";
import { ALERT_PLACES_MAX, type Alert } from "./record.ts";

const EVENT = "20240101161010";
const decoded = (...fields: CborValue[]) => decodePayload(encodeCbor([KIND.alert, ...fields]));

test("[ENT5] an alert is read as it was written, and its incident follows from JMA's EventID", () => {
  const alert: Alert = {
    kind: "alert",
    incident: incidentIdOf({ type: "alert", eventId: EVENT }),
    eventId: EVENT,
    state: "issued",
    issuedSeconds: 1_704_093_100,
    observed: [
      { intensity: "noReading", places: [1720400] },
      { intensity: "5+", places: [391, 1720100] },
    ],
  };
  expect(decodePayload(encodePayload(alert))).toEqual(alert);
});

test("[ENT5] what has two forms, is over a limit or names no earthquake is refused whole", () => {
  expect(decoded(EVENT, 0, 1, [[3, [391]]])).toMatchObject({ kind: "alert" });
  expect(decoded(EVENT, 1, 1, [])).toMatchObject({ state: "cancelled" });
  const tooMany = Array.from({ length: ALERT_PLACES_MAX + 1 }, (_, n) => 100 + n);
  const refused: readonly CborValue[][] = [
    ["2024010116101", 0, 1, [[3, [391]]]],
    ["20241301161010", 0, 1, [[3, [391]]]],
    ["2024010116101x", 0, 1, [[3, [391]]]],
    [EVENT, 2, 1, [[3, [391]]]],
    [EVENT, 0, 1, []],
    [EVENT, 1, 1, [[3, [391]]]],
    [EVENT, 0, 1, [[3, []]]],
    [EVENT, 0, 1, [[8, [391]]]],
    [
      EVENT,
      0,
      1,
      [
        [2, [391]],
        [3, [1720100]],
      ],
    ],
    [
      EVENT,
      0,
      1,
      [
        [3, [391]],
        [3, [1720100]],
      ],
    ],
    [EVENT, 0, 1, [[3, [1720100, 391]]]],
    [EVENT, 0, 1, [[3, [391, 391]]]],
    [EVENT, 0, 1, [[3, [99]]]],
    [EVENT, 0, 1, [[3, tooMany]]],
    [EVENT, 0, 1, [[3, [391]]], 0],
  ];
  for (const fields of refused) expect([fields, decoded(...fields)]).toEqual([fields, undefined]);
});

test("[STR2] an EventID is a time in Japan; what is none is no earthquake", () => {
  expect(eventSecondsOf(EVENT)).toBe(Date.UTC(2024, 0, 1, 7, 10, 10) / 1000);
  expect(eventSecondsOf("20240229235959")).toBe(Date.UTC(2024, 1, 29, 14, 59, 59) / 1000);
  for (const text of [
    "",
    "2024",
    "20240001000000",
    "20240132000000",
    "20240101240000",
    "19600101000000",
  ])
    expect(eventSecondsOf(text)).toBeUndefined();
});
