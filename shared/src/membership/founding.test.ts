import { expect, test } from "vitest";
import { recoverEpoch } from "../keys/begin-epoch.ts";
import { epochsOf, computeAuthority, standingOfKey } from "./authority.ts";
import { rootKeysOf } from "./device-keys.ts";
import { foundAssociation } from "./founding.ts";
import { associationIdOf } from "./statement.ts";
import { createSeededRandom } from "../testing/seeded-random.ts";

const found = (seed: number, place = { household: 1, group: 2 }) =>
  foundAssociation({ random: createSeededRandom(seed) }, place);

test("[MEM1] founding makes the root, the founder's device as admin, and epochs that count", async () => {
  const founding = await found(1);
  const authority = computeAuthority(founding.association, founding.statements);
  expect(authority.counted.size).toBe(founding.statements.length);
  const standing = standingOfKey(authority, founding.keys.signKey);
  expect(standing).toMatchObject({ household: 1, group: 2, isConfirmed: true, revoked: undefined });
  expect([...(standing?.roles ?? [])]).toEqual(["admin"]);
  const audiences = ["group/2", "household/1", "members", "officers", "safety"];
  expect([...authority.epochs.keys()].sort()).toEqual(audiences);
  expect([...founding.keyring.keys.values()].map((key) => key.audience).sort()).toEqual(audiences);
});

test("[MEM1] a founder without household gets no household key", async () => {
  const { keyring } = await found(1, { household: 0, group: 0 });
  expect([...keyring.keys.values()].map((key) => key.audience).sort()).toEqual([
    "members",
    "officers",
    "safety",
  ]);
});

test("[MEM1] one seed founds one association, another another", async () => {
  expect(await found(1)).toEqual(await found(1));
  expect((await found(2)).association).not.toBe((await found(1)).association);
});

test("[KEY4] the root seed alone gives back the authority and every key", async () => {
  const founding = await found(3);
  const root = rootKeysOf(founding.rootSeed);
  expect(associationIdOf(root.signKey)).toBe(founding.association);
  const authority = computeAuthority(founding.association, founding.statements);
  expect(authority.recoveryKey).toEqual(root.sealKey);
  for (const [audience, [epoch]] of authority.epochs) {
    if (epoch === undefined) throw new Error("no epoch");
    const key = await recoverEpoch(founding.association, epoch, root.sealSeed);
    expect(key).toEqual(founding.keyring.keys.get(epoch.id));
    expect(key?.audience).toBe(audience);
    expect(await recoverEpoch(founding.association, epoch, founding.keys.sealSeed)).toBeUndefined();
  }
  expect(epochsOf(authority, "members")).toHaveLength(1);
});
