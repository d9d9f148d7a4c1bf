/** Which new statements are worth computing an association's authority again. */
import { beforeEach, expect, test } from "vitest";
import { computeAuthority } from "@tomoshibi/shared/membership/authority.ts";
import { type DeviceKeys, createDeviceKeys } from "@tomoshibi/shared/membership/device-keys.ts";
import { certifyDevice, confirmDevice } from "@tomoshibi/shared/membership/issue.ts";
import type { Statement } from "@tomoshibi/shared/membership/statement.ts";
import {
  type AssociationWorld,
  createWorld,
  joinHousehold,
} from "@tomoshibi/shared/testing/association-world.ts";
import type { AssociationState } from "./associations.ts";
import { createErasureIndex } from "./erasure-index.ts";
import { createReceiptIndex } from "./receipt-index.ts";
import { openTill, siftStatements } from "./sift.ts";
import { createVerifier } from "./verifier.ts";

const verify = createVerifier();
let world: AssociationWorld;

beforeEach(async () => {
  world = await createWorld();
});

function stateWith(statements: readonly Statement[]): AssociationState {
  return {
    id: world.association,
    statements: new Map(statements.map((statement) => [statement.id, statement])),
    authority: computeAuthority(world.association, statements),
    receipts: createReceiptIndex(),
    erasures: createErasureIndex(world.association),
    husked: new Set(),
    signatures: new Map(),
    byteCount: 0,
  };
}

function sift(state: AssociationState, fresh: readonly Statement[], allowed = Infinity) {
  let left = allowed;
  const pay = () => (left -= 1) >= 0;
  const { signed, settled } = siftStatements(verify, openTill(state, pay), fresh);
  return {
    signed: new Set(signed.map(({ statement }) => statement.id)),
    verdicts: settled.map(({ answer }) => answer.verdict),
  };
}

function certifiedBy(issuer: DeviceKeys): Statement {
  const plan = { role: "member", household: 2, group: 1 } as const;
  return certifyDevice(world.association, issuer, createDeviceKeys(world), plan);
}

test("[REL4] what strangers sign is put off without computing anything", () => {
  const fresh = [certifiedBy(createDeviceKeys(world)), certifiedBy(createDeviceKeys(world))];
  const { signed, verdicts } = sift(stateWith(world.statements), fresh);
  expect(signed.size).toBe(0);
  expect(verdicts).toEqual(["later", "later"]);
});

test("[REL4] what an issuer's allowance does not cover is put off without computing anything", async () => {
  const resident = await joinHousehold(world, 2, 1);
  const fresh = [0, 1, 2].map(() => certifiedBy(resident.keys));
  const { signed, verdicts } = sift(stateWith(world.statements), fresh, 1);
  expect(signed.size).toBe(1);
  expect(verdicts).toEqual(["later", "later"]);
});

test("[REL2] [MEM2] certificates that need one another are found in any order", async () => {
  const resident = await joinHousehold(world, 2, 1);
  world.statements.push(confirmDevice(world.association, world.founder.keys, resident.keys.device));
  for (const fresh of [world.statements, world.statements.toReversed()]) {
    const { signed, verdicts } = sift(stateWith([]), fresh);
    expect(signed).toEqual(new Set(world.statements.map(({ id }) => id)));
    expect(verdicts).toEqual([]);
  }
});

test("[REL4] a name that is certified does not carry another's signature", () => {
  const forged = certifiedBy({ ...createDeviceKeys(world), device: world.founder.keys.device });
  const { signed, verdicts } = sift(stateWith(world.statements), [forged]);
  expect(signed.size).toBe(0);
  expect(verdicts).toEqual(["refused"]);
});
