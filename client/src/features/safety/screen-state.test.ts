import type { IncidentId, RecordId } from "@tomoshibi/shared/base/ids.ts";
import { describe, expect, test } from "vitest";
import type {
  Command,
  IncidentView,
  Intent,
  OwnReportView,
  ReportSafety,
} from "../../engine/api.ts";
import { answer, openManually, report } from "./compose-report.ts";
import { safetyState, type SafetyState } from "./screen-state.ts";

const quake = "aa".repeat(8) as IncidentId;
const drill = "bb".repeat(8) as IncidentId;

const incident = (id: IncidentId, change: Partial<IncidentView> = {}): IncidentView => ({
  incident: id,
  joined: [id],
  origin: "manual",
  cause: "earthquake",
  title: "",
  isDrill: false,
  isProvisional: false,
  isOpen: true,
  openedAtMs: 1000,
  closedAtMs: undefined,
  openedByHouseholds: [],
  openedByDevices: [],
  isReadByMe: false,
  isOpenedByMe: false,
  isListed: false,
  isShown: true,
  memberCounts: undefined,
  ...change,
});

let intentCount = 0;
const stored = (command: Command, change: Partial<Intent> = {}): Intent => ({
  id: `intent-${++intentCount}`,
  command,
  createdAtMs: intentCount,
  state: "stored",
  failure: undefined,
  recordId: undefined,
  ...change,
});

const state = (input: Partial<Parameters<typeof safetyState>[0]>): SafetyState =>
  safetyState({
    incidents: [],
    ownReports: [],
    intents: [],
    isOfficer: false,
    chosen: undefined,
    ...input,
  });

const shown = (input: Partial<Parameters<typeof safetyState>[0]>) => {
  const found = state(input);
  if (found.type === "peace") throw new Error("no incident is shown");
  return found;
};

const safeAt = (atMs: number, id = quake): ReportSafety =>
  answer({ incident: id, mine: undefined, family: [], atMs }, "safe");

describe("which incident", () => {
  test("peace when nothing is open, or what is open is not for this device", () => {
    expect(state({}).type).toBe("peace");
    expect(state({ incidents: [incident(quake, { isOpen: false })] }).type).toBe("peace");
    expect(state({ incidents: [incident(quake, { isShown: false })] }).type).toBe("peace");
  });

  test("real comes before drill, whichever is newer", () => {
    const incidents = [
      incident(drill, { isDrill: true, openedAtMs: 9000 }),
      incident(quake, { openedAtMs: 1 }),
    ];
    expect(shown({ incidents }).incident.incident).toBe(quake);
    expect(shown({ incidents, chosen: drill }).incident.incident).toBe(quake);
  });

  test("what was just answered stays until another is chosen", () => {
    const other = "cc".repeat(8) as IncidentId;
    const incidents = [incident(quake), incident(other, { openedAtMs: 500 })];
    const intents = [stored(safeAt(2000))];
    expect(shown({ incidents, intents, chosen: quake }).mine?.subjects[0]?.status).toBe("safe");
    expect(shown({ incidents, intents }).incident.incident).toBe(other);
    expect(shown({ incidents, intents, chosen: quake }).others).toMatchObject([
      { isAnswered: false },
    ]);
  });

  test("揺れました is shown before the engine knows of it, and goes when it is taken back", () => {
    const opening = openManually("earthquake", "", 7_200_000, []);
    expect(shown({ intents: [stored(opening)] }).incident).toMatchObject({
      isProvisional: true,
      isOpenedByMe: true,
      isDrill: false,
    });
    const cancelling: Command = {
      type: "changeIncident",
      incident: opening.incident,
      change: "cancelled",
      atMs: 7_200_001,
    };
    expect(state({ intents: [stored(opening), stored(cancelling)] }).type).toBe("peace");
    const again = [stored(opening), stored(cancelling), stored(opening)];
    expect(shown({ intents: again }).incident.incident).toBe(opening.incident);
  });

  test("an end that was not this device's to say hides no safety check", () => {
    const ending: Command = { type: "changeIncident", incident: quake, change: "closed", atMs: 1 };
    const told = (intent: "stored" | "failed") =>
      state({ incidents: [incident(quake)], intents: [stored(ending, { state: intent })] }).type;
    expect(told("stored")).toBe("peace");
    expect(told("failed")).toBe("incident");
  });

  test("an opening the engine has sealed is not shown twice, nor after its end", () => {
    const opening = openManually("earthquake", "", 0, []);
    const sealed = stored(opening, { state: "sealed" });
    const view = incident(opening.incident, { isProvisional: true });
    expect(shown({ incidents: [view], intents: [sealed] }).others).toEqual([]);
    expect(state({ incidents: [{ ...view, isOpen: false }], intents: [sealed] }).type).toBe(
      "peace",
    );
  });
});

