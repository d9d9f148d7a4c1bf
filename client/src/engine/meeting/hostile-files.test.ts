/** Files and codes that somebody filled on purpose: what they may cost. */
import { beforeEach, expect, test } from "vitest";
import { equalBytes } from "@tomoshibi/shared/base/bytes.ts";
import { decodeCbor, encodeCbor, isList } from "@tomoshibi/shared/base/cbor.ts";
import type { DeviceId, EntryId } from "@tomoshibi/shared/base/ids.ts";
import { sha256 } from "@tomoshibi/shared/crypto/hash.ts";
import { type VerifySignature, verify } from "@tomoshibi/shared/crypto/sign.ts";
import { encodeEntry } from "@tomoshibi/shared/entry/entry.ts";
import type { StreamName } from "@tomoshibi/shared/entry/stream-name.ts";
import { BAD_SIGNATURES_MAX } from "@tomoshibi/shared/meeting/parcel.ts";
import { createDeviceKeys } from "@tomoshibi/shared/membership/device-keys.ts";
import { certifyDevice } from "@tomoshibi/shared/membership/issue.ts";
import type { Statement } from "@tomoshibi/shared/membership/statement.ts";
import { encodeBundle } from "@tomoshibi/shared/relay-api/bundle.ts";
import {
  type AssociationWorld,
  type WorldDevice,
  addDevice,
  createWorld,
  joinHousehold,
  writeEntry,
} from "@tomoshibi/shared/testing/association-world.ts";
import { type TestReplica, installReplica } from "../replica/testing/replica-world.ts";
import { AUTHOR_BYTES_MAX, SURE_BYTES } from "./author-room.ts";
import { WITHOUT_FORCE_MAX } from "./statement-room.ts";
import { takeIn } from "./take-in.ts";
import { OWN_HOUSEHOLD_SHARE } from "./unknown-authors.ts";

const UNSIGNED = new Uint8Array(64).fill(1);
/** Thousands are tried: what is unsigned is known by its look. */
const verifySignature: VerifySignature = (signature, ...signed) =>
  !equalBytes(signature, UNSIGNED) && verify(signature, ...signed);

let world: AssociationWorld;
let member: WorldDevice;
let desk: TestReplica;

beforeEach(async () => {
  world = await createWorld();
  const officer = addDevice(world, { role: "officer", household: 5, group: 1 });
  member = await joinHousehold(world, 12, 3);
  desk = await installReplica(world, officer, { verifySignature });
});

/** The same certificate with another date, as nobody signed it. */
function withUntil({ bytes }: Pick<Statement, "bytes">, untilSeconds: number) {
  const value = decodeCbor(bytes);
  const [fields] = isList(value) ? value : [];
  if (!isList(fields)) throw new Error("a statement is a list");
  return { bytes: encodeCbor([fields.with(6, untilSeconds), UNSIGNED]) };
}

async function bring(
  statements: readonly Pick<Statement, "bytes">[],
  streams: readonly { readonly stream: StreamName; readonly entries: readonly Uint8Array[] }[],
) {
  const { association, founder } = world;
  const file = encodeBundle({
    ...{ association, sender: founder.keys.device, streams },
    statements: statements.map(({ bytes }) => bytes),
  });
  const taken = await takeIn(desk, file);
  if (!taken.ok || taken.value.type !== "taken") throw new Error("a file that can be read");
  return taken.value;
}

/** An entry that names an author who never wrote it. */
function forged(author: DeviceId, seq: number): Uint8Array {
  const box = new Uint8Array(20).fill(seq % 251);
  return encodeEntry({
    ...{ version: 1, author, seq, prev: new Uint8Array(8), epoch: 1 },
    ...{ box, boxHash: sha256(box), signature: UNSIGNED },
  });
}

test("[MEET2] [ENT1] a copy that its author did not sign is kept nowhere, and the honest one is welcome", async () => {
  const report = writeEntry(world, member, "safety", new Uint8Array(40).fill(7));
  const copy = encodeEntry({ ...report.entry, signature: UNSIGNED });
  const before = await desk.database.entries.toArray();
  expect(await bring([], [{ stream: "safety", entries: [copy] }])).toMatchObject({ damaged: 1 });
  expect(await desk.database.entries.toArray()).toEqual(before);
  expect(await desk.database.outbox.get(report.entryId)).toBeUndefined();
  const honest = await bring([], [{ stream: "safety", entries: [report.bytes] }]);
  expect(honest).toMatchObject({ damaged: 0, kept: 1 });
});

