/** Who may meet: members, each known by its own certificates and by its signature over this connection. */
import { beforeAll, describe, expect, test } from "vitest";
import { encodeCbor } from "../base/cbor.ts";
import { type EntryId, idBytes } from "../base/ids.ts";
import { type Authority, computeAuthority } from "../membership/authority.ts";
import { retireDevice } from "../membership/issue.ts";
import {
  type AssociationWorld,
  type WorldDevice,
  addDevice,
  authorityOf,
  createWorld,
  joinHousehold,
  revokeIn,
} from "../testing/association-world.ts";
import { PROOF_BYTES_MAX } from "./messages.ts";
import { type ConnectionEnd, checkProof, makeProof } from "./proof.ts";

const OFFER_END: ConnectionEnd = {
  offerKey: new Uint8Array(32).fill(1),
  answerKey: new Uint8Array(32).fill(2),
  side: "offer",
};

let world: AssociationWorld;
let officer: WorldDevice;
let resident: WorldDevice;
let authority: Authority;

beforeAll(async () => {
  world = await createWorld();
  officer = addDevice(world, { role: "officer", household: 5, group: 1 });
  resident = await joinHousehold(world, 12, 3);
  authority = authorityOf(world);
});

function proofOf(device: WorldDevice, end: ConnectionEnd = OFFER_END): Uint8Array {
  return makeProof(authority, device.keys, end);
}

describe("the proof of belonging to the association", () => {
  test("[MEET2] shows whose device it is, an officer's or a resident's", () => {
    expect(checkProof(authority, proofOf(officer), OFFER_END)).toMatchObject({
      type: "member",
      standing: { device: officer.keys.device, household: 5 },
    });
    expect(checkProof(authority, proofOf(resident), OFFER_END)).toMatchObject({
      type: "member",
      standing: { device: resident.keys.device, household: 12, group: 3 },
    });
  });

  test("[MEET2] needs nothing known of that device before, and brings what others lack", async () => {
    const before = computeAuthority(world.association, [...world.statements]);
    const late = await joinHousehold(world, 13, 3);
    const proof = makeProof(authorityOf(world), late.keys, OFFER_END);
    const proven = checkProof(before, proof, OFFER_END);
    expect(proven).toMatchObject({ type: "member", standing: { household: 13 } });
    const known = new Set(world.statements.map(({ id }) => id));
    const statements = proven.type === "member" ? proven.statements : [];
    expect(statements.length).toBeGreaterThan(1);
    expect(statements.every(({ id }) => known.has(id))).toBe(true);
  });

  test("[MEET2] is of no use in another meeting, on the other side, or between two others", () => {
    const proof = proofOf(resident);
    const others: readonly ConnectionEnd[] = [
      { ...OFFER_END, side: "answer" },
      { ...OFFER_END, offerKey: new Uint8Array(32).fill(3) },
      { ...OFFER_END, answerKey: new Uint8Array(32).fill(3) },
      { ...OFFER_END, offerKey: OFFER_END.answerKey, answerKey: OFFER_END.offerKey },
    ];
    for (const end of others)
      expect(checkProof(authority, proof, end)).toEqual({ type: "stranger" });
  });

  test("[MEET2] cannot be given by another association, a stranger, or with a member's certificates", async () => {
    const other = await createWorld(9);
    const theirs = makeProof(authorityOf(other), other.founder.keys, OFFER_END);
    expect(checkProof(authority, theirs, OFFER_END)).toEqual({ type: "stranger" });
    const thief = { device: resident.keys.device, signSeed: officer.keys.signSeed };
    const stolen = makeProof(authority, thief, OFFER_END);
    expect(checkProof(authority, stolen, OFFER_END)).toEqual({ type: "stranger" });
    const nobody = { device: resident.keys.device, signSeed: new Uint8Array(32).fill(8) };
    const invented = makeProof(authority, nobody, OFFER_END);
    expect(checkProof(authority, invented, OFFER_END)).toEqual({ type: "stranger" });
  });

  test("[MEET2] of a card's own key lets nobody in: it joins first", () => {
    const card = world.invites.get(12)?.invite;
    if (card === undefined) throw new Error("no card");
    const proof = makeProof(authority, card, OFFER_END);
    expect(checkProof(authority, proof, OFFER_END)).toEqual({ type: "stranger" });
  });

  test("[MEET2] [MEM5] of a stopped device is refused, though its own certificates do not say so", async () => {
    const stopped = await joinHousehold(world, 14, 3);
    const before = authorityOf(world);
    const proof = makeProof(before, stopped.keys, OFFER_END);
    expect(checkProof(before, proof, OFFER_END)).toMatchObject({ type: "member" });
    revokeIn(world, stopped);
    expect(checkProof(authorityOf(world), proof, OFFER_END)).toEqual({ type: "stopped" });
  });

  test("[MEET2] [KEY3] has room after the handover of who made the card, whatever was written in that office", () => {
    const { device } = world.founder.keys;
    const entryId = "ab".repeat(32) as EntryId;
    const streams = Array.from({ length: 4_000 }, (_, n) => `household/${n + 1}` as const);
    const retired = retireDevice(authority, world.root, {
      subject: device,
      heads: new Map(streams.map((stream) => [stream, { seq: 1, entryId }])),
      issued: world.statements,
      ended: (authority.certificates.get(device) ?? []).map(({ id }) => id),
    });
    const after = computeAuthority(world.association, [...world.statements, retired]);
    expect(after.retirements.has(device)).toBe(true);
    const proof = makeProof(after, resident.keys, OFFER_END);
    expect(proof.length).toBeLessThan(PROOF_BYTES_MAX);
    expect(checkProof(after, proof, OFFER_END)).toMatchObject({ type: "member" });
  });

  test("[MEET2] that is noise, or too long, is none", () => {
    const proof = proofOf(resident);
    for (const noise of [new Uint8Array(), proof.subarray(1), Uint8Array.of(...proof, 0)])
      expect(checkProof(authority, noise, OFFER_END)).toEqual({ type: "stranger" });
    const many = Array<Uint8Array>(65).fill(new Uint8Array(1));
    const device = idBytes(resident.keys.device);
    const long = encodeCbor([device, many, new Uint8Array(64)]);
    expect(checkProof(authority, long, OFFER_END)).toEqual({ type: "stranger" });
  });
});
