import { expect, test } from "vitest";
import { whenceOf } from "./said-report.tsx";
import type { ShownReport } from "./shown-reports.ts";

const textOf = (more: Partial<ShownReport>) =>
  whenceOf({ isByThisDevice: false, ...more } as ShownReport);

test("[STR1] what an officer, a leader or a desk wrote down is not said to come from the family", () => {
  expect(textOf({ by: "officer" })).toBe("recordedBy.officer");
  expect(textOf({ by: "groupLeader" })).toBe("recordedBy.groupLeader");
  expect(textOf({ by: "desk" })).toBe("recordedBy.desk");
  expect(textOf({ by: "self" })).toBe("fromFamilyDevice");
  // Not projected since an update.
  expect(textOf({})).toBe("fromFamilyDevice");
});
