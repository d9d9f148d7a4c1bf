import fc from "fast-check";
import { beforeEach, describe, expect, test } from "vitest";
import { idBytes } from "../base/ids.ts";
import { sealPublicKey } from "../crypto/seal.ts";
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
  standingIn,
} from "../testing/association-world.ts";
import {
  computeAuthority,
  currentEpoch,
  epochsOf,
  leadsHousehold,
} from "../membership/authority.ts";
import { createEpoch } from "./begin-epoch.ts";
import { matchEpoch, openPrevious, writeOnlyKey } from "./epoch.ts";
import {
  EMPTY_KEYRING,
  addKeys,
  audiencesFor,
  decodeKeyring,
  expandKeyring,
  mayHold,
  missingKeys,
  newestEpochs,
  readKeys,
  writeKey,
} from "./keyring.ts";
import { addKey, encodeKeyring } from "./taking.ts";
import { keysToWrap } from "./mailbox.ts";
import { audiencesToRotate, startEpochs } from "./rotation.ts";

let world: AssociationWorld;

beforeEach(async () => {
  world = await createWorld(41);
});

const founderKey = (audience: "members" | "safety", number = 1) => {
  const [key] = readKeys(world.founder.keyring, audience, number);
  if (key?.secret === undefined) throw new Error("no key");
  return { ...key, secret: key.secret };
};

/** Begins an epoch beside what others begin: the founder's and an officer's, apart from one another. */
async function beginApart(device = world.founder) {
  const authority = authorityOf(world);
  const { keyring, keys: issuer } = device;
  return startEpochs(world, { authority, keyring, issuer, audiences: ["members"] });
}

