/** What tests of officers', leaders' and desks' devices say of a roster, and of the boards that follow from it. */
import type { HouseholdInput } from "../../commands.ts";
import { INCIDENT, type MemoryRelay, type TestReplica, contact } from "./replica-world.ts";

/** A line of the roster, with what only officers may read of it. */
export function rosterLine(
  number: number | undefined,
  group: number,
  name: string,
  more: Partial<HouseholdInput> = {},
): HouseholdInput {
  return {
    ...{ number, group, name, kana: "かな" },
    ...{ phone: "076-000-0000", address: "ひばり一丁目", careNeeds: "人工呼吸器" },
    ...more,
  };
}

/** A household's line on a device's board of the incident; undefined where it stands on none. */
export function boardRowOf(device: TestReplica, household: number) {
  return device.database.boardRows.get([INCIDENT, household]);
}

/** Lets devices have a contact with a relay, one after another. */
export function meetingAt(
  relay: MemoryRelay,
): (...devices: readonly TestReplica[]) => Promise<void> {
  return async (...devices) => {
    for (const device of devices) await contact(device, relay);
  };
}
