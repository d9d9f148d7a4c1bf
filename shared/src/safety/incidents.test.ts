import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { IncidentId } from "../base/ids.ts";
import { SECONDS_MAX } from "../records/fields.ts";
import type {
  Cause,
  IncidentChanged,
  IncidentLinked,
  IncidentOpened,
  IncidentOrigin,
} from "../records/record.ts";
import { type RecordedBy, deviceId, record } from "../testing/recorded.ts";
import { endedAtMs } from "./ended-at.ts";
import { incidentIdOf, utcHourOf } from "./incident-id.ts";
import {
  type IncidentRecord,
  foldIncidents,
  incidentShowing,
  nextChangeSeconds,
} from "./incidents.ts";

/** 2024-01-01 16:10:10 in Japan, the Noto earthquake: 07:10:10 UTC. */
const NOTO: IncidentOrigin = { type: "alert", eventId: "20240101161010" };
const NOTO_SECONDS = 1_704_093_010;
const NOTO_HOUR = utcHourOf(NOTO_SECONDS * 1000);
const OFFICER: RecordedBy = { device: 90, household: 9, isByOfficer: true };

const manual = (utcHour: number): IncidentOrigin => ({ type: "manual", utcHour });
const drill = (n: number): IncidentOrigin => ({ type: "drill", nonce: new Uint8Array(16).fill(n) });

let count = 0;
function opened(
  origin: IncidentOrigin,
  atSeconds: number,
  by: RecordedBy = {},
  cause: Cause = "earthquake",
) {
  count += 1;
  const incident = incidentIdOf(origin);
  const content: IncidentOpened = {
    kind: "incidentOpened",
    incident,
    origin,
    cause,
    title: "",
    atSeconds,
  };
  return record(count, content, by);
}
function changed(
  incident: IncidentId,
  change: IncidentChanged["change"],
  atSeconds: number,
  by: RecordedBy = OFFICER,
) {
  count += 1;
  return record(count, { kind: "incidentChanged", incident, change, atSeconds } as const, by);
}
function linked(
  incident: IncidentId,
  other: IncidentId,
  link: IncidentLinked["link"],
  atSeconds: number,
  by: RecordedBy = OFFICER,
) {
  count += 1;
  return record(count, { kind: "incidentLinked", incident, other, link, atSeconds } as const, by);
}
function only(records: readonly IncidentRecord[]) {
  const incidents = foldIncidents(records);
  expect(incidents).toHaveLength(1);
  return incidents[0]!;
}

describe("ids", () => {
  test("the same occasion has the same id on every device, and kinds never meet", () => {
    expect(incidentIdOf(manual(5))).toBe(incidentIdOf(manual(5)));
    expect(incidentIdOf(manual(5))).not.toBe(incidentIdOf(manual(6)));
    expect(incidentIdOf(manual(5))).toMatch(/^[0-9a-f]{16}$/);
  });
  test("a clock before 1970 counts as hour 0", () => {
    expect(utcHourOf(-1)).toBe(0);
    expect(utcHourOf(3_600_000)).toBe(1);
  });
});

describe("揺れました", () => {
  const hour = manual(NOTO_HOUR);
  const id = incidentIdOf(hour);

  test("is provisional, and shown to the devices that pressed it", () => {
    const incident = only([
      opened(hour, 200, { device: 1, household: 3 }),
      opened(hour, 100, { device: 2, household: 4 }),
    ]);
    expect(incident).toMatchObject({
      isProvisional: true,
      isOpen: true,
      isDrill: false,
      openedAtMs: 100_000,
    });
    expect(incident.openedByHouseholds).toEqual([3, 4]);
    expect(incident.openedByDevices).toEqual([deviceId(1), deviceId(2)]);
  });
  test("an officer confirms it; a resident cannot", () => {
    const opening = opened(hour, 100);
    expect(only([opening, changed(id, "confirmed", 150, {})]).isProvisional).toBe(true);
    expect(only([opening, changed(id, "confirmed", 150)]).isProvisional).toBe(false);
  });
  test("an officer who presses it confirms it", () => {
    expect(only([opened(hour, 100), opened(hour, 110, OFFICER)]).isProvisional).toBe(false);
  });
  test("the opener's device takes it back, for itself only", () => {
    const mine = opened(hour, 100, { device: 1, household: 3 });
    const other = opened(hour, 110, { device: 2, household: 4 });
    const cancelled = changed(id, "cancelled", 120, { device: 1, household: 3 });
    expect(only([mine, cancelled]).isOpen).toBe(false);
    expect(only([mine, other, cancelled])).toMatchObject({ isOpen: true, openedByHouseholds: [4] });
    const foreign = changed(id, "cancelled", 120, { device: 5 });
    expect(only([mine, foreign]).isOpen).toBe(true);
  });
  test("what an officer confirmed, its opener cannot take back", () => {
    const records = [
      opened(hour, 100),
      changed(id, "confirmed", 110),
      changed(id, "cancelled", 120, {}),
    ];
    expect(only(records)).toMatchObject({ isOpen: true, isProvisional: false });
  });
  test("pressed again after an officer closed it, it is open again, provisionally", () => {
    const closed = [opened(hour, 100), changed(id, "confirmed", 110), changed(id, "closed", 200)];
    expect(only(closed)).toMatchObject({ isOpen: false, closedAtMs: 200_000 });
    const again = [...closed, opened(hour, 300, { device: 7 })];
    expect(only(again)).toMatchObject({ isOpen: true, isProvisional: true });
  });
});

