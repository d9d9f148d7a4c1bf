import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { IncidentId } from "../base/ids.ts";
import { eventSecondsOf } from "../records/event-id.ts";
import { incidentIdOf, utcHourOf } from "../records/incident-id.ts";
import type { Alert, IncidentChanged, Intensity } from "../records/record.ts";
import { type RecordedBy, deviceId, record } from "../testing/recorded.ts";
import { ALERT_EVENTS_MAX, ALERT_INCIDENTS_MAX, type AlertRule, foldAlerts } from "./alerts.ts";
import { type IncidentRecord, foldIncidents } from "./incidents.ts";

const CITY = 1_720_100;
const AREA = 391;
const BEACON = 70;
const NOTO = "20240101161010";
const OFFICER: RecordedBy = { device: 90, household: 9, isByOfficer: true };
const RULE: AlertRule = {
  revision: 1,
  sinceSeconds: 1_000_000_000,
  beacon: "be".repeat(32),
  beaconDevice: deviceId(BEACON),
  city: CITY,
  cityName: "金沢市",
  area: AREA,
  threshold: "5-",
};

let count = 0;
function alert(
  eventId: string,
  intensity: Intensity | undefined,
  { place = CITY, after = 60, device = BEACON } = {},
) {
  count += 1;
  const content: Alert = {
    kind: "alert",
    incident: idOf(eventId),
    eventId,
    state: intensity === undefined ? "cancelled" : "issued",
    issuedSeconds: secondsOf(eventId) + after,
    observed: intensity === undefined ? [] : [{ intensity, places: [place] }],
  };
  return record(count, content, { device });
}
function changed(incident: IncidentId, change: IncidentChanged["change"], atSeconds: number) {
  count += 1;
  return record(count, { kind: "incidentChanged", incident, change, atSeconds } as const, OFFICER);
}
function shaken(utcHour: number, atSeconds: number) {
  count += 1;
  const origin = { type: "manual", utcHour } as const;
  const incident = incidentIdOf(origin);
  const content = {
    kind: "incidentOpened",
    incident,
    origin,
    cause: "earthquake",
    title: "",
    atSeconds,
  } as const;
  return record(count, content, { device: 5, household: 5 });
}
function fold(
  alerts: readonly ReturnType<typeof alert>[],
  {
    rules = [RULE],
    about = [] as readonly IncidentRecord[],
    reported = [] as readonly string[],
  } = {},
) {
  const hasReport = (incident: IncidentId) => reported.includes(incident);
  const told = foldAlerts(alerts, { rules, about, hasReport });
  return { ...told, incidents: foldIncidents([...about, ...told.records]) };
}
const idOf = (eventId: string) => incidentIdOf({ type: "alert", eventId });
const secondsOf = (eventId: string) => eventSecondsOf(eventId) ?? 0;
const laterBy = (eventId: string, seconds: number) =>
  new Date((secondsOf(eventId) + 9 * 3600 + seconds) * 1000)
    .toISOString()
    .replace(/\D/g, "")
    .slice(0, 14);
const open = (told: ReturnType<typeof fold>) =>
  told.incidents.filter(({ isOpen }) => isOpen).map(({ incident }) => incident);

describe("an earthquake at the association's place", () => {
  test("[STR2] at the threshold or above opens an incident that is nobody's to confirm, under JMA's EventID", () => {
    const told = fold([alert(NOTO, "5-")]);
    expect(told.incidents).toMatchObject([
      {
        ...{ incident: idOf(NOTO), origin: "alert", isOpen: true, isProvisional: false },
        ...{ isDrill: false, openedAtMs: secondsOf(NOTO) * 1000, openedByHouseholds: [] },
      },
    ]);
    expect(told.eventsByIncident.get(idOf(NOTO))).toMatchObject([
      { intensity: "5-", isOfArea: false, cityName: "金沢市", isCancelled: false },
    ]);
  });
  test("[STR2] below it is told, and opens nothing; elsewhere it is not even told", () => {
    const told = fold([alert(NOTO, "4"), alert(laterBy(NOTO, 9_999), "7", { place: 1_720_200 })]);
    expect(told.incidents).toEqual([]);
    expect(told.news).toMatchObject([{ incident: idOf(NOTO), intensity: "4" }]);
  });
  test("[STR2] where nothing came from, 5弱 is presumed", () => {
    expect(open(fold([alert(NOTO, "noReading")]))).toEqual([idOf(NOTO)]);
  });
  test("[STR2] the area's 震度速報 asks before the municipality is known, and a weaker 震度 there takes nothing back", () => {
    const early = alert(NOTO, "6-", { place: AREA, after: 90 });
    const exact = alert(NOTO, "4", { after: 400 });
    expect(fold([early]).eventsByIncident.get(idOf(NOTO))?.[0]).toMatchObject({ isOfArea: true });
    const told = fold([exact, early]);
    expect(open(told)).toEqual([idOf(NOTO)]);
    expect(told.eventsByIncident.get(idOf(NOTO))?.[0]).toMatchObject({
      intensity: "4",
      isOfArea: false,
    });
  });
});

