import { beforeAll, describe, expect, test } from "vitest";
import { bytesToHex } from "../base/bytes.ts";
import { encodeCbor } from "../base/cbor.ts";
import { type SealedEntry, encodeEntry, toHusk } from "../entry/entry.ts";
import type { StreamName } from "../entry/stream-name.ts";
import { EMPTY_KEYRING } from "../keys/keyring.ts";
import { encodePayload } from "../records/payload.ts";
import {
  type AssociationWorld,
  type WorldDevice,
  addDevice,
  authorityOf,
  createWorld,
  joinHousehold,
  revokeIn,
  writeEntry,
} from "../testing/association-world.ts";
import { type JudgeContext, judge, judgeAgain } from "./apply.ts";

const READ = { kind: "incidentRead", incident: "00".repeat(8) as never, atSeconds: 5 } as const;

let world: AssociationWorld;
let officer: WorldDevice;
let resident: WorldDevice;

beforeAll(async () => {
  world = await createWorld();
  officer = addDevice(world, { role: "officer", household: 5, group: 1 });
  resident = await joinHousehold(world, 12, 3);
});

describe("judging", () => {
  test("[STR1] an entry by a certified author, within its rights, is applied", () => {
    const entry = write(resident, "safety");
    expect(verdictOf("safety", entry.bytes)).toMatchObject({
      type: "applied",
      entryId: entry.entryId,
      payload: READ,
      signedBy: bytesToHex(resident.keys.signKey),
    });
  });

  test("[G15] what is not applied is kept with its reason, the first that holds", () => {
    const { bytes, entry } = write(resident, "safety");
    const damaged = encodeEntry({ ...entry, signature: entry.signature.map((byte) => byte ^ 1) });
    expect(
      verdictOf("safety", bytes, { authority: authorityOf({ ...world, statements: [] }) }),
    ).toMatchObject({
      reason: "unknownAuthor",
    });
    expect(verdictOf("safety", damaged)).toMatchObject({
      reason: "badSignature",
      signedBy: undefined,
    });
    expect(verdictOf("officers", bytes)).toMatchObject({ reason: "badSignature" });
    expect(verdictOf("safety", encodeEntry(toHusk(entry)))).toMatchObject({ reason: "husk" });
    expect(verdictOf("safety", bytes, { keyring: EMPTY_KEYRING })).toMatchObject({
      reason: "noKey",
    });
    expect(verdictOf("members", write(resident, "members").bytes)).toMatchObject({
      reason: "notAllowed",
    });
    expect(judge(context(), place("safety"), new Uint8Array([1]))).toEqual({ type: "malformed" });
  });

  test("[ENT8] an unknown kind is told apart from a malformed payload", () => {
    const sealed = (payload: Uint8Array) => writeEntry(world, resident, "safety", payload).bytes;
    expect(verdictOf("safety", sealed(encodeCbor([23_000])))).toMatchObject({
      reason: "unknownKind",
    });
    expect(verdictOf("safety", sealed(encodeCbor([3])))).toMatchObject({ reason: "malformed" });
  });

  test("[MEM5] beyond a revocation an entry is kept, but opened, so that officers can look at it", () => {
    const leaver = addDevice(world, { role: "member", household: 40, group: 3 });
    const before = write(leaver, "safety");
    revokeIn(world, leaver);
    const after = write(leaver, "safety");
    expect(verdictOf("safety", before.bytes)).toMatchObject({ type: "applied" });
    expect(verdictOf("safety", after.bytes)).toMatchObject({ reason: "revoked", payload: READ });
    const held = {
      ...after.entry,
      entryId: after.entryId,
      stream: "safety" as const,
      payload: READ,
    };
    const signedBy = bytesToHex(leaver.keys.signKey);
    expect(judgeAgain(authorityOf(world), { ...held, signedBy }).reason).toBe("revoked");
    expect(judgeAgain(authorityOf(world), { ...held, signedBy: "00" }).reason).toBe(
      "unknownAuthor",
    );
  });

  test("[ENT3] a signature that was checked once is not checked again", () => {
    const { bytes, entryId } = write(resident, "safety");
    const verifySignature = () => {
      throw new Error("checked again");
    };
    const signedBy = (id: string) =>
      id === entryId ? bytesToHex(resident.keys.signKey) : undefined;
    expect(verdictOf("safety", bytes, { signedBy, verifySignature })).toMatchObject({
      type: "applied",
    });
  });
});

function write(device: WorldDevice, stream: StreamName): SealedEntry {
  return writeEntry(world, device, stream, encodePayload(READ));
}

function place(stream: StreamName) {
  return { association: world.association, stream };
}

function context(changes: Partial<JudgeContext> = {}): JudgeContext {
  return {
    authority: authorityOf(world),
    keyring: officer.keyring,
    signedBy: () => undefined,
    ...changes,
  };
}

function verdictOf(stream: StreamName, bytes: Uint8Array, changes: Partial<JudgeContext> = {}) {
  return judge(context(changes), place(stream), bytes);
}