describe("an alert", () => {
  test("takes in what was opened by hand from one hour before to six hours after, by whole hours", () => {
    const alert = opened(NOTO, NOTO_SECONDS, OFFICER);
    const inside = (hours: number) =>
      foldIncidents([alert, opened(manual(NOTO_HOUR + hours), NOTO_SECONDS + hours * 3600)])
        .length === 1;
    expect([-2, -1, 0, 6, 7].map(inside)).toEqual([false, true, true, true, false]);
  });
  test("confirms what it takes in, and gives the joined incident its id", () => {
    const shaken = opened(manual(NOTO_HOUR), NOTO_SECONDS + 60, { household: 5 });
    const incident = only([shaken, opened(NOTO, NOTO_SECONDS + 90, OFFICER)]);
    expect(incident).toMatchObject({
      incident: incidentIdOf(NOTO),
      isProvisional: false,
      origin: "alert",
      openedByHouseholds: [5],
    });
    expect(incidentShowing([incident], shaken.content.incident)).toBe(incident);
  });
  test("an officer keeps apart, and joins again; a resident does neither", () => {
    const alert = opened(NOTO, NOTO_SECONDS, OFFICER);
    const shaken = opened(manual(NOTO_HOUR), NOTO_SECONDS);
    const [one, two] = [alert.content.incident, shaken.content.incident];
    const apart = linked(two, one, "apart", 10);
    expect(foldIncidents([alert, shaken, apart])).toHaveLength(2);
    expect(foldIncidents([alert, shaken, linked(one, two, "apart", 10, {})])).toHaveLength(1);
    expect(foldIncidents([alert, shaken, apart, linked(one, two, "same", 11)])).toHaveLength(1);
  });
  test("that was closed takes in nothing opened later: 揺れました would show nothing", () => {
    const alert = opened(NOTO, NOTO_SECONDS, OFFICER);
    const closed = changed(incidentIdOf(NOTO), "closed", NOTO_SECONDS + 3_000);
    const later = opened(manual(NOTO_HOUR + 2), NOTO_SECONDS + 7_200);
    expect(foldIncidents([alert, closed, later]).map(({ isOpen }) => isOpen)).toEqual([
      true,
      false,
    ]);
  });
  test("two alerts stay two, though one hand-opened incident lies near both", () => {
    const second: IncidentOrigin = { type: "alert", eventId: "20240101181010" };
    const records = [
      opened(NOTO, NOTO_SECONDS, OFFICER),
      opened(second, NOTO_SECONDS + 7_200, OFFICER),
      opened(manual(NOTO_HOUR + 2), NOTO_SECONDS + 7_300),
    ];
    const incidents = foldIncidents(records);
    expect(incidents).toHaveLength(2);
    expect(incidentShowing(incidents, incidentIdOf(manual(NOTO_HOUR + 2)))?.incident).toBe(
      incidentIdOf(second),
    );
  });
});

describe("drills", () => {
  const exercise = () => opened(drill(1), 1_000, OFFICER);
  const id = incidentIdOf(drill(1));
  const real = manual(4);

  test("only officers drill", () => {
    expect(foldIncidents([opened(drill(1), 1_000)])).toEqual([]);
    expect(only([exercise()])).toMatchObject({ isDrill: true, isProvisional: false, isOpen: true });
  });
  test("nothing joins across real and drill", () => {
    const records = [
      exercise(),
      opened(real, 1_000, OFFICER),
      linked(id, incidentIdOf(real), "same", 2_000),
    ];
    expect(foldIncidents(records)).toHaveLength(2);
  });
  test("a drill becomes real with all its reports, and stays so", () => {
    const records = [exercise(), changed(id, "becameReal", 1_500), changed(id, "confirmed", 1_600)];
    expect(only(records)).toMatchObject({
      incident: id,
      isDrill: false,
      isOpen: true,
      joined: [id],
    });
    expect(only([exercise(), changed(id, "becameReal", 1_500, {})]).isDrill).toBe(true);
  });
  test("a confirmed real incident ends it, for good; a provisional one does not", () => {
    const provisional = opened(real, 2_000);
    expect(foldIncidents([exercise(), provisional]).every(({ isOpen }) => isOpen)).toBe(true);
    const records = [exercise(), provisional, changed(incidentIdOf(real), "confirmed", 2_100)];
    const ended = foldIncidents(records);
    expect(ended.map(({ isDrill, isOpen }) => [isDrill, isOpen])).toEqual([
      [false, true],
      [true, false],
    ]);
    const afterwards = foldIncidents([...records, changed(incidentIdOf(real), "closed", 2_200)]);
    expect(afterwards.map(({ isOpen }) => isOpen)).toEqual([false, false]);
  });
});