describe("[KEY1] epochs", () => {
  test("[KEY1] an epoch is named by its statement's hash and says audience, number and parents", async () => {
    await rotateIn(world, ["members"]);
    const [second, first] = epochsOf(authorityOf(world), "members");
    expect(second?.body).toMatchObject({ audience: "members", number: 2, parents: [first?.id] });
    expect(founderKey("members", 2).epochId).toEqual(second && idBytes(second.id));
  });

  test("[KEY1] a write-only audience shows an X25519 key, the others a commitment bound to audience and number", () => {
    const safety = currentEpoch(authorityOf(world), "safety");
    const members = currentEpoch(authorityOf(world), "members");
    if (safety === undefined || members === undefined) throw new Error("no epochs");
    expect(safety.body.publicKey).toEqual(sealPublicKey(founderKey("safety").secret));
    expect(writeOnlyKey(safety)).toMatchObject({
      publicKey: safety.body.publicKey,
      secret: undefined,
    });
    expect(writeOnlyKey(members)).toBeUndefined();
    const { secret } = founderKey("members");
    expect(matchEpoch(members, secret)).toEqual(founderKey("members"));
    const elsewhere = { ...members, body: { ...members.body, audience: "officers" as const } };
    const later = { ...members, body: { ...members.body, number: 2 } };
    expect([elsewhere, later].map((epoch) => matchEpoch(epoch, secret))).toEqual([
      undefined,
      undefined,
    ]);
    expect(matchEpoch(members, founderKey("safety").secret)).toBeUndefined();
    expect(matchEpoch(members, secret.slice(1))).toBeUndefined();
  });

  test("[KEY1] holding the newest key opens all earlier ones", async () => {
    for (let round = 0; round < 4; round += 1) await rotateIn(world, ["members", "safety"]);
    const authority = authorityOf(world);
    const newest = addKeys(EMPTY_KEYRING, [founderKey("members", 5), founderKey("safety", 5)]);
    const expanded = expandKeyring(newest, authority);
    expect(expanded.keys.size).toBe(10);
    for (const [epoch, key] of expanded.keys)
      expect(key).toEqual(world.founder.keyring.keys.get(epoch));
    expect(expandKeyring(expanded, authority)).toBe(expanded);
    const oldest = addKey(EMPTY_KEYRING, founderKey("members", 1));
    expect(expandKeyring(oldest, authority)).toBe(oldest);
  });

  test("[KEY1] what an epoch seals of its parents opens with its own secret only", async () => {
    await rotateIn(world, ["members"]);
    const epoch = currentEpoch(authorityOf(world), "members");
    if (epoch === undefined) throw new Error("no epoch");
    const [parent] = epoch.body.parents;
    expect(openPrevious(epoch, founderKey("members", 2).secret)).toEqual([
      { epoch: parent, secret: founderKey("members", 1).secret },
    ]);
    expect(openPrevious(epoch, founderKey("members", 1).secret)).toEqual([]);
  });

  test("[KEY1] concurrent epochs of one number are both valid; all write with the lowest hash, read what they hold; the next follows both", async () => {
    const officer = addDevice(world, { role: "officer", household: 2, group: 1 });
    const [left, right] = [await beginApart(), await beginApart(officer)];
    world.statements.push(...left.statements, ...right.statements);
    const authority = authorityOf(world);
    expect(epochsOf(authority, "members").map(({ body }) => body.number)).toEqual([2, 2, 1]);
    expect(newestEpochs(authority, "members")).toHaveLength(2);
    const both = addKeys(left.keyring, right.keyring.keys.values());
    expect(readKeys(both, "members", 2)).toHaveLength(2);
    const [lowest] = [...left.statements, ...right.statements].sort((a, b) =>
      a.id < b.id ? -1 : 1,
    );
    expect(currentEpoch(authority, "members")?.id).toBe(lowest?.id);
    expect(writeKey(both, authority, "members")).toBe(lowest && both.keys.get(lowest.id));
    world.founder.keyring = both;
    await rotateIn(world, ["members"]);
    const joined = addKeys(EMPTY_KEYRING, readKeys(world.founder.keyring, "members", 3));
    expect(expandKeyring(joined, authorityOf(world)).keys.size).toBe(4);
    expect(newestEpochs(authorityOf(world), "members")).toHaveLength(1);
  });

  test("[KEY1] who lacks the newest key writes with the newest it holds, and alarms", async () => {
    const officer = addDevice(world, { role: "officer", household: 2, group: 1 });
    await rotateIn(world, ["members", "safety"]);
    const authority = authorityOf(world);
    expect(writeKey(officer.keyring, authority, "members")?.number).toBe(1);
    expect(writeKey(officer.keyring, authority, "safety")).toMatchObject({
      number: 2,
      secret: undefined,
    });
    const missing = missingKeys(authority, officer.keyring, standingIn(world, officer));
    expect(missing.map(({ body }) => [body.audience, body.number])).toEqual([
      ["members", 2],
      ["safety", 2],
    ]);
    expect(missingKeys(authority, world.founder.keyring, standingIn(world, world.founder))).toEqual(
      [],
    );
    expect(writeKey(officer.keyring, authority, "group/9")).toBeUndefined();
    const nothingCounts = computeAuthority(world.association, []);
    expect(writeKey(officer.keyring, nothingCounts, "members")?.number).toBe(1);
  });

  test("[KEY1] an issuer who lacks the newest key still begins the next number", async () => {
    const officer = addDevice(world, { role: "officer", household: 2, group: 1 });
    await rotateIn(world, ["members"]);
    const { statements } = await beginApart(officer);
    expect(statements[0]?.body).toMatchObject({ number: 3, parents: [] });
  });

  test("[KEY1] without a recovery key nothing is sealed to one", async () => {
    const plan = {
      association: world.association,
      issuer: world.founder.keys,
      number: 1,
      previous: [],
    };
    const { statement } = await createEpoch(world, {
      ...plan,
      audience: "group/5",
      recoveryKey: undefined,
    });
    expect(statement.body.recoverySealed).toHaveLength(0);
  });
});

