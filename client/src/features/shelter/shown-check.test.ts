import type { IncidentId } from "@tomoshibi/shared/base/ids.ts";
import { expect, test } from "vitest";
import { type OpenCheck, chooseCheck, shownCheck } from "./shown-check.ts";

const check = (id: string, isDrill: boolean, ...others: readonly string[]): OpenCheck => ({
  ...{ incident: id as IncidentId, isDrill },
  joined: [id, ...others].map((one) => one as IncidentId),
});
const AUTUMN = check("autumn", true);
const NIGHT = check("night", true);
const QUAKE = check("quake", false);
const SHOCK = check("shock", false);
const nameOf = (shown: OpenCheck | undefined): string | undefined => shown?.incident;

test("without a choice it is the first of those that are open", () => {
  expect(shownCheck([], undefined)).toBeUndefined();
  expect(nameOf(shownCheck([NIGHT, AUTUMN], undefined))).toBe("night");
});

test("a drill that was chosen stays while it is open, also beside another drill that begins and a real one that was open then", () => {
  const chosen = chooseCheck([QUAKE, AUTUMN], AUTUMN.incident);
  expect(nameOf(shownCheck([QUAKE, NIGHT, AUTUMN], chosen))).toBe("autumn");
  expect(nameOf(shownCheck([QUAKE, NIGHT], chosen))).toBe("quake");
});

test("a real check that begins after the choice goes before the drill, one that was only joined does not", () => {
  const chosen = chooseCheck([QUAKE, AUTUMN], AUTUMN.incident);
  expect(nameOf(shownCheck([SHOCK, QUAKE, AUTUMN], chosen))).toBe("shock");
  expect(nameOf(shownCheck([check("shock", false, "quake"), AUTUMN], chosen))).toBe("autumn");
});

test("a real check that was chosen stays, also under the name of the one that it was joined into", () => {
  const chosen = chooseCheck([QUAKE], QUAKE.incident);
  expect(nameOf(shownCheck([SHOCK, QUAKE], chosen))).toBe("quake");
  expect(nameOf(shownCheck([check("shock", false, "quake")], chosen))).toBe("shock");
});
