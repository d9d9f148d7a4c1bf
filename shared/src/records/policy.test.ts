import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { StreamName } from "../entry/stream-name.ts";
import type { Standing } from "../membership/standing.ts";
import { ROLES, type Role } from "../membership/statement.ts";
import { payloadArbitrary, standingArbitrary } from "../testing/payload-arbitraries.ts";
import { deviceId, incidentId, recordId, report } from "../testing/recorded.ts";
import { householdOf } from "./household.ts";
import { streamOf } from "./place.ts";
import { checkPolicy } from "./policy.ts";
import type { Payload } from "./record.ts";

const streams: readonly StreamName[] = [
  "members",
  "safety",
  "officers",
  "receipts",
  "membership",
  "alerts",
  "intake",
  "household/1",
  "household/2",
  "group/1",
  `mailbox/${deviceId(1)}`,
];
const OFFICERS: readonly Role[] = ["root", "admin", "officer"];
const RECORDERS: readonly Role[] = [...OFFICERS, "groupLeader", "desk"];

function standing(role: Role, household = 1): Standing {
  return {
    device: deviceId(1),
    signKey: new Uint8Array(32),
    sealKey: new Uint8Array(32),
    roles: new Set([role]),
    household,
    group: 1,
    groupsLed: role === "groupLeader" ? [1] : [],
    isConfirmed: true,
    invitedBy: undefined,
    flags: [],
    revoked: undefined,
  };
}

function passes(role: Role, payload: Payload, stream: StreamName, household = 1): boolean {
  return checkPolicy({ stream, author: standing(role, household), payload }).ok;
}

const atSeconds = 1;
const incident = incidentId(1);

describe("[STR1] no payload passes for an author who lacks the role", () => {
  const anyQuestion = fc.record({
    author: standingArbitrary,
    payload: payloadArbitrary,
    stream: fc.constantFrom(...streams),
  });

  test("[STR1] cards, relays and keys without a certificate write nothing, but a relay alerts", () => {
    fc.assert(
      fc.property(anyQuestion, ({ author, payload, stream }) => {
        const powerless = [...author.roles].filter((role) => role === "invite" || role === "relay");
        const question = { author: { ...author, roles: new Set(powerless) }, payload, stream };
        const isAlert = payload.kind === "alert" && stream === "alerts";
        expect(checkPolicy(question).ok).toBe(isAlert && powerless.includes("relay"));
      }),
      { numRuns: 2_000 },
    );
  });

  test("[STR1] only officers drill, link, close, confirm, count, receipt, hand out keys and edit documents", () => {
    fc.assert(
      fc.property(anyQuestion, ({ author, payload, stream }) => {
        if (!checkPolicy({ author, payload, stream }).ok || !needsOfficer(payload)) return;
        expect(OFFICERS.some((role) => author.roles.has(role))).toBe(true);
      }),
      { numRuns: 5_000 },
    );
  });

  test("[STR1] nobody but officers, leaders and desks speaks for another household", () => {
    fc.assert(
      fc.property(anyQuestion, ({ author, payload, stream }) => {
        if (!checkPolicy({ author, payload, stream }).ok) return;
        const said = payload.kind === "reportCopy" ? payload.content : payload;
        if (said.kind !== "report" || said.by === "witness") return;
        const isOwn = said.household === 0 || said.household === author.household;
        expect(isOwn || RECORDERS.some((role) => author.roles.has(role))).toBe(true);
      }),
      { numRuns: 5_000 },
    );
  });

  test("[STR1] an officer's payload passes exactly where it is placed", () => {
    fc.assert(
      fc.property(payloadArbitrary, fc.constantFrom(...streams), (payload, stream) => {
        const household = ownHouseholdOf(payload);
        const author = standing(payload.kind === "alert" ? "relay" : "officer", household);
        const mailbox = deviceId(1);
        const place = streamOf(payload, {
          authorHousehold: household,
          household,
          group: 1,
          mailbox,
        });
        expect(checkPolicy({ author, payload, stream: place }).ok).toBe(true);
        const isOther = stream !== place && !HAS_TWO_PLACES.has(payload.kind);
        if (isOther) expect(checkPolicy({ author, payload, stream }).ok).toBe(false);
      }),
      { numRuns: 2_000 },
    );
  });
});

/** Whose word it is said to be must be its author's own. */
function ownHouseholdOf(payload: Payload): number {
  const content = payload.kind === "reportCopy" ? payload.content : payload;
  return content.kind === "report" && ["self", "family"].includes(content.by)
    ? householdOf(content, 1)
    : 1;
}

const HAS_TWO_PLACES: ReadonlySet<Payload["kind"]> = new Set([
  "acknowledged",
  "incidentOpened",
  "registration",
  "consentWithdrawn",
]);

test("[STR1] a household's word about itself stands in its own stream and before officers, nowhere else", () => {
  const payload = { kind: "consentWithdrawn", atSeconds: 1 } as const;
  const author = standing("member");
  const passesIn = (stream: StreamName) => checkPolicy({ author, payload, stream }).ok;
  const own = `household/${author.household}` as const;
  expect(
    [own, "safety", "members", "household/99"].map((name) => passesIn(name as StreamName)),
  ).toEqual([true, true, false, false]);
});

