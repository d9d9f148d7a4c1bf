import { beforeEach, expect, test } from "vitest";
import type { DeviceId } from "../base/ids.ts";
import { audiencesFor } from "../keys/keyring.ts";
import { keysToWrap } from "../keys/mailbox.ts";
import {
  type AssociationWorld,
  type WorldDevice,
  addDevice,
  addRole,
  authorityOf,
  createWorld,
  joinHousehold,
  retireIn,
  standingIn,
  writeEntry,
} from "../testing/association-world.ts";
import { checkPolicy } from "../records/policy.ts";
import { countsEntry, standingAt } from "./authority.ts";
import { mayIssue, rankOf } from "./issuing-rights.ts";
import { certifyDevice, confirmDevice, retireDevice, revokeDevice } from "./issue.ts";
import { STATEMENT_BYTES_MAX, decodeStatement } from "./statement.ts";

let world: AssociationWorld;
let officer: WorldDevice;

/** An officer as a town makes one: a household's device that was appointed. */
beforeEach(async () => {
  world = await createWorld(33);
  officer = await joinHousehold(world, 12, 3);
  addRole(world, officer, { role: "officer", household: 12, group: 3 });
});

const payload = new Uint8Array(4);
const opened = {
  kind: "incidentLinked",
  incident: "00".repeat(8),
  other: "11".repeat(8),
  link: "same",
  atSeconds: 1,
} as never;
const mayWrite = (author: Parameters<typeof checkPolicy>[0]["author"]) =>
  checkPolicy({ stream: "members", author, payload: opened }).ok;

test("[KEY3] who leaves an office stays the household's: no rights of an officer, no keys of officers", () => {
  const household = standingIn(world, officer).household;
  retireIn(world, officer);
  const retired = standingIn(world, officer);
  expect([...retired.roles]).toEqual(["member"]);
  expect(retired).toMatchObject({ household, group: 3, isConfirmed: true, revoked: undefined });
  expect(audiencesFor(authorityOf(world), retired)).toEqual(["group/3", "household/12", "members"]);
  const due = keysToWrap({
    authority: authorityOf(world),
    keyring: world.founder.keyring,
    alreadyWrapped: new Map(),
    self: world.founder.keys.device,
  }).find(({ standing }) => standing.device === officer.keys.device);
  expect(due?.keys.map(({ audience }) => audience)).toEqual(["group/3", "household/12", "members"]);
});

test("[KEY3] what was written in office stays an officer's word, what comes after is a member's", () => {
  const inOffice = writeEntry(world, officer, "members", payload);
  retireIn(world, officer);
  const after = writeEntry(world, officer, "members", payload);
  const retired = standingIn(world, officer);
  const at = ({ entry, entryId }: typeof after) =>
    standingAt(retired, "members", entry.seq, entryId);
  expect([inOffice, after].map((entry) => mayWrite(at(entry)))).toEqual([true, false]);
  // Unlike a revoked device's, nothing is set aside: the household goes on reporting.
  expect(countsEntry(retired, "members", after.entry.seq, after.entryId)).toBe(true);
  const unlisted = standingAt(retired, "safety", 1, after.entryId);
  expect(unlisted.roles.has("officer")).toBe(false);
});

test("[KEY3] whom the officer appointed and let in stays; whom it appoints afterwards does not count", () => {
  const certify = (device: WorldDevice) =>
    certifyDevice(world.association, officer.keys, device.keys, {
      role: "desk",
      ...{ household: 0, group: 0 },
    });
  const [before, late] = [20, 21].map((household) =>
    addDevice(world, { role: "member", household, group: 3 }),
  );
  if (before === undefined || late === undefined) throw new Error("no devices");
  world.statements.push(certify(before));
  retireIn(world, officer);
  world.statements.push(certify(late));
  expect(standingIn(world, before).roles.has("desk")).toBe(true);
  expect(standingIn(world, late).roles.has("desk")).toBe(false);
});

test("[KEY3] [MEM7] a retired officer still vouches for the own household's devices, and for no others", async () => {
  const family = await joinHousehold(world, 12, 3);
  const other = await joinHousehold(world, 13, 3);
  retireIn(world, officer);
  for (const device of [family, other])
    world.statements.push(confirmDevice(world.association, officer.keys, device.keys.device));
  expect([family, other].map((device) => standingIn(world, device).isConfirmed)).toEqual([
    true,
    false,
  ]);
});

const retirement = (issuer: WorldDevice["keys"], subject: DeviceId) =>
  retireDevice(authorityOf(world), issuer, {
    subject,
    heads: officer.heads,
    issued: world.statements,
    ended: (authorityOf(world).certificates.get(subject) ?? [])
      .filter(({ body }) => body.role === "officer")
      .map(({ id }) => id),
  });

test("[KEY3] an office is ended by strictly higher rank or by its holder", () => {
  const peer = addDevice(world, { role: "officer", household: 30, group: 1 });
  world.statements.push(retirement(peer.keys, officer.keys.device));
  expect(rankOf(standingIn(world, officer))).toBe(2);
  world.statements.push(retirement(officer.keys, officer.keys.device));
  expect(rankOf(standingIn(world, officer))).toBe(3);
  const body = retirement(peer.keys, officer.keys.device).body;
  const [own, founder] = [standingIn(world, peer), standingIn(world, world.founder)];
  expect([own, founder].map((issuer) => mayIssue(issuer, body, own))).toEqual([false, true]);
  expect(mayIssue(own, { ...body, subject: founder.device }, founder)).toBe(false);
});

test("[KEY3] who is appointed once more is an officer again: a later certificate is another", () => {
  retireIn(world, officer);
  const plan = { role: "officer", household: 12, group: 3 } as const;
  addRole(world, officer, plan);
  expect(standingIn(world, officer).roles.has("officer")).toBe(false);
  addRole(world, officer, { ...plan, untilSeconds: 1 });
  expect(standingIn(world, officer).roles.has("officer")).toBe(true);
});

test("[MEM2] [KEY3] a retirement decodes to what was signed; two of one rank: the higher revision wins", () => {
  retireIn(world, officer);
  const statement = world.statements.at(-1);
  if (statement === undefined) throw new Error("no statement");
  expect(decodeStatement(world.association, statement.bytes)).toEqual(statement);
  expect(decodeStatement(world.association, statement.bytes.slice(1))).toBeUndefined();
  expect(statement.bytes.length).toBeLessThan(STATEMENT_BYTES_MAX);
  retireIn(world, officer);
  const winner = authorityOf(world).retirements.get(officer.keys.device);
  expect(winner?.body.revision).toBe(2);
});

test("[KEY3] [MEM5] to stop who left an office takes what the office took, and screens are told so", () => {
  const peer = addDevice(world, { role: "officer", household: 30, group: 1 });
  const admin = addDevice(world, { role: "admin", household: 31, group: 1 });
  retireIn(world, officer);
  for (const [by, isStopped] of [
    [peer, false],
    [admin, true],
  ] as const) {
    const revocation = revokeDevice(authorityOf(world), by.keys, {
      ...{ subject: officer.keys.device, heads: officer.heads, issued: world.statements },
    });
    const [issuer, subject] = [standingIn(world, by), standingIn(world, officer)];
    expect(mayIssue(issuer, revocation.body, subject)).toBe(isStopped);
    world.statements.push(revocation);
    expect(standingIn(world, officer).revoked !== undefined).toBe(isStopped);
  }
});
