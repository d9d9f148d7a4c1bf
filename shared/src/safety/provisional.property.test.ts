import fc from "fast-check";
import { expect, test } from "vitest";
import type { Recorded, Report } from "../records/record.ts";
import { deviceId, incidentId, record, report } from "../testing/recorded.ts";
import { PROVISIONAL_SHOWN_MAX, type ProvisionalIncident, crowdedOut } from "./provisional.ts";

const DEVICES = 4;

/** Who opened the n-th incident, when, and who reported in it; device 9 is an officer. */
const openings = fc.array(
  fc.record({
    openers: fc.uniqueArray(fc.integer({ min: 1, max: DEVICES }), { minLength: 1, maxLength: 2 }),
    reporters: fc.uniqueArray(fc.constantFrom(1, 2, 3, 4, 9), { maxLength: 2 }),
    atMs: fc.nat(5),
    isOpen: fc.boolean(),
    isProvisional: fc.boolean(),
  }),
  { maxLength: 14 },
);
type Openings = typeof openings extends fc.Arbitrary<infer Value> ? Value : never;

function toIncidents(list: Openings): readonly ProvisionalIncident[] {
  return list.map(({ openers, atMs, isOpen, isProvisional }, index) => ({
    incident: incidentId(index + 1),
    joined: [incidentId(index + 1)],
    isOpen: isOpen || index % 3 > 0,
    isProvisional: isProvisional || index % 4 > 0,
    openedAtMs: atMs,
    openedByDevices: openers.map(deviceId),
  }));
}

function toReports(list: Openings): readonly Recorded<Report>[] {
  return list.flatMap(({ reporters }, index) =>
    reporters.map((device) =>
      record(index * 10 + device, report(incidentId(index + 1)), {
        device,
        isByOfficer: device === 9,
      }),
    ),
  );
}

function fold(incidents: readonly ProvisionalIncident[], reports: readonly Recorded<Report>[]) {
  const hidden = crowdedOut(incidents, (id) =>
    reports.filter(({ content }) => content.incident === id),
  );
  return [...hidden].toSorted();
}

test("[G15] which provisional incidents are shown does not depend on order or duplicates", () => {
  const world = openings.chain((list) => {
    const incidents = toIncidents(list);
    const reports = toReports(list);
    return fc.record({
      incidents: fc.constant(incidents),
      reports: fc.constant(reports),
      again: fc.shuffledSubarray([...incidents, ...incidents], { minLength: 0 }),
      reportsAgain: fc.shuffledSubarray([...reports, ...reports], { minLength: 0 }),
    });
  });
  fc.assert(
    fc.property(world, ({ incidents, reports, again, reportsAgain }) => {
      expect(fold([...again, ...incidents], [...reportsAgain, ...reports])).toEqual(
        fold(incidents, reports),
      );
    }),
  );
});

test("[MEM7] one device puts at most three open provisional incidents before officers", () => {
  fc.assert(
    fc.property(openings, (list) => {
      const alone = list.map((opening) => ({ ...opening, openers: [1], reporters: [] }));
      const incidents = toIncidents(alone).filter((item) => item.isOpen && item.isProvisional);
      const hidden = fold(incidents, []);
      expect(incidents.length - hidden.length).toBe(
        Math.min(PROVISIONAL_SHOWN_MAX, incidents.length),
      );
    }),
  );
});

test("[MEM7] nobody's openings hide what another says, a report before an opening", () => {
  fc.assert(
    fc.property(openings, (list) => {
      const incidents = toIncidents(list);
      const reports = toReports(list);
      const hidden = fold(incidents, reports);
      const isOpen = new Set(
        incidents.filter((item) => item.isOpen && item.isProvisional).map((item) => item.incident),
      );
      for (let device = 1; device <= DEVICES; device += 1) {
        const reported = reports.filter(
          ({ author, content }) => author === deviceId(device) && isOpen.has(content.incident),
        );
        if (reported.length > PROVISIONAL_SHOWN_MAX) continue;
        for (const { content } of reported) expect(hidden).not.toContain(content.incident);
      }
      for (const { content, isByOfficer } of reports) {
        if (isByOfficer) expect(hidden).not.toContain(content.incident);
      }
    }),
  );
});

test("what is confirmed or ended is never crowded out", () => {
  fc.assert(
    fc.property(openings, (list) => {
      const incidents = toIncidents(list);
      const hidden = fold(incidents, toReports(list));
      for (const { incident, isOpen, isProvisional } of incidents) {
        if (!isOpen || !isProvisional) expect(hidden).not.toContain(incident);
      }
    }),
  );
});
