/** A household is let in again by its group's leader: what a leader's card may do, and all that it may not. [MEM3] [MEM6] */
import fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import {
  type AssociationWorld,
  type WorldDevice,
  WORLD_TEXT,
  addDevice,
  addInvite,
  authorityOf,
  createWorld,
  joinHousehold,
  retireIn,
  revokeIn,
} from "../testing/association-world.ts";
import { type Authority, computeAuthority, standingOfKey, standingsOf } from "./authority.ts";
import { mayIssue } from "./issuing-rights.ts";
import { withChain } from "./chain.ts";
import { type DeviceKeys, createDeviceKeys } from "./device-keys.ts";
import { openInviteBlob } from "./invite-blob.ts";
import {
  cancelInvite,
  certifyByInvite,
  certifyCardByLeader,
  certifyDevice,
  confirmDevice,
} from "./issue.ts";
import { type CreatedInvite, createInvite, joinByInvite } from "./joining.ts";
import { ROLES, type Statement } from "./statement.ts";

/** 山吹 is household 12 of group 3, which the leader leads; 楓 is household 20 of group 4. */
interface Place {
  readonly world: AssociationWorld;
  readonly leader: WorldDevice;
  readonly neighbour: WorldDevice;
}

async function createPlace(seed: number): Promise<Place> {
  const world = await createWorld(seed);
  const neighbour = await joinHousehold(world, 12, 3);
  await joinHousehold(world, 20, 4);
  const leader = addDevice(world, { role: "groupLeader", household: 15, group: 3 });
  return { world, leader, neighbour };
}

function makeCard(
  { world, leader }: Place,
  place: { readonly household: number; readonly group: number },
): Promise<CreatedInvite> {
  const { keys: issuer, keyring } = leader;
  const authority = authorityOf(world);
  return createInvite(world, {
    ...{ authority, keyring, issuer, untilSeconds: 0, text: WORLD_TEXT },
    ...place,
  });
}

const rolesOf = (authority: Authority, { signKey }: Pick<DeviceKeys, "signKey">) => [
  ...(standingOfKey(authority, signKey)?.roles ?? []),
];

describe("a leader's card", () => {
  test("[MEM6] lets a household of the group in again: it joins alone by the card, and waits to be vouched for", async () => {
    const place = await createPlace(1);
    const { world, leader, neighbour } = place;
    revokeIn(world, neighbour);
    const old = world.invites.get(12)?.invite;
    if (old === undefined) throw new Error("the household had a card");
    world.statements.push(cancelInvite(world.association, world.founder.keys, old));

    const { invite, sealedBlob, statements } = await makeCard(place, { household: 12, group: 3 });
    const opened = openInviteBlob(invite, sealedBlob, { expected: world.association });
    if (!opened.ok) throw new Error(opened.error.type);
    const { keys, certificate } = joinByInvite(world, invite, opened.value);
    world.statements.push(...statements, certificate);
    const joined = standingOfKey(authorityOf(world), keys.signKey);
    expect(joined).toMatchObject({ household: 12, group: 3, isConfirmed: false, flags: [] });
    expect(joined?.invitedBy).toBe(invite.device);
    world.statements.push(confirmDevice(world.association, leader.keys, keys.device));
    expect(standingOfKey(authorityOf(world), keys.signKey)?.isConfirmed).toBe(true);
  });

  test("[MEM6] begins no key, and is cancelled by an officer like any card", async () => {
    const place = await createPlace(2);
    const { world } = place;
    const { invite, statements } = await makeCard(place, { household: 12, group: 3 });
    expect(statements.map(({ body }) => body.type)).toEqual(["certificate"]);
    world.statements.push(
      ...statements,
      cancelInvite(world.association, world.founder.keys, invite),
    );
    expect(authorityOf(world).cancelledInviteDevices.has(invite.device)).toBe(true);
  });

  test("[MEM6] counts for nobody whom an officer never placed in the group", async () => {
    const place = await createPlace(3);
    const { world } = place;
    for (const at of [
      { household: 99, group: 3 },
      { household: 20, group: 3 },
      { household: 20, group: 4 },
      { household: 12, group: 4 },
      { household: 0, group: 3 },
    ]) {
      const { invite, statements } = await makeCard(place, at);
      world.statements.push(...statements);
      expect(rolesOf(authorityOf(world), invite)).toEqual([]);
    }
  });

  test("[MEM3] is made by leaders only: neither a desk, a member nor a card makes one", async () => {
    const { world, neighbour } = await createPlace(4);
    const desk = addDevice(world, { role: "desk", household: 16, group: 3 });
    const { invite } = await addInvite(world, 17, 3);
    for (const issuer of [desk.keys, neighbour.keys, invite]) {
      const card = createDeviceKeys(world);
      const plan = { household: 12, group: 3, untilSeconds: 0 };
      const certificate = certifyCardByLeader(world.association, issuer, card, plan);
      const [standing] = standingsOf(authorityOf(world), issuer.device);
      expect(standing && mayIssue(standing, certificate.body)).toBe(false);
      world.statements.push(certificate);
      expect(rolesOf(authorityOf(world), card)).toEqual([]);
    }
  });

  test("[MEM5] of a leader who was stopped or went out of office, cards made before stay, and none is made after", async () => {
    for (const end of [revokeIn, retireIn]) {
      const place = await createPlace(5);
      const { world, leader } = place;
      const before = await makeCard(place, { household: 12, group: 3 });
      world.statements.push(...before.statements);
      end(world, leader);
      const plan = { household: 12, group: 3, untilSeconds: 0 };
      const after = createDeviceKeys(world);
      world.statements.push(certifyCardByLeader(world.association, leader.keys, after, plan));
      expect(rolesOf(authorityOf(world), before.invite)).toEqual(["invite"]);
      expect(rolesOf(authorityOf(world), after)).toEqual([]);
    }
  });

  test("[MEM6] claims nobody's key: without the card's own proof it does not count", async () => {
    const { world, leader, neighbour } = await createPlace(6);
    const before = authorityOf(world);
    const stolen = { ...neighbour.keys, sealKey: createDeviceKeys(world).sealKey };
    world.statements.push(
      certifyDevice(world.association, leader.keys, stolen, {
        ...{ role: "invite", household: 12, group: 3 },
      }),
      certifyCardByLeader(
        world.association,
        leader.keys,
        { ...stolen, signSeed: leader.keys.signSeed },
        { household: 12, group: 3, untilSeconds: 0 },
      ),
    );
    expect(authorityOf(world).standings).toEqual(before.standings);
  });

  test("[MEET2] counts alone with its chain", async () => {
    const place = await createPlace(7);
    const { world } = place;
    const { invite, statements } = await makeCard(place, { household: 12, group: 3 });
    world.statements.push(...statements);
    const alone = computeAuthority(world.association, withChain(authorityOf(world), statements));
    expect(rolesOf(alone, invite)).toEqual(["invite"]);
  });
});