describe("[KEY1] the keyring", () => {
  test("[KEY1] comes back from its bytes; noise is refused, never thrown", () => {
    const { keyring } = world.founder;
    const bytes = encodeKeyring(keyring);
    const sorted = (ring: typeof keyring) =>
      [...ring.keys].sort(([left], [right]) => (left < right ? -1 : 1));
    const decoded = decodeKeyring(bytes);
    expect(decoded && sorted(decoded)).toEqual(sorted(keyring));
    fc.assert(fc.property(fc.uint8Array(), (noise) => void decodeKeyring(noise)));
    expect(decodeKeyring(bytes.slice(1))).toBeUndefined();
    expect(decodeKeyring(encodeKeyring(EMPTY_KEYRING))).toEqual(EMPTY_KEYRING);
  });

  test("[KEY1] holds only keys with a secret, each once, and is never changed in place", () => {
    const safety = currentEpoch(authorityOf(world), "safety");
    const publicOnly = safety && writeOnlyKey(safety);
    if (publicOnly === undefined) throw new Error("no key");
    expect(addKey(EMPTY_KEYRING, publicOnly)).toBe(EMPTY_KEYRING);
    const { keyring } = world.founder;
    expect(addKeys(keyring, keyring.keys.values())).toBe(keyring);
    expect(addKey(EMPTY_KEYRING, founderKey("members")).keys.size).toBe(1);
    expect(EMPTY_KEYRING.keys.size).toBe(0);
  });

  test.each([
    [
      "officer",
      ["group/1", "group/3", "household/1", "household/12", "members", "officers", "safety"],
    ],
    ["member", ["group/3", "household/12", "members"]],
    ["groupLeader", ["group/3", "household/12", "members"]],
    ["desk", ["group/3", "household/12", "members"]],
    ["relay", []],
  ] as const)("[KEY1] a device with role %s should hold %j", async (role, expected) => {
    await joinHousehold(world, 12, 3);
    const device = addDevice(world, { role, household: 12, group: 3 });
    expect(audiencesFor(authorityOf(world), standingIn(world, device))).toEqual(expected);
  });

  test("[KEY1] a leader also holds the groups led; the revoked should hold nothing", () => {
    const leader = addDevice(world, { role: "member", household: 12, group: 3 });
    const standing = { ...standingIn(world, leader), groupsLed: [1] };
    const authority = authorityOf(world);
    expect(
      ["group/1", "group/2", "group/3"].map((name) =>
        mayHold(authority, standing, name as "group/1"),
      ),
    ).toEqual([true, false, true]);
    expect(mayHold(authority, { ...standing, revoked: new Map() }, "members")).toBe(false);
  });
});

test("[STR] a leader holds the keys of the households in the group led, and of no other; a desk of none", async () => {
  await joinHousehold(world, 30, 1);
  await joinHousehold(world, 31, 2);
  const plan = { household: 12, group: 3 } as const;
  const leader = addDevice(world, { role: "member", ...plan });
  addRole(world, leader, { role: "groupLeader", household: 12, group: 1 });
  const desk = addDevice(world, { role: "desk", ...plan });
  const ofHouseholds = (device: WorldDevice) =>
    audiencesFor(authorityOf(world), standingIn(world, device)).filter((name) =>
      name.startsWith("household/"),
    );
  // The founder's household 1 is in group 1 as well.
  expect(ofHouseholds(leader)).toEqual(["household/1", "household/30"]);
  expect(ofHouseholds(desk)).toEqual([]);
  expect(leadsHousehold(authorityOf(world), standingIn(world, leader), 31)).toBe(false);
});

test("[KEY3] when a device is revoked, the audiences it held get a new epoch, whose keys go to all that remain and not to it", async () => {
  const leaving = await joinHousehold(world, 12, 3);
  const family = await joinHousehold(world, 12, 3);
  const neighbour = await joinHousehold(world, 13, 3);
  const before = standingIn(world, leaving);
  expect(audiencesToRotate(authorityOf(world), before)).toEqual([
    "group/3",
    "household/12",
    "members",
  ]);
  revokeIn(world, leaving);
  expect(audiencesToRotate(authorityOf(world), standingIn(world, leaving))).toEqual(
    audiencesToRotate(authorityOf(world), before),
  );
  await rotateIn(world, audiencesToRotate(authorityOf(world), before));
  const authority = authorityOf(world);
  expect(currentEpoch(authority, "safety")?.body.number).toBe(1);
  const due = keysToWrap({
    authority,
    keyring: world.founder.keyring,
    alreadyWrapped: new Map(),
    self: world.founder.keys.device,
  });
  const audiencesDue = (device: typeof leaving) =>
    due
      .filter(({ standing }) => standing.device === device.keys.device)
      .flatMap(({ keys }) => keys.map((key) => `${key.audience} ${key.number}`));
  expect(audiencesDue(leaving)).toEqual([]);
  expect(audiencesDue(family)).toEqual(["group/3 2", "household/12 2", "members 2"]);
  expect(audiencesDue(neighbour)).toEqual(["group/3 2", "household/13 1", "members 2"]);
  expect(writeKey(leaving.keyring, authority, "members")?.number).toBe(1);
});
