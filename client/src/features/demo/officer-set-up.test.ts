import "fake-indexeddb/auto";
import { ok } from "@tomoshibi/shared/base/result.ts";
import { afterEach, expect, test } from "vitest";
import {
  type Command,
  type EngineRemote,
  type HouseholdView,
  openDatabase,
  type ProfileView,
  type ReplicaDatabase,
  submitCommand,
} from "../../engine/api.ts";
import { DEMO_GROUPS, DEMO_HOUSEHOLDS } from "./names.ts";
import { makeDemoCard, setUpAssociation } from "./officer-set-up.ts";

const TEXTS = {
  associationName: "見本町会",
  circularTitle: "見本",
  circularBody: "見本です",
  groupMessage: "はい",
};

let database: ReplicaDatabase;
afterEach(() => database.delete());

function replica(calls: string[]) {
  database = openDatabase("demo-officer");
  const engine = {
    found: async () => {
      calls.push("found");
      await database.profile.put({ key: "me", roles: ["admin"] } as unknown as ProfileView);
      return ok(undefined);
    },
    appoint: async ({ role, group = 0 }: { readonly role: string; readonly group?: number }) => {
      calls.push(`${role} ${group}`);
      await database.profile.update("me", { roles: ["admin", "groupLeader"] });
      return ok(undefined);
    },
    makeInviteCards: ([household = 0]: readonly number[]) => {
      calls.push(`card ${household}`);
      const card = { household, mark: "", code: "CODE", qrText: "", associationName: "" };
      return Promise.resolve(ok([card]));
    },
  } as unknown as EngineRemote;
  const submit = (command: Command, id = "") => {
    calls.push(command.type);
    return submitCommand(database, command, { nowMs: () => 0, newIntentId: () => id });
  };
  return { database, engine, submit, nowMs: () => 0 };
}

const household = (index: number): HouseholdView =>
  ({
    number: 1000 - index,
    group: (index % DEMO_GROUPS) + 1,
    indexInGroup: Math.floor(index / DEMO_GROUPS) + 1,
    name: `世帯${index}`,
  }) as HouseholdView;

test("the demo is founded once, however often its page is opened", async () => {
  const calls: string[] = [];
  const demo = replica(calls);
  await setUpAssociation(demo, TEXTS);
  await setUpAssociation(demo, TEXTS);
  expect(calls).toEqual([
    "found",
    "saveHouseholds",
    "publishCircular",
    "groupLeader 3",
    "writeGroupMessage",
  ]);
});

test("the resident's card waits for the whole roster, and is that of 3班-12", async () => {
  const calls: string[] = [];
  const demo = replica(calls);
  const all = Array.from({ length: DEMO_HOUSEHOLDS }, (_, index) => household(index));
  await database.households.bulkPut(all.slice(1));
  const making = makeDemoCard(demo);
  expect(calls).toEqual([]);
  await database.households.put(household(0));
  expect(await making).toMatchObject({ ok: true, value: { code: "CODE", group: 3 } });
  const wanted = all.find(({ group, indexInGroup }) => group === 3 && indexInGroup === 12);
  expect(calls).toEqual([`card ${wanted?.number}`]);
});