describe("whose word counts", () => {
  test("[STR1] nobody's but the beacon's that officers named, and no key's while none is named", () => {
    expect(open(fold([alert(NOTO, "7", { device: 71 })]))).toEqual([]);
    const nobody = { ...RULE, beacon: "", beaconDevice: "" };
    expect(open(fold([alert(NOTO, "7")], { rules: [nobody] }))).toEqual([]);
    expect(open(fold([alert(NOTO, "7")], { rules: [] }))).toEqual([]);
  });
  test("[STR2] a word of officers counts for what shook after it: none opens the past, none takes an incident back", () => {
    const at = secondsOf(NOTO);
    expect(open(fold([alert(NOTO, "7")], { rules: [{ ...RULE, sinceSeconds: at + 1 }] }))).toEqual(
      [],
    );
    const off = { ...RULE, revision: 2, sinceSeconds: at + 600, beacon: "", beaconDevice: "" };
    expect(open(fold([alert(NOTO, "7")], { rules: [off, RULE] }))).toEqual([idOf(NOTO)]);
    expect(open(fold([alert(laterBy(NOTO, 900), "7")], { rules: [off, RULE] }))).toEqual([]);
  });
  test("[STR2] a rule written by a clock years ahead has no last word: the next one counts at once", () => {
    const ahead = { ...RULE, sinceSeconds: secondsOf(NOTO) + 1e8, threshold: "7" as const };
    const next = { ...RULE, revision: 2 };
    expect(open(fold([alert(NOTO, "5-")], { rules: [next, ahead] }))).toEqual([idOf(NOTO)]);
    expect(open(fold([alert(laterBy(NOTO, 2e8), "5-")], { rules: [next, ahead] }))).toHaveLength(1);
  });
});

describe("a cancellation", () => {
  test("[STR2] leaves a line where nobody had spoken, and the incident where somebody had", () => {
    const alerts = [alert(NOTO, "6+"), alert(NOTO, undefined, { after: 300 })];
    expect(fold(alerts)).toMatchObject({ incidents: [], news: [{ isCancelled: true }] });
    const spoken = fold(alerts, { reported: [idOf(NOTO)] });
    expect(open(spoken)).toEqual([idOf(NOTO)]);
    expect(spoken.eventsByIncident.get(idOf(NOTO))?.[0]).toMatchObject({ isCancelled: true });
    const confirmed = fold(alerts, { about: [changed(idOf(NOTO), "confirmed", 1_704_093_500)] });
    expect(open(confirmed)).toEqual([idOf(NOTO)]);
  });
  test("[STR2] is taken back by what is issued after it", () => {
    const alerts = [alert(NOTO, undefined, { after: 300 }), alert(NOTO, "5-", { after: 600 })];
    expect(open(fold(alerts))).toEqual([idOf(NOTO)]);
  });
});

describe("aftershocks", () => {
  const NEXT = laterBy(NOTO, 500);
  test("[STR2] a weaker one within six hours is told beside the question that is open", () => {
    const told = fold([alert(NOTO, "6+"), alert(NEXT, "5+")]);
    expect(open(told)).toEqual([idOf(NOTO)]);
    expect(told.eventsByIncident.get(idOf(NOTO))).toMatchObject([
      { intensity: "6+" },
      { intensity: "5+" },
    ]);
  });
  test("[STR2] a stronger one, one after six hours, and one after the end ask anew", () => {
    expect(open(fold([alert(NOTO, "5-"), alert(NEXT, "6+")]))).toHaveLength(2);
    expect(open(fold([alert(NOTO, "6+"), alert(laterBy(NOTO, 6 * 3600 + 1), "5+")]))).toHaveLength(
      2,
    );
    const about = [changed(idOf(NOTO), "closed", secondsOf(NOTO) + 400)];
    expect(open(fold([alert(NOTO, "6+"), alert(NEXT, "5+")], { about }))).toEqual([idOf(NEXT)]);
  });
  test("[STR2] what was reported in one before the first was known stands in the one incident", () => {
    const told = fold([alert(NOTO, "6+"), alert(NEXT, "5+")], { reported: [idOf(NEXT)] });
    expect(told.incidents).toMatchObject([{ joined: [idOf(NOTO), idOf(NEXT)].toSorted() }]);
  });
  test("[STR2] an officer keeps them apart", () => {
    count += 1;
    const link = {
      kind: "incidentLinked",
      incident: idOf(NEXT),
      other: idOf(NOTO),
      link: "apart",
    } as const;
    const about = [record(count, { ...link, atSeconds: 9 }, OFFICER)];
    expect(open(fold([alert(NOTO, "6+"), alert(NEXT, "5+")], { about }))).toHaveLength(2);
  });
});