describe("[STR1] who may report about whom", () => {
  test("[STR1] a member reports for its own household, and as witness for others", () => {
    expect(passes("member", report(incident), "safety")).toBe(true);
    expect(passes("member", report(incident, { household: 2 }), "safety")).toBe(false);
    expect(passes("member", report(incident, { household: 2, by: "witness" }), "safety")).toBe(
      true,
    );
    expect(passes("member", report(incident, { by: "officer" }), "safety")).toBe(false);
  });

  test("[STR1] a leader and a desk record for any household, under their own name", () => {
    const forOther = { household: 2, means: "paper" } as const;
    expect(
      passes("groupLeader", report(incident, { ...forOther, by: "groupLeader" }), "safety"),
    ).toBe(true);
    expect(passes("groupLeader", report(incident, { ...forOther, by: "desk" }), "safety")).toBe(
      false,
    );
    expect(passes("desk", report(incident, { ...forOther, by: "desk" }), "safety")).toBe(true);
    expect(passes("desk", report(incident, { ...forOther, by: "officer" }), "safety")).toBe(false);
  });

  test("[STR1] nobody puts words into another household's mouth, whatever the office", () => {
    for (const role of ["officer", "admin", "groupLeader", "desk"] as const)
      for (const by of ["self", "family"] as const) {
        expect(passes(role, report(incident, { by }), "safety")).toBe(true);
        expect(passes(role, report(incident, { household: 2, by }), "safety")).toBe(false);
      }
  });

  test("[STR1] a key without a household speaks for none by default", () => {
    expect(passes("officer", report(incident), "safety", 0)).toBe(false);
    expect(passes("officer", report(incident, { household: 2, by: "officer" }), "safety", 0)).toBe(
      true,
    );
  });

  test("[STR1] a copy stands in the stream of the household it speaks about", () => {
    const copy = { kind: "reportCopy", report: recordId(1), content: report(incident) } as const;
    expect(passes("member", copy, "household/1")).toBe(true);
    expect(passes("member", copy, "household/2")).toBe(false);
    expect(passes("officer", copy, "household/2")).toBe(false);
    const forOther = { ...copy, content: report(incident, { household: 2, by: "officer" }) };
    expect(passes("officer", forOther, "household/2")).toBe(true);
    expect(passes("member", forOther, "household/2")).toBe(false);
  });
});

describe("[STR1] messages of a group", () => {
  const said = { kind: "groupMessage", name: "田中", text: "はい", atSeconds } as const;
  const passesOf = (stream: StreamName, author: Partial<Standing>) =>
    checkPolicy({ stream, author: { ...standing("member"), ...author }, payload: said }).ok;

  test("[STR1] who lives in a group writes to it, and so does its leader; nobody else, no officer either", () => {
    expect(passesOf("group/1", {})).toBe(true);
    expect(passesOf("group/2", {})).toBe(false);
    expect(passesOf("group/2", { groupsLed: [2] })).toBe(true);
    const officer = new Set<Role>(["officer"]);
    expect(passesOf("group/2", { roles: officer })).toBe(false);
    expect(passesOf("group/1", { roles: officer })).toBe(true);
    for (const role of ["invite", "relay"] as const)
      expect(passesOf("group/1", { roles: new Set<Role>([role]) })).toBe(false);
  });

  test("[STR1] a message stands in the stream of a group, and in no other", () => {
    for (const stream of streams)
      expect([stream, passesOf(stream, {})]).toEqual([stream, stream === "group/1"]);
    expect(passesOf("group/0" as StreamName, { group: 0 })).toBe(false);
  });
});

describe("[STR1] incidents", () => {
  test("[STR1] a resident opens by hand, an officer drills", () => {
    const manual = {
      kind: "incidentOpened",
      incident,
      cause: "earthquake",
      title: "",
      atSeconds,
    } as const;
    expect(passes("member", { ...manual, origin: { type: "manual", utcHour: 1 } }, "members")).toBe(
      true,
    );
    const drill = { ...manual, origin: { type: "drill", nonce: new Uint8Array(16) } } as const;
    expect(passes("member", drill, "members")).toBe(false);
    expect(passes("officer", drill, "members")).toBe(true);
  });

  test("[STR1] JMA's word is a relay's to pass on, and nobody else's; what a relay writes beside is nothing", () => {
    const alert: Payload = {
      kind: "alert",
      incident,
      eventId: "20240101161010",
      state: "issued",
      issuedSeconds: 1,
      observed: [{ intensity: "5+", places: [1_720_100] }],
    };
    for (const role of ROLES) expect(passes(role, alert, "alerts")).toBe(role === "relay");
    for (const stream of streams.filter((name) => name !== "alerts"))
      expect(passes("relay", alert, stream)).toBe(false);
    const closed = { kind: "incidentChanged", incident, change: "closed", atSeconds } as const;
    expect(passes("relay", closed, "members")).toBe(false);
    expect(passes("relay", report(incident), "safety")).toBe(false);
  });

  test("[STR1] anybody may take back (the fold asks what); only officers do the rest", () => {
    const change = { kind: "incidentChanged", incident, atSeconds } as const;
    expect(passes("member", { ...change, change: "cancelled" }, "members")).toBe(true);
    expect(passes("member", { ...change, change: "closed" }, "members")).toBe(false);
    expect(passes("groupLeader", { ...change, change: "confirmed" }, "members")).toBe(false);
  });
});

function needsOfficer(payload: Payload): boolean {
  switch (payload.kind) {
    case "incidentOpened":
      return payload.origin.type !== "manual";
    case "incidentChanged":
      return payload.change !== "cancelled";
    case "incidentLinked":
    case "witnessConfirmed":
    case "startList":
    case "memberCounts":
    case "receipt":
    case "missed":
    case "wrappedKeys":
    case "documentChanged":
    case "groupList":
    case "heldDecided":
    case "kitPrinted":
      return true;
    default:
      return false;
  }
}
