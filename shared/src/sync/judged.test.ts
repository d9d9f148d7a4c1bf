import { beforeEach, expect, test } from "vitest";
import { EMPTY_KEYRING } from "../keys/keyring.ts";
import { confirmDevice } from "../membership/issue.ts";
import {
  type AssociationWorld,
  type WorldDevice,
  addDevice,
  addRole,
  authorityOf,
  createWorld,
  joinHousehold,
  revokeIn,
  rotateIn,
} from "../testing/association-world.ts";
import { changeBetween, mayBeJudgedOtherwise } from "./judged.ts";

let world: AssociationWorld;
let officer: WorldDevice;
let resident: WorldDevice;

beforeEach(async () => {
  world = await createWorld();
  officer = addDevice(world, { role: "officer", household: 5, group: 1 });
  resident = await joinHousehold(world, 12, 3);
});

/** The authors whose standing a step changed. */
async function authorsAfter(step: () => unknown) {
  const before = { authority: authorityOf(world), keyring: EMPTY_KEYRING };
  await step();
  const change = changeBetween(before, { authority: authorityOf(world), keyring: EMPTY_KEYRING });
  return [...change.authors];
}

test("[MEM2] statements about others leave an author's standing as it was", async () => {
  expect(await authorsAfter(() => undefined)).toEqual([]);
  expect(await authorsAfter(() => rotateIn(world, ["safety"]))).toEqual([]);
  const added: WorldDevice[] = [];
  const changed = await authorsAfter(() =>
    added.push(addDevice(world, { role: "member", household: 40, group: 4 })),
  );
  expect(changed).toEqual(added.map(({ keys }) => keys.device));
});

test("[MEM5] [MEM7] a confirmation, a role and a revocation change those they are about", async () => {
  const { device } = resident.keys;
  const confirmed = await authorsAfter(() =>
    world.statements.push(confirmDevice(world.association, officer.keys, device)),
  );
  expect(confirmed).toEqual([device]);
  const plan = { role: "groupLeader", household: 12, group: 3 } as const;
  expect(await authorsAfter(() => addRole(world, resident, plan))).toEqual([device]);
  expect(await authorsAfter(() => revokeIn(world, resident))).toContain(device);
});

test("[KEY2] a key opens what lacked it, and nothing that was kept for another reason", () => {
  const author = officer.keys.device;
  const keys = [...officer.keyring.keys].filter(([, { audience }]) => audience === "members");
  const authority = authorityOf(world);
  const change = changeBetween(
    { authority, keyring: EMPTY_KEYRING },
    { authority, keyring: { keys: new Map(keys) } },
  );
  const isTried = (stream: "members" | "officers", reason: "noKey" | "notAllowed") =>
    mayBeJudgedOtherwise(change, { author, stream, reason });
  expect(isTried("members", "noKey")).toBe(true);
  expect(isTried("officers", "noKey")).toBe(false);
  expect(isTried("members", "notAllowed")).toBe(false);
});