test("[MEET2] after so many copies that nobody signed no more is looked at; the honest stays with who brought it, and comes alone", async () => {
  const { device } = member.keys;
  const noise = Array.from({ length: BAD_SIGNATURES_MAX + 200 }, (_, at) => forged(device, at + 1));
  const report = writeEntry(world, member, "safety", new Uint8Array(40).fill(7));
  const taken = await bring([], [{ stream: "safety", entries: [...noise, report.bytes] }]);
  expect(taken.damaged).toBeLessThan(noise.length);
  expect(taken.damaged + taken.leftBehind).toBe(noise.length + 1);
  expect(await desk.database.entries.where("state").equals("kept").toArray()).toEqual([]);
  // None of it took anything of the author's room.
  expect(await bring([], [{ stream: "safety", entries: [report.bytes] }])).toMatchObject({
    kept: 1,
    leftBehind: 0,
  });
});

test("[MEET2] [REL4] a file full of statements that give nobody anything leaves a phone that joined elsewhere its place", async () => {
  const issuer = createDeviceKeys(world);
  const plan = { role: "member", household: 12, group: 1 } as const;
  const one = certifyDevice(world.association, issuer, createDeviceKeys(world), plan);
  const noise = Array.from({ length: WITHOUT_FORCE_MAX }, (_, at) => withUntil(one, at + 1));
  const room = WITHOUT_FORCE_MAX * (1 - OWN_HOUSEHOLD_SHARE);
  expect(await bring(noise, [])).toMatchObject({
    ...{ kept: room, leftBehind: noise.length - room, others: 0 },
  });
  const before = world.statements.length;
  const neighbour = await joinHousehold(world, 13, 3);
  const certificates = world.statements.slice(before);
  const taken = await bring([withUntil(one, 9_999), ...certificates], []);
  expect(taken).toMatchObject({ others: certificates.length, leftBehind: 1 });
  expect(desk.replica.authority?.standings.has(neighbour.keys.device)).toBe(true);
});

test("[MEET2] [REL4] what one member signs itself has a bound; another of its household, and an officer, have room", async () => {
  const entries: Uint8Array[] = [];
  const large = new Uint8Array(60_000).fill(9);
  for (let count = 0; count < 24; count += 1)
    entries.push(writeEntry(world, member, "members", large).bytes);
  const taken = await bring([], [{ stream: "members", entries }]);
  expect(taken.leftBehind).toBeGreaterThan(0);
  const bytesOf = async (author: DeviceId) =>
    (await desk.database.entries.toArray())
      .filter((row) => row.author === author)
      .reduce((sum, { bytes }) => sum + bytes.length, 0);
  expect(await bytesOf(member.keys.device)).toBeLessThanOrEqual(AUTHOR_BYTES_MAX + 128 * 1024);
  // Later, too, and whoever brings it.
  const late = writeEntry(world, member, "safety", large).bytes;
  expect(await bring([], [{ stream: "safety", entries: [late] }])).toMatchObject({ leftBehind: 1 });

  const spouse = await joinHousehold(world, 12, 3);
  const reports = Array.from({ length: 20 }, () =>
    writeEntry(world, spouse, "safety", new Uint8Array(100).fill(1)),
  );
  const heard = await bring(world.statements.slice(-1), [
    { stream: "safety", entries: reports.map(({ bytes }) => bytes) },
  ]);
  expect(heard).toMatchObject({ leftBehind: 0 });
  const ids: EntryId[] = reports.map(({ entryId }) => entryId);
  expect((await desk.database.entries.bulkGet(ids)).every((row) => row !== undefined)).toBe(true);
  expect(await bytesOf(spouse.keys.device)).toBeLessThan(SURE_BYTES);
});

test("[MEET2] an erased entry's husk, brought again and again, uses up nothing of its author's room", async () => {
  const { entry } = writeEntry(world, member, "safety", new Uint8Array(40).fill(7));
  const husk = encodeEntry({ ...entry, box: undefined });
  const brought = () => desk.database.keyValues.get("broughtByHand");
  await bring([], [{ stream: "safety", entries: [husk] }]);
  const once = await brought();
  expect(once?.value).toEqual([[member.keys.device, husk.length]]);
  for (const _again of [1, 2]) await bring([], [{ stream: "safety", entries: [husk] }]);
  expect(await brought()).toEqual(once);
  await bring([], [{ stream: "safety", entries: [encodeEntry(entry)] }]);
  expect((await brought())?.value).toEqual([[member.keys.device, encodeEntry(entry).length]]);
});
