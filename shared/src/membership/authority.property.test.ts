import fc from "fast-check";
import { beforeAll, expect, test } from "vitest";
import { hexToBytes } from "../base/bytes.ts";
import {
  type AssociationWorld,
  addDevice,
  addInvite,
  addRole,
  createWorld,
  joinHousehold,
  retireIn,
  revokeIn,
  rotateIn,
  writeEntry,
} from "../testing/association-world.ts";
import { type SignatureCache, computeAuthority } from "./authority.ts";
import { withChain } from "./chain.ts";
import { createDeviceKeys } from "./device-keys.ts";
import {
  cancelInvite,
  certifyByInvite,
  certifyCardByLeader,
  certifyDevice,
  confirmDevice,
} from "./issue.ts";
import { type Statement, decodeStatement } from "./statement.ts";

let world: AssociationWorld;
let statements: readonly Statement[];
let signatures: SignatureCache;

/** A set with everything at once: peers, double roles, contradictions, forgeries, revoked issuers, cancelled and crowded cards. */
beforeAll(async () => {
  world = await createWorld(21);
  const { association } = world;
  const admin = addDevice(world, { role: "admin", household: 2, group: 1 });
  const officers = [30, 31].map((household) =>
    addDevice(world, { role: "officer", household, group: 3 }),
  );
  const [leaving, staying] = officers;
  if (leaving === undefined || staying === undefined) throw new Error("no officers");
  const first = await joinHousehold(world, 12, 3);
  const second = await joinHousehold(world, 12, 3);
  addRole(world, first, { role: "groupLeader", household: 12, group: 3 });
  world.statements.push(confirmDevice(association, first.keys, second.keys.device));
  const { invite } = await addInvite(world, 13, 3);
  for (let count = 0; count < 12; count += 1) {
    world.statements.push(
      certifyByInvite(association, invite, createDeviceKeys(world), { household: 13, group: 3 }),
    );
  }
  world.statements.push(cancelInvite(association, leaving.keys, invite));
  const card = createDeviceKeys(world);
  const again = { household: 13, group: 3 };
  world.statements.push(
    certifyCardByLeader(association, first.keys, card, { ...again, untilSeconds: 0 }),
    certifyByInvite(association, card, createDeviceKeys(world), again),
  );
  const torn = createDeviceKeys(world);
  for (const household of [40, 41, 42]) {
    world.statements.push(
      certifyDevice(association, leaving.keys, torn, { role: "member", household, group: 4 }),
    );
    world.statements.push(
      certifyDevice(association, staying.keys, torn, { role: "desk", household, group: 4 }),
    );
  }
  writeEntry(world, leaving, "safety", new Uint8Array(1));
  revokeIn(world, leaving);
  world.statements.push(
    certifyDevice(association, leaving.keys, createDeviceKeys(world), {
      role: "invite",
      household: 50,
      group: 4,
    }),
  );
  revokeIn(world, second);
  addRole(world, staying, { role: "groupLeader", household: 31, group: 3 });
  writeEntry(world, staying, "safety", new Uint8Array(1));
  retireIn(world, staying);
  await rotateIn(world, ["members", "safety", "household/12"]);
  world.statements.push(confirmDevice(association, admin.keys, torn.device));
  const [some] = world.statements.slice(-1);
  if (some === undefined) throw new Error("no statement");
  const forged = { ...some, signature: new Uint8Array(64).fill(1) };
  statements = [...world.statements, forged];
  signatures = new Map();
  computeAuthority(association, statements, signatures);
});

const compute = (input: Iterable<Statement>) =>
  computeAuthority(world.association, input, signatures);

/** The statements' places, each at least once, in any order: a failure prints numbers. */
const shuffled = () => {
  const places = statements.map((_, index) => index);
  return fc
    .tuple(
      fc.shuffledSubarray(places, { minLength: places.length }),
      fc.array(fc.constantFrom(...places), { maxLength: 30 }),
    )
    .map(([all, again]) => [...all.slice(0, 7), ...again, ...all.slice(7)]);
};

const at = (places: readonly number[]) => places.flatMap((place) => statements[place] ?? []);

