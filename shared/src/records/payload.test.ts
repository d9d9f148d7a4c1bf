import { describe, expect, test } from "vitest";
import { encodeCbor } from "../base/cbor.ts";
import { idBytes, toId } from "../base/ids.ts";
import { sealPublicKey } from "../crypto/seal.ts";
import { signPublicKey } from "../crypto/sign.ts";
import { sealEntry } from "../entry/entry.ts";
import { deviceIdOf } from "../membership/statement.ts";
import { incidentId, recordId, report } from "../testing/recorded.ts";
import { decodePayload, encodePayload, isEncodable } from "./payload.ts";
import { COMMENT_MAX, type Report } from "./record.ts";

const NOW = 1_800_000_000;
const checkIn: Report = report(incidentId(7), { atSeconds: NOW, supersedes: [recordId(9)] });

describe("size", () => {
  test("[ENT5] a check-in with one superseded id makes an entry of at most 150 bytes", () => {
    const signSeed = new Uint8Array(32).fill(1);
    const author = {
      device: deviceIdOf(signPublicKey(signSeed)),
      signSeed,
      sealSeed: new Uint8Array(32).fill(2),
    };
    const key = {
      audience: "safety" as const,
      number: 23,
      epochId: new Uint8Array(32).fill(3),
      publicKey: sealPublicKey(new Uint8Array(32).fill(4)),
      secret: undefined,
    };
    const head = { seq: 65_534, entryId: toId("entry", new Uint8Array(32).fill(5)) };
    const place = {
      association: toId("association", new Uint8Array(16).fill(6)),
      stream: "safety" as const,
    };
    const sealed = sealEntry(place, author, head, key, encodePayload(checkIn));
    expect(sealed.bytes.length).toBeLessThanOrEqual(150);
  });

  test("[ENT5] what the certificate says is left out: an own household costs no byte", () => {
    const named = encodePayload({ ...checkIn, household: 70_000 });
    expect(encodePayload(checkIn).length).toBeLessThan(named.length - 4);
  });
});

describe("what is refused", () => {
  const id = idBytes(incidentId(7));
  const other = idBytes(recordId(9));
  const refused: readonly [string, readonly unknown[]][] = [
    ["no subject", [1, id, NOW, []]],
    ["one subject twice", [1, id, NOW, [0, 2]]],
    ["a person beyond the limit", [1, id, NOW, [96]]],
    ["an id superseded twice", [1, id, NOW, [0], [other, other]]],
    [
      "nine superseded ids",
      [1, id, NOW, [0], Array.from({ length: 9 }, (_, n) => idBytes(recordId(n)))],
    ],
    ["a trailing default written out", [1, id, NOW, [0], []]],
    ["an unknown reporter", [1, id, NOW, [0], [], 6]],
    ["a comment over the limit", [1, id, NOW, [0], [], 0, 0, "あ".repeat(COMMENT_MAX + 1)]],
    ["a place beyond the pole", [1, id, NOW, [0], [], 0, 0, "", [18_000_001, 0, 5]]],
    ["a household beyond the limit", [1, id, NOW, [0], [], 0, 0, "", [], 0, 100_000]],
    ["a field too many", [1, id, NOW, [0], [], 0, 0, "", [], 0, 1, 1]],
    ["a time that no calendar has", [1, id, 8_640_000_000_001, [0]]],
    ["a drill without its nonce", [10, 2, new Uint8Array(15), 0, "", NOW]],
    ["an incident linked with itself", [11, id, id, 0, NOW]],
    ["more answers than households", [13, id, 2, 1, NOW]],
    ["a start list out of order", [14, id, [2, 1], NOW]],
    ["a receipt with one id twice", [15, [new Uint8Array(32), new Uint8Array(32)]]],
    ["changes of no document", [17, "rosters", 0, [new Uint8Array(1)]]],
    ["a generation that is the first once more [DOC3]", [23, "roster", 1, 0, 0, 1, [], [], NOW]],
    ["a generation that comes from none [DOC3]", [23, "roster", 9, 0, 0, 1, [], [], NOW]],
    ["a message to a group without a word [STR]", [26, "田中", "", NOW]],
    ["a message to a group by nobody [STR]", [26, "", "明日はごみの日です", NOW]],
    ["a message to a group over the limit [STR]", [26, "田中", "あ".repeat(501), NOW]],
    ["a message to a group with something more [STR]", [26, "田中", "はい", NOW, 1]],
    ["no kind", []],
  ];
  test.each(refused)("[ENT5] %s is refused whole", (_, fields) => {
    expect(decodePayload(encodeCbor(fields as never))).toBeUndefined();
  });
  test("[ENT5] the same fields within their limits are read", () => {
    expect(decodePayload(encodeCbor([1, id, NOW, [0, 5]]))).toMatchObject({
      subjects: [
        { subject: "self", status: "safe" },
        { subject: "all", status: "help" },
      ],
    });
    const said = [26, "田中", "あ".repeat(500), NOW] as const;
    expect(decodePayload(encodeCbor(said))).toMatchObject({ name: "田中", atSeconds: NOW });
    const begun = [23, "roster", 9, 1, 0, 1, [], [], NOW] as const;
    expect(decodePayload(encodeCbor(begun))).toMatchObject({ generation: 9, previous: 1 });
  });
});

test("[ENT8] a kind of a newer version is told apart from a malformed payload", () => {
  expect(decodePayload(encodeCbor([99, "x", [1, 2]]))).toEqual({ kind: "unknown", wireKind: 99 });
  expect(decodePayload(encodeCbor(["x"]))).toBeUndefined();
  expect(decodePayload(new Uint8Array([0xff]))).toBeUndefined();
});

test("[ENT5] nothing is written that others would refuse", () => {
  const tooLong = { ...checkIn, comment: "あ".repeat(COMMENT_MAX + 1) };
  expect(isEncodable(tooLong)).toBe(false);
  expect(() => encodePayload(tooLong)).toThrow("Broken invariant");
  expect(isEncodable(checkIn)).toBe(true);
});

test("[ENT5] a sensor that says NaN does not cost the report", () => {
  const place = { latitude: 36.56, longitude: 136.65, accuracyM: Number.NaN };
  expect(decodePayload(encodePayload({ ...checkIn, place }))).toMatchObject({
    place: { latitude: 36.56, longitude: 136.65, accuracyM: 100_000 },
  });
});
