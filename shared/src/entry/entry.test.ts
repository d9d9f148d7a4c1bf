import fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import { utf8ToBytes } from "../base/bytes.ts";
import { decodeCbor, encodeCbor } from "../base/cbor.ts";
import { idBytes, toId } from "../base/ids.ts";
import { sha256 } from "../crypto/hash.ts";
import { sign } from "../crypto/sign.ts";
import { readKeys, writeKey } from "../keys/keyring.ts";
import {
  type AssociationWorld,
  type WorldDevice,
  addDevice,
  authorityOf,
  createWorld,
  joinHousehold,
  writeEntry,
} from "../testing/association-world.ts";
import {
  ENTRY_BYTES_MAX,
  type Entry,
  type EntryPlace,
  decodeEntry,
  encodeEntry,
  entryIdOf,
  follows,
  isSignedBy,
  openEntry,
  sealEntry,
  toHusk,
} from "./entry.ts";
import type { StreamName } from "./stream-name.ts";

const payload = utf8ToBytes("助けが必要 佐藤ハナ");
let world: AssociationWorld;
let resident: WorldDevice;
let officer: WorldDevice;

beforeAll(async () => {
  world = await createWorld(3);
  resident = await joinHousehold(world, 12, 3);
  officer = addDevice(world, { role: "officer", household: 2, group: 1 });
});

const placeOf = (stream: StreamName): EntryPlace => ({ association: world.association, stream });
const keysOf = (device: WorldDevice, stream: "safety" | "members", number = 1) =>
  readKeys(device.keyring, stream, number);

describe("[ENT1] the frame", () => {
  test("[ENT1] an entry is seven fields: version, author, seq, prev, epoch, box, signature", () => {
    const { bytes, entry } = writeEntry(world, resident, "members", payload);
    const fields = decodeCbor(bytes);
    expect(fields).toEqual([
      1,
      idBytes(resident.keys.device),
      entry.seq,
      entry.prev,
      1,
      entry.box,
      entry.signature,
    ]);
    expect(idBytes(resident.keys.device)).toEqual(sha256(resident.keys.signKey).slice(0, 8));
  });

  test("[ENT1] seq counts from 1 per stream, and prev is the start of the previous id", () => {
    const first = writeEntry(world, officer, "officers", payload);
    const second = writeEntry(world, officer, "officers", payload);
    const elsewhere = writeEntry(world, officer, "receipts", payload);
    expect([first.entry.seq, second.entry.seq, elsewhere.entry.seq]).toEqual([1, 2, 1]);
    expect(first.entry.prev).toEqual(new Uint8Array(8));
    expect(follows(second.entry, first.entryId)).toBe(true);
    expect(follows(elsewhere.entry, first.entryId)).toBe(false);
  });

  test("[ENT1] decoding gives back what was encoded, and never throws on anything else", () => {
    const { bytes, entry } = writeEntry(world, resident, "safety", payload);
    expect(decodeEntry(bytes)).toEqual(entry);
    expect(encodeEntry(entry)).toEqual(bytes);
    fc.assert(
      fc.property(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }), (index, flip) => {
        const changed = bytes.slice();
        changed[index] = (changed[index] ?? 0) ^ flip;
        const decoded = decodeEntry(changed);
        if (decoded === undefined) return;
        expect(encodeEntry(decoded)).toEqual(changed);
        const isSame = isSignedBy(placeOf("safety"), decoded, resident.keys.signKey);
        expect(isSame).toBe(false);
      }),
      { numRuns: 60 },
    );
    fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), (noise) => void decodeEntry(noise)));
  });

  test.each([
    ["seq 0", 2, 0],
    ["another version", 0, 2],
    ["a short author", 1, new Uint8Array(7)],
    ["a long prev", 3, new Uint8Array(9)],
    ["a short signature", 6, new Uint8Array(63)],
    ["a husk of the wrong length", 5, [new Uint8Array(31)]],
    ["a text for a box", 5, "box"],
  ] as const)("[ENT1] refuses %s", (_name, index, value) => {
    const { bytes } = sealFirst("members");
    const fields = [...(decodeCbor(bytes) as readonly (number | Uint8Array)[])];
    expect(decodeEntry(encodeCbor(fields))).toBeDefined();
    expect(decodeEntry(encodeCbor(fields.with(index, value as number)))).toBeUndefined();
  });
});