describe("what people opened by hand", () => {
  test("[STR2] from one hour before to six hours after is shown inside it, and after its end stands alone", () => {
    const hour = utcHourOf(secondsOf(NOTO) * 1000);
    const inside = (hours: number) =>
      fold([alert(NOTO, "6+")], { about: [shaken(hour + hours, secondsOf(NOTO) + hours * 3600)] })
        .incidents.length === 1;
    expect([-2, -1, 0, 6, 7].map(inside)).toEqual([false, true, true, true, false]);
    const closed = changed(idOf(NOTO), "closed", secondsOf(NOTO) + 3_000);
    const about = [closed, shaken(hour + 2, secondsOf(NOTO) + 7_200)];
    expect(open(fold([alert(NOTO, "6+")], { about }))).toHaveLength(1);
  });
  test("[STR2] what was closed by the name of an aftershock that was joined is closed for 揺れました too", () => {
    const next = laterBy(NOTO, 500);
    const hour = utcHourOf(secondsOf(NOTO) * 1000) + 2;
    const about = [
      changed(idOf(next), "closed", secondsOf(NOTO) + 3_000),
      shaken(hour, secondsOf(NOTO) + 7_200),
    ];
    const told = fold([alert(NOTO, "6+"), alert(next, "5+")], { about, reported: [idOf(NOTO)] });
    expect(told.incidents.map(({ isOpen }) => isOpen)).toEqual([true, false]);
    expect(told.incidents[0]?.origin).toBe("manual");
  });
});

describe("a beacon that lies", () => {
  test("[STR1] has so many questions before people that nobody answered, and takes none away that somebody did", () => {
    const alerts = Array.from({ length: 40 }, (_, n) => alert(laterBy(NOTO, n * 30_000), "7"));
    const first = alerts[0]!.content.incident;
    expect(open(fold(alerts))).toHaveLength(ALERT_INCIDENTS_MAX);
    expect(open(fold(alerts))).toContain(alerts.at(-1)!.content.incident);
    expect(open(fold(alerts, { reported: [first] }))).toContain(first);
  });
  test("[STR1] tells of the first and the newest earthquakes, though it says that it shook each second", () => {
    const alerts = Array.from({ length: 5_000 }, (_, n) => alert(laterBy(NOTO, n), "7"));
    const about = Array.from({ length: 50 }, (_, n) =>
      changed(idOf(laterBy(NOTO, n)), "confirmed", 9),
    );
    const told = fold(alerts, { about });
    expect(open(told)).toHaveLength(1);
    const events = told.eventsByIncident.get(idOf(NOTO)) ?? [];
    expect(events).toHaveLength(ALERT_EVENTS_MAX);
    expect(events[0]?.incident).toBe(idOf(NOTO));
    expect(events.at(-1)?.incident).toBe(alerts.at(-1)?.content.incident);
    expect(told.eventsByIncident.get(idOf(laterBy(NOTO, 9)))).toBe(events);
  });
  test("[STR1] may say one thing as often as it likes", () => {
    const one = alert(NOTO, "7");
    const alerts = Array.from({ length: 200_000 }, (_, n) => ({
      ...one,
      entryId: `${n}` as typeof one.entryId,
    }));
    expect(open(fold(alerts))).toEqual([idOf(NOTO)]);
  });
  test("[STR1] closes and cancels nothing that people opened", () => {
    const hour = utcHourOf(secondsOf(NOTO) * 1000);
    const about = [
      shaken(hour, secondsOf(NOTO)),
      changed(incidentIdOf({ type: "manual", utcHour: hour }), "confirmed", 9),
    ];
    for (const alerts of [[alert(NOTO, undefined)], [alert(NOTO, "7"), alert(NOTO, undefined)]])
      expect(open(fold(alerts, { about }))).toHaveLength(1);
  });
});

test("[G15] any order and duplication of alerts and words gives the same answer", () => {
  const anyAlert = fc
    .record({
      at: fc.constantFrom(0, 500, 600, 20_000, 22_000, 90_000),
      intensity: fc.constantFrom<(Intensity | undefined)[]>(
        "3",
        "5-",
        "noReading",
        "6+",
        "7",
        undefined,
      ),
      place: fc.constantFrom(CITY, AREA, 999),
      after: fc.constantFrom(60, 300),
      device: fc.constantFrom(BEACON, 71),
    })
    .map(({ at, intensity, ...rest }) => alert(laterBy(NOTO, at), intensity, rest));
  const anyChange = fc
    .tuple(fc.constantFrom(0, 500, 20_000), fc.constantFrom("closed" as const, "reopened" as const))
    .map(([at, change]) => changed(idOf(laterBy(NOTO, at)), change, secondsOf(NOTO) + at + 100));
  fc.assert(
    fc.property(
      fc.array(anyAlert, { maxLength: 8 }),
      fc.array(anyChange, { maxLength: 3 }),
      fc.integer({ min: 0, max: 7 }),
      (alerts, about, by) => {
        const reported = alerts.slice(0, 1).map(({ content }) => content.incident);
        const turned = [...alerts.slice(by), ...alerts, ...alerts.slice(0, by)].toReversed();
        const [one, other] = [
          fold(alerts, { about, reported }),
          fold(turned, { about: [...about, ...about].toReversed(), reported }),
        ];
        expect(other).toEqual(one);
      },
    ),
    { numRuns: 500 },
  );
});
