import { expect, test } from "vitest";
import { ok } from "@tomoshibi/shared/base/result.ts";
import { addDevice, createWorld } from "@tomoshibi/shared/testing/association-world.ts";
import { readOwnMembership } from "../onboarding/own-membership.ts";
import { confirmKitPrinted, recoveryState } from "../onboarding/recovery-kit.ts";
import {
  type TestReplica,
  contact,
  createMemoryRelay,
  installReplica,
} from "./testing/replica-world.ts";

const ports = ({ replica, database, clock }: TestReplica) =>
  ({
    ...{ replica, database, clock },
    ownMembership: () => readOwnMembership(database, replica),
  }) as never;

test("[KEY4] that a kit is on paper is known to every officer, whoever printed it", async () => {
  const world = await createWorld();
  const relay = createMemoryRelay();
  const founder = await installReplica(world, world.founder);
  const admin = addDevice(world, { role: "admin", household: 5, group: 1 });
  const other = await installReplica(world, admin);
  const printedAt = async (device: TestReplica) => {
    const state = await recoveryState(ports(device));
    return state.ok ? state.value.kitPrintedAtMs : state.error;
  };
  expect(await printedAt(other)).toBeUndefined();
  expect(await confirmKitPrinted(ports(founder))).toEqual(ok(undefined));
  expect(await printedAt(founder)).toBe(founder.clock.nowMs());
  await founder.replica.drainIntents();
  await contact(founder, relay);
  await contact(other, relay);
  expect(await printedAt(other)).toBe(Math.floor(founder.clock.nowMs() / 1000) * 1000);
  // A stranger's word would not do: the record counts from officers only.
  expect(await founder.database.entries.where("kind").equals("kitPrinted").count()).toBe(1);
});