describe("[ENT2] the signature", () => {
  test("[ENT2] covers association, stream, place in the chain and content", () => {
    const { entry } = sealFirst("members");
    const { signKey } = resident.keys;
    const place = placeOf("members");
    expect(isSignedBy(place, entry, signKey)).toBe(true);
    expect(isSignedBy(place, entry, officer.keys.signKey)).toBe(false);
    const otherAssociation = toId("association", new Uint8Array(16));
    expect(isSignedBy({ ...place, association: otherAssociation }, entry, signKey)).toBe(false);
    expect(isSignedBy(placeOf("group/3"), entry, signKey)).toBe(false);
    for (const change of [
      { seq: 2 },
      { epoch: 2 },
      { prev: new Uint8Array(8).fill(1) },
      { boxHash: new Uint8Array(32) },
    ]) {
      expect(isSignedBy(place, { ...entry, ...change }, signKey)).toBe(false);
    }
  });

  test("[ENT2] the id is the hash of what is signed, so another signature is the same entry", () => {
    const { entry, entryId } = sealFirst("members");
    const resigned: Entry = {
      ...entry,
      signature: sign(utf8ToBytes("other"), resident.keys.signSeed),
    };
    expect(entryIdOf(placeOf("members"), resigned)).toBe(entryId);
    const box = entry.box ?? new Uint8Array(0);
    const fields = [1, idBytes(entry.author), 1, new Uint8Array(8), 1, sha256(box)];
    const signed = encodeCbor(["tomoshibi/entry/1", idBytes(world.association), "members", fields]);
    expect(toId("entry", sha256(signed))).toBe(entryId);
  });

  test("[ENT2] a husk keeps id and signature, and holds nothing", () => {
    const { entry, entryId } = sealFirst("members");
    const husk = decodeEntry(encodeEntry(toHusk(entry)));
    expect(husk?.box).toBeUndefined();
    expect(husk && entryIdOf(placeOf("members"), husk)).toBe(entryId);
    expect(husk && isSignedBy(placeOf("members"), husk, resident.keys.signKey)).toBe(true);
    expect(
      husk &&
        openEntry(placeOf("members"), husk, keysOf(resident, "members")[0], resident.keys.sealKey),
    ).toBeUndefined();
  });
});

describe("[ENT4] the box", () => {
  test("[ENT4] residents write to safety what officers read and they themselves cannot", () => {
    const { entry, bytes } = sealFirst("safety");
    const place = placeOf("safety");
    expect(keysOf(resident, "safety")).toEqual([]);
    const own = writeKey(resident.keyring, authorityOf(world), "safety");
    expect(openEntry(place, entry, own, resident.keys.sealKey)).toBeUndefined();
    const [key] = keysOf(officer, "safety");
    expect(openEntry(place, entry, key, resident.keys.sealKey)).toEqual(payload);
    expect(openEntry(place, entry, key, officer.keys.sealKey)).toBeUndefined();
    expect(new TextDecoder().decode(bytes)).not.toContain("佐藤");
  });

  test("[ENT4] associated data are the stream, the place in the chain and the epoch", () => {
    const { entry } = sealFirst("members");
    const [key] = keysOf(resident, "members");
    const { sealKey } = resident.keys;
    expect(openEntry(placeOf("members"), entry, key, sealKey)).toEqual(payload);
    for (const change of [
      { seq: 2 },
      { prev: new Uint8Array(8).fill(1) },
      { author: officer.keys.device },
    ]) {
      expect(openEntry(placeOf("members"), { ...entry, ...change }, key, sealKey)).toBeUndefined();
    }
    const moved = key && { ...key, epochId: new Uint8Array(32) };
    expect(openEntry(placeOf("members"), entry, moved, sealKey)).toBeUndefined();
  });

  test("[ENT4] one content in two places looks different", () => {
    const [left, right] = [sealFirst("members"), sealFirst("household/12")];
    expect(left.entry.box).not.toEqual(right.entry.box);
    expect(sealFirst("members").entry.box).toEqual(left.entry.box);
  });

  test("[ENT4] streams that relays read stay open, with epoch 0", () => {
    const { entry } = sealFirst("receipts", officer);
    expect(entry.epoch).toBe(0);
    expect(openEntry(placeOf("receipts"), entry, undefined, officer.keys.sealKey)).toEqual(payload);
    expect(
      openEntry(placeOf("receipts"), { ...entry, epoch: 1 }, undefined, officer.keys.sealKey),
    ).toBeUndefined();
  });

  test("[ENT4] to seal without the stream's key is a bug of ours", () => {
    const seal = (stream: StreamName) =>
      sealEntry(placeOf(stream), resident.keys, { seq: 0, entryId: undefined }, undefined, payload);
    expect(() => seal("officers")).toThrow("Broken invariant");
  });
});

test("[ENT5] an entry over the limit is refused whole", () => {
  const key = writeKey(resident.keyring, authorityOf(world), "members");
  const large = new Uint8Array(ENTRY_BYTES_MAX);
  const head = { seq: 0, entryId: undefined };
  expect(() => sealEntry(placeOf("members"), resident.keys, head, key, large)).toThrow(
    "ENTRY_BYTES_MAX",
  );
  const { entry } = sealFirst("members");
  expect(decodeEntry(encodeEntry({ ...entry, box: large }))).toBeUndefined();
});

test("[ENT8] a payload nobody knows yet is framed, signed, carried and opened like any other", () => {
  const unknown = encodeCbor([9_999, "a kind of the future", [1, 2, 3]]);
  const { bytes } = sealFirst("members", resident, unknown);
  const carried = decodeEntry(bytes);
  expect(carried && isSignedBy(placeOf("members"), carried, resident.keys.signKey)).toBe(true);
  const [key] = keysOf(officer, "members");
  expect(carried && openEntry(placeOf("members"), carried, key, resident.keys.sealKey)).toEqual(
    unknown,
  );
});

test("[ENT1] frame and signature of a 20-byte payload leave room for a check-in in 150 bytes", () => {
  expect(sealFirst("safety", resident, new Uint8Array(20)).bytes.length).toBeLessThanOrEqual(130);
});

/** Seals as if it were the device's first entry in the stream. */
function sealFirst(
  stream: StreamName,
  device: WorldDevice = resident,
  content: Uint8Array = payload,
) {
  return writeEntry(world, { ...device, heads: new Map() }, stream, content);
}