describe("what this device said", () => {
  const view = (change: Partial<OwnReportView>): OwnReportView => ({
    recordId: "01".repeat(8) as RecordId,
    intent: undefined,
    incident: quake,
    isByThisDevice: true,
    subjects: [{ subject: "self", status: "safe" }],
    comment: "",
    place: undefined,
    reportedAtMs: 1000,
    isCurrent: true,
    delivery: "relayed",
    relayedAtMs: 1100,
    receivedAtMs: undefined,
    acknowledgedAtMs: undefined,
    ...change,
  });

  test("[DEL2] a stored report is shown as saved and no more, with the engine or without", () => {
    const { mine } = shown({ incidents: [incident(quake)], intents: [stored(safeAt(2000))] });
    expect(mine).toMatchObject({ delivery: "saved", relayedAtMs: undefined, recordId: undefined });
  });

  test("[DEL2] a report the engine could not seal stays on the screen", () => {
    const failed = stored(safeAt(2000), { state: "failed", failure: "notAllowed" });
    expect(shown({ incidents: [incident(quake)], intents: [failed] }).mine?.hasFailed).toBe(true);
  });

  test("the engine's row takes the place of its intent", () => {
    const intent = stored(safeAt(1000), { state: "sealed" });
    const ownReports = [view({ intent: intent.id })];
    const found = shown({ incidents: [incident(quake)], ownReports, intents: [intent] });
    expect(found.mine?.delivery).toBe("relayed");
  });

  test("a correction replaces what it corrects at once, and speaks about the same people", () => {
    const incidents = [incident(quake)];
    const first = stored(
      report(
        { incident: quake, mine: undefined, family: [], atMs: 1 },
        { subjects: [{ subject: "all", status: "help" }], comment: "ひざを痛めた" },
      ),
    );
    const { mine } = shown({ incidents, intents: [first] });
    const correction = answer({ incident: quake, mine, family: [], atMs: 2 }, "safe");
    expect(correction).toMatchObject({
      corrects: [first.id],
      subjects: [{ subject: "all", status: "safe" }],
      comment: "",
    });
    expect(shown({ incidents, intents: [first, stored(correction)] }).mine?.subjects).toEqual([
      { subject: "all", status: "safe" },
    ]);
  });

  test("what other devices of the family said stands beside, and is named as seen", () => {
    const theirs = view({ recordId: "02".repeat(8) as RecordId, isByThisDevice: false });
    const found = shown({ incidents: [incident(quake)], ownReports: [theirs] });
    expect(found.mine).toBeUndefined();
    expect(found.family).toHaveLength(1);
    expect(
      answer({ incident: quake, mine: found.mine, family: found.family, atMs: 5 }, "help").seen,
    ).toEqual([theirs.recordId]);
  });

  test("a report made for another household is none of this one's", () => {
    const forOthers = stored({ ...safeAt(1), household: 12, by: "officer" });
    expect(shown({ incidents: [incident(quake)], intents: [forOthers] }).mine).toBeUndefined();
  });
});

test("neighbours who press 揺れました in the same hour open the same incident", () => {
  const hour = 3_600_000;
  expect(openManually("earthquake", "", 5 * hour, []).incident).toBe(
    openManually("other", "", 6 * hour - 1, []).incident,
  );
  expect(openManually("earthquake", "", 6 * hour, []).incident).not.toBe(
    openManually("earthquake", "", 5 * hour, []).incident,
  );
});

test("what has ended is not opened again by its hour: an aftershock is a new question", () => {
  const hour = 3_600_000;
  const ended = openManually("earthquake", "", 5 * hour, []).incident;
  const known = [{ joined: [ended], isOpen: false }];
  const next = openManually("earthquake", "", 5 * hour, known).incident;
  expect(next).toBe(openManually("earthquake", "", 6 * hour, []).incident);
  expect(
    openManually("earthquake", "", 5 * hour, [{ joined: [ended], isOpen: true }]).incident,
  ).toBe(ended);
});
