/** How many statements may come by hand. Signatures are read off their first byte: thousands of them are tried here. */
import fc from "fast-check";
import { beforeAll, expect, test } from "vitest";
import { idBytes } from "@tomoshibi/shared/base/ids.ts";
import { type CborValue, decodeCbor, encodeCbor, isList } from "@tomoshibi/shared/base/cbor.ts";
import { computeAuthority } from "@tomoshibi/shared/membership/authority.ts";
import { type Statement, decodeStatement } from "@tomoshibi/shared/membership/statement.ts";
import {
  type AssociationWorld,
  type WorldDevice,
  addDevice,
  createWorld,
  joinHousehold,
} from "@tomoshibi/shared/testing/association-world.ts";
import type { HeldMembership } from "../replica/replica.ts";
import {
  FAILED_CHECKS_MAX,
  HOUSEHOLD_STATEMENTS_MAX,
  WITHOUT_FORCE_BYTES_MAX,
  WITHOUT_FORCE_MAX,
  createStatementRoom,
} from "./statement-room.ts";
import { OWN_HOUSEHOLD_SHARE } from "./unknown-authors.ts";

const FALSE = 1;
const TRUE = 2;
/** Where a certificate's fields say these. */
const [HOUSEHOLD, UNTIL, ISSUER] = [4, 6, 8];

let world: AssociationWorld;
let officer: WorldDevice;
/** A card's certificate of a device. */
let joined: Statement;

beforeAll(async () => {
  world = await createWorld();
  officer = addDevice(world, { role: "officer", household: 5, group: 1 });
  await joinHousehold(world, 12, 3);
  joined = world.statements.at(-1) as Statement;
});

/** The same certificate with other fields, and a signature that holds or does not. */
function variant(fields: ReadonlyMap<number, CborValue>, signature: number): Statement {
  const value = decodeCbor(joined.bytes);
  const [before] = isList(value) ? value : [];
  if (!isList(before)) throw new Error("a statement is a list");
  const after = before.map((field, at) => fields.get(at) ?? field);
  const bytes = encodeCbor([after, new Uint8Array(64).fill(signature)]);
  return decodeStatement(world.association, bytes) as Statement;
}

let made = 0;
function noise(household: number): Statement {
  made += 1;
  const nobody = new Uint8Array(8).fill(0xee);
  const fields: [number, CborValue][] = [
    [HOUSEHOLD, household],
    [UNTIL, made],
    [ISSUER, nobody],
  ];
  return variant(new Map(fields), FALSE);
}

/** A replica that holds these beside the world's; `checks` counts signatures looked at. */
function holding(extra: readonly Statement[], checks = { count: 0 }): HeldMembership {
  const verifySignature = (signature: Uint8Array) => {
    checks.count += 1;
    return signature[0] !== FALSE;
  };
  const all = [...world.statements, ...extra];
  const signatures = new Map<string, boolean>();
  const authority = computeAuthority(world.association, all, signatures, verifySignature);
  const { device, signSeed, sealSeed } = officer.keys;
  checks.count = 0;
  return {
    identity: {
      ...{ association: world.association, device, signSeed, sealSeed, rootSeed: undefined },
    },
    ...{ authority, signatures, verifySignature },
    statements: new Map(all.map((item) => [item.id, { statement: item, row: { isDue: true } }])),
  };
}

const withoutForce = ({ statements, authority }: HeldMembership) =>
  [...statements.values()].filter(({ statement }) => authority?.counted.has(statement.id) !== true);

test("[MEET2] [REL4] whatever statements come by hand, those without force have a bound, and what an officer signed is taken", () => {
  const parts = fc.array(
    fc.array(fc.tuple(fc.constantFrom(5, 12, 40), fc.nat({ max: 300 })), { maxLength: 3 }),
    { maxLength: 4 },
  );
  fc.assert(
    fc.property(parts, (list) => {
      const taken: Statement[] = [];
      const choose = createStatementRoom();
      for (const [at, part] of list.entries()) {
        const honest = variant(
          new Map<number, CborValue>([
            [UNTIL, 1_000_000 + at],
            [ISSUER, idBytes(world.founder.keys.device)],
          ]),
          TRUE,
        );
        const all = part.flatMap(([household, count]) =>
          Array.from({ length: count }, () => noise(household)),
        );
        const chosen = choose(holding(taken), [...all, honest]);
        expect(chosen).toContain(honest);
        taken.push(...chosen);
      }
      const kept = withoutForce(holding(taken));
      expect(kept.length).toBeLessThanOrEqual(WITHOUT_FORCE_MAX);
      const bytes = kept.reduce((sum, { statement }) => sum + statement.bytes.length, 0);
      expect(bytes).toBeLessThanOrEqual(WITHOUT_FORCE_BYTES_MAX);
    }),
    { numRuns: 20 },
  );
});

test("[MEET2] [REL4] strangers' statements leave room for the own household's", () => {
  const share = WITHOUT_FORCE_MAX * (1 - OWN_HOUSEHOLD_SHARE);
  const strangers = Array.from({ length: share + 50 }, () => noise(40));
  const first = createStatementRoom()(holding([]), strangers);
  expect(first).toHaveLength(share);
  const own = noise(5);
  expect(createStatementRoom()(holding(first), [noise(40), own])).toEqual([own]);
});

test("[MEET2] [MEM6] a card that certifies without end has a bound, and takes no other household's room", async () => {
  const certificates = Array.from({ length: HOUSEHOLD_STATEMENTS_MAX + 40 }, (_, at) =>
    variant(new Map([[UNTIL, 2_000_000 + at]]), TRUE),
  );
  const choose = createStatementRoom();
  const first = choose(holding([]), certificates.slice(0, 300));
  expect(first).toHaveLength(300);
  const second = choose(holding(first), certificates.slice(300));
  // The household's first device came before them.
  expect(first.length + second.length).toBe(HOUSEHOLD_STATEMENTS_MAX - 1);

  const before = world.statements.length;
  await joinHousehold(world, 13, 3);
  const others = world.statements.splice(before);
  expect(createStatementRoom()(holding([...first, ...second]), others)).toEqual(others);
});

test("[MEET2] signatures that do not hold are found out so many times, and then no more; what holds is checked once", () => {
  const checks = { count: 0 };
  const held = holding([], checks);
  const forged = Array.from({ length: FAILED_CHECKS_MAX + 500 }, (_, at) =>
    variant(
      new Map<number, CborValue>([
        [UNTIL, 3_000_000 + at],
        [ISSUER, idBytes(world.founder.keys.device)],
      ]),
      FALSE,
    ),
  );
  const choose = createStatementRoom();
  const chosen = choose(held, forged);
  expect(checks.count).toBe(FAILED_CHECKS_MAX);
  expect(chosen.length).toBeLessThanOrEqual(WITHOUT_FORCE_MAX);
  choose(held, forged);
  expect(checks.count).toBe(FAILED_CHECKS_MAX);

  const honest = variant(new Map([[UNTIL, 4_000_000]]), TRUE);
  expect(createStatementRoom()(held, [honest])).toEqual([honest]);
  expect(
    [...held.signatures].some(([name, isValid]) => isValid && name.startsWith(honest.id)),
  ).toBe(true);
});
