import { describe, expect, test } from "vitest";
import { addDevice, createWorld, joinHousehold } from "@tomoshibi/shared/testing/association-world.ts";
import { freshDatabase, installReplica, openIncident, openReplica, tap } from "./replica-world.ts";

const AT = 1_775_001_600_000;

describe("sealing intents", () => {
  test("[ENT7] a stored intent becomes exactly one report and one copy, and says where it is", async () => {
    const world = await createWorld();
    const resident = await joinHousehold(world, 12, 3);
    const { replica, database, run } = await installReplica(world, resident);
    const intent = await run(tap(AT));
    expect(intent.state).toBe("sealed");
    const entries = await database.entries.toArray();
    expect(entries.map(({ stream, kind }) => [stream, kind]).toSorted()).toEqual([
      ["household/12", "reportCopy"],
      ["safety", "registration"],
      ["safety", "report"],
    ]);
    expect(await database.ownReports.toArray()).toMatchObject([
      { recordId: intent.recordId, intent: intent.id, delivery: "saved", isByThisDevice: true, isCurrent: true },
    ]);
    expect(await replica.drainIntents()).toEqual({ sealed: 0, left: 0 });
    expect(await database.entries.count()).toBe(3);
  });
});

void [addDevice, freshDatabase, openIncident, openReplica];