describe("no escalation", () => {
  let place: Place;
  let before: Authority;
  beforeAll(async () => {
    place = await createPlace(8);
    addDevice(place.world, { role: "officer", household: 30, group: 3 });
    before = authorityOf(place.world);
  });

  /** What a hostile leader signs: any certificate about fresh keys or anybody's, with a proof or without, and by cards it made. */
  const attempts = fc.array(
    fc.record({
      role: fc.oneof(
        { weight: 4, arbitrary: fc.constantFrom("invite", "member") },
        { weight: 1, arbitrary: fc.constantFrom(...ROLES) },
      ),
      household: fc.constantFrom(0, 1, 12, 12, 30, 30, 20, 77),
      group: fc.constantFrom(0, 1, 3, 3, 3, 4),
      subject: fc.nat(12),
      issuer: fc.constantFrom(0, 0, 0, 1, 2, 3),
      isProven: fc.boolean(),
    }),
    { minLength: 10, maxLength: 40 },
  );

  test("[MEM3] whatever a leader and its cards sign, only members of the group's own households come of it", () => {
    const { world, leader } = place;
    const fresh = Array.from({ length: 6 }, () => createDeviceKeys(world));
    const others = [...before.standings.values()]
      .flat()
      .map(({ device, signKey, sealKey }) => ({ ...leader.keys, device, signKey, sealKey }));
    const subjects: readonly DeviceKeys[] = [...fresh, ...others];
    const issuers = [leader.keys, ...fresh];
    const admitted = new Set<string>();
    // Always among them, so that what counts is tried too: a good card, and a device that joins by it.
    const [card, joining] = fresh;
    if (card === undefined || joining === undefined) throw new Error("no keys");
    const at = { household: 12, group: 3 };
    const honest = [
      certifyCardByLeader(world.association, leader.keys, card, { ...at, untilSeconds: 0 }),
      certifyByInvite(world.association, card, joining, at),
    ];
    fc.assert(
      fc.property(attempts, fc.nat(), (tried, turn) => {
        const made = tried.flatMap((attempt): Statement[] => {
          const { role, household, group, isProven } = attempt;
          const subject = subjects[attempt.subject % subjects.length];
          const issuer = issuers[attempt.issuer % issuers.length];
          if (subject === undefined || issuer === undefined) return [];
          const { association } = world;
          const plan = { household, group };
          if (isProven && role === "invite")
            return [
              certifyCardByLeader(association, issuer, subject, { ...plan, untilSeconds: 0 }),
            ];
          if (isProven && role === "member")
            return [certifyByInvite(association, issuer, subject, plan)];
          return [certifyDevice(association, issuer, subject, { role, ...plan })];
        });
        made.push(...honest);
        const cut = turn % made.length;
        const turned = [...made.slice(cut), ...world.statements, ...made.slice(0, cut)];
        const after = computeAuthority(world.association, turned, world.signatures);
        for (const [device, standings] of after.standings) {
          const known = before.standings.get(device);
          if (known !== undefined) {
            expect(standings.map(withoutOwnCard)).toEqual(known.map(withoutOwnCard));
            continue;
          }
          for (const { roles, household, ...standing } of standings) {
            expect(["invite", "member"]).toEqual(expect.arrayContaining([...roles]));
            // The households that an officer placed in group 3, but for the leader's own, which only the leader's office names.
            expect([12, 30]).toContain(household);
            expect(standing).toMatchObject({ group: 3, groupsLed: [], isConfirmed: false });
            for (const role of roles) admitted.add(role);
          }
        }
        expect(after.epochs).toEqual(before.epochs);
        expect(after.cancelledInviteDevices).toEqual(before.cancelledInviteDevices);
        expect(after.revocations).toEqual(before.revocations);
      }),
      { numRuns: 60 },
    );
    expect([...admitted].sort()).toEqual(["invite", "member"]);
  });

  /** A leader may make a card of its own key: that takes rights away (a card vouches for nobody) and gives none. */
  function withoutOwnCard<Standing extends { readonly roles: ReadonlySet<string> }>(
    standing: Standing,
  ) {
    return { ...standing, roles: [...standing.roles].filter((role) => role !== "invite").sort() };
  }
});
