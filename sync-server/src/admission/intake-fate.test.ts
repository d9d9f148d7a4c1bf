/** How long an item stays in the intake. */
import { expect, test } from "vitest";
import { type IntakeCase, type IntakeOutlook, fateOf, isCrowded } from "./intake-fate.ts";
import {
  INTAKE_CROWDED_KEEP_MS,
  INTAKE_CROWDED_SHARE,
  INTAKE_KEEP_MS,
  INTAKE_MESSAGES_MAX,
} from "./limits.ts";

const item: IntakeCase = { position: 7, arrivedAtMs: 0, isAdmitted: false, isCovered: false };
const late: IntakeOutlook = {
  nowMs: INTAKE_KEEP_MS,
  isCrowded: false,
  officersReadTo: [],
  officerCount: 3,
};

test("[REL4] what nobody is known to hold stays, however old and however crowded", () => {
  const ages = [0, INTAKE_KEEP_MS, 100 * INTAKE_KEEP_MS];
  for (const nowMs of ages) expect(fateOf(item, { ...late, nowMs, isCrowded: true })).toBe("stays");
  expect(fateOf(item, { ...late, officersReadTo: [6, 6, 6] })).toBe("stays");
  expect(fateOf(item, { ...late, officersReadTo: [7] })).toBe("stays");
  expect(fateOf(item, { ...late, officersReadTo: [], officerCount: 0 })).toBe("stays");
});

test("[REL4] what two officers' devices hold, or the only one, or a receipt lists, goes after its time", () => {
  const held: [IntakeCase, IntakeOutlook][] = [
    [item, { ...late, officersReadTo: [7, 9, 2] }],
    [item, { ...late, officersReadTo: [7], officerCount: 1 }],
    [{ ...item, isCovered: true }, late],
  ];
  for (const [one, outlook] of held) {
    expect(fateOf(one, outlook)).toBe("drops");
    expect(fateOf(one, { ...outlook, nowMs: INTAKE_KEEP_MS - 1 })).toBe("stays");
    const crowded = { ...outlook, isCrowded: true };
    expect(fateOf(one, { ...crowded, nowMs: INTAKE_CROWDED_KEEP_MS })).toBe("drops");
    expect(fateOf(one, { ...crowded, nowMs: INTAKE_CROWDED_KEEP_MS - 1 })).toBe("stays");
  }
});

test("[REL4] what may by now stand in its own stream moves there at once", () => {
  expect(fateOf({ ...item, isAdmitted: true }, { ...late, nowMs: 0 })).toBe("moves");
});

test("[REL4] the intake is crowded before strangers have filled their half of it", () => {
  const messageCount = INTAKE_MESSAGES_MAX * INTAKE_CROWDED_SHARE;
  expect(isCrowded({ messageCount, byteCount: 0 })).toBe(false);
  expect(isCrowded({ messageCount: messageCount + 1, byteCount: 0 })).toBe(true);
  expect(INTAKE_CROWDED_SHARE).toBeLessThan(0.5);
});