test("[ERA1] [FORM3] a drill that a real check ended was over when word of that came, whatever year a member's clock was in", () => {
  const exercise = opened(drill(1), 1_000, { ...OFFICER, arrivedAtMs: 1_000_000 });
  const real = opened(manual(4), 900_000_000, { arrivedAtMs: 5_000_000 });
  const sure = changed(real.content.incident, "confirmed", 900_000_001);
  const ended = foldIncidents([exercise, real, sure]).find(({ isDrill }) => isDrill);
  expect(ended && endedAtMs(ended)).toBe(5_000_000);
});

test("a later decision outranks a fast clock's, when writers ask what they have seen", () => {
  const hour = manual(4);
  const fast = opened(hour, 999_999);
  const seconds = nextChangeSeconds(5_000, [fast], [fast.content.incident]);
  expect(seconds).toBe(1_000_000);
  expect(only([fast, changed(fast.content.incident, "closed", seconds)]).isOpen).toBe(false);
});

test("nobody makes an incident that officers cannot close, and open again, by a clock at the end of time", () => {
  const hour = manual(4);
  const id = incidentIdOf(hour);
  const records: IncidentRecord[] = [
    opened(hour, SECONDS_MAX),
    changed(id, "cancelled", SECONDS_MAX, { device: 2, household: 2 }),
  ];
  for (const change of ["closed", "reopened", "closed"] as const) {
    const seconds = nextChangeSeconds(5_000, records, [id]);
    expect(seconds).toBeLessThan(SECONDS_MAX);
    records.push(changed(id, change, seconds));
    expect(only(records).isOpen).toBe(change === "reopened");
  }
  expect(nextChangeSeconds(SECONDS_MAX * 2_000, records, [id])).toBe(SECONDS_MAX);
});

test("any order and duplication of the records gives the same incidents", () => {
  const origins = [NOTO, manual(NOTO_HOUR), manual(NOTO_HOUR + 3), manual(4), drill(1), drill(2)];
  const by = fc.constantFrom<RecordedBy>(
    { device: 1, household: 1 },
    { device: 2, household: 2 },
    OFFICER,
  );
  const seconds = fc.integer({ min: 0, max: 6 }).map((n) => NOTO_SECONDS + n * 1_800);
  const origin = fc.constantFrom(...origins);
  const any = fc.oneof(
    fc.tuple(origin, seconds, by).map(([a, s, b]) => opened(a, s, b)),
    fc
      .tuple(origin, origin, fc.constantFrom("same" as const, "apart" as const), seconds, by)
      .filter(([a, b]) => a !== b)
      .map(([a, b, link, s, who]) => linked(incidentIdOf(a), incidentIdOf(b), link, s, who)),
    fc
      .tuple(
        origin,
        fc.constantFrom("closed", "cancelled", "becameReal", "confirmed", "reopened"),
        seconds,
        by,
      )
      .map(([a, change, s, who]) =>
        changed(incidentIdOf(a), change as IncidentChanged["change"], s, who),
      ),
  );
  const world = fc.array(any, { maxLength: 14 }).chain((records) =>
    fc.tuple(
      fc.constant(records),
      fc
        .shuffledSubarray([...records, ...records], { minLength: 0 })
        .map((some) => [...some, ...records.toReversed()]),
    ),
  );
  fc.assert(
    fc.property(world, ([records, mixed]) => {
      const incidents = foldIncidents(records);
      expect(foldIncidents(mixed)).toEqual(incidents);
      const shown = incidents.flatMap(({ joined }) => joined);
      expect(new Set(shown).size).toBe(shown.length);
      for (const { isDrill, joined } of incidents) {
        const isReal = (id: IncidentId) =>
          records.some(
            ({ content, isByOfficer }) =>
              content.incident === id &&
              ((content.kind === "incidentOpened" && content.origin.type !== "drill") ||
                (content.kind === "incidentChanged" &&
                  content.change === "becameReal" &&
                  isByOfficer)),
          );
        expect(joined.map(isReal)).toEqual(joined.map(() => !isDrill));
      }
    }),
    { numRuns: 1_000 },
  );
});