/** Maps compare by their order too. */
const inOrder = (authority: ReturnType<typeof compute>) => ({
  ...authority,
  standings: [...authority.standings].sort(([left], [right]) => (left < right ? -1 : 1)),
  epochs: [...authority.epochs].sort(([left], [right]) => (left < right ? -1 : 1)),
  retirements: [...authority.retirements].sort(([left], [right]) => (left < right ? -1 : 1)),
  groupsOfHousehold: [...authority.groupsOfHousehold]
    .map(
      ([household, groups]) =>
        [household, [...groups].sort((left, right) => left - right)] as const,
    )
    .sort(([left], [right]) => left - right),
  counted: [...authority.counted].sort(),
});

test("[MEM2] any order and duplication of the statements gives the same authority", () => {
  const expected = inOrder(compute(statements));
  expect(expected.standings.length).toBeGreaterThan(20);
  fc.assert(
    fc.property(shuffled(), (places) => {
      expect(inOrder(compute(at(places)))).toEqual(expected);
    }),
    { numRuns: 100 },
  );
});

test("[MEM2] computing as the set grows, with a cache, ends where computing once without one does", () => {
  const cache: SignatureCache = new Map();
  const half = statements.filter((_, index) => index % 2 === 0);
  computeAuthority(world.association, half, cache);
  const grown = computeAuthority(world.association, statements, cache);
  expect(inOrder(grown)).toEqual(inOrder(computeAuthority(world.association, statements)));
});

test("[MEM2] a copy with a bad signature neither counts nor hides the good one", () => {
  const bad = statements.map((statement) => ({ ...statement, signature: new Uint8Array(64) }));
  expect(compute(bad).counted.size).toBe(0);
  expect(inOrder(compute([...bad, ...statements]))).toEqual(inOrder(compute(statements)));
});

test("[MEM2] any part of the set gives an authority; what it lets count is in that part", () => {
  fc.assert(
    fc.property(fc.subarray(statements.map((_, index) => index)), (places) => {
      const part = at(places);
      const ids = new Set(part.map((statement) => statement.id));
      const authority = compute(part);
      expect([...authority.counted].filter((id) => !ids.has(id))).toEqual([]);
    }),
    { numRuns: 100 },
  );
});

test("[MEET2] a statement that counts, counts alone with its chain", () => {
  const all = compute(statements);
  for (const statement of statements) {
    if (!all.counted.has(statement.id) || statement.signature[0] === 1) continue;
    // A confirmation may rest on another one, which the chain does not follow.
    if (statement.body.type === "confirmation") continue;
    const alone = compute(withChain(all, [statement]));
    expect(alone.counted.has(statement.id) ? "counts" : statement.body).toBe("counts");
  }
});

test("[MEM2] every statement comes back from its bytes; noise does not throw", () => {
  for (const statement of world.statements) {
    expect(decodeStatement(world.association, statement.bytes)).toEqual(statement);
  }
  fc.assert(
    fc.property(
      fc.constantFrom(...world.statements),
      fc.nat(),
      fc.integer({ min: 1, max: 255 }),
      ({ bytes, id }, at, flip) => {
        const changed = bytes.slice();
        const index = at % bytes.length;
        changed[index] = (changed[index] ?? 0) ^ flip;
        const decoded = decodeStatement(world.association, changed);
        // Only a change within the signature leaves the id as it was.
        if (decoded?.id === id) expect(index).toBeGreaterThanOrEqual(bytes.length - 64);
      },
    ),
    { numRuns: 500 },
  );
  fc.assert(
    fc.property(fc.uint8Array(), (noise) => void decodeStatement(world.association, noise)),
  );
  expect(decodeStatement(world.association, hexToBytes("8280"))).toBeUndefined();
});

test("[MEM2] nothing in a statement is personal: numbers, keys, hashes and fixed words only", () => {
  const text = world.statements
    .map(({ bytes }) => new TextDecoder("latin1").decode(bytes))
    .join("");
  expect(text).not.toContain("ひばり");
  const words = new Set(
    world.statements.flatMap(({ body }) =>
      body.type === "epoch" ? [body.audience.split("/")[0]] : [],
    ),
  );
  expect(words).toEqual(new Set(["group", "household", "members", "officers", "safety"]));
});
