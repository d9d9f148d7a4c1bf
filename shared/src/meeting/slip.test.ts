import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { encodeCbor } from "../base/cbor.ts";
import { encodePayload } from "../records/payload.ts";
import { addDevice, createWorld, joinHousehold, writeEntry } from "../testing/association-world.ts";
import {
  SLIP_BYTES_MAX,
  SLIP_ENTRIES_MAX,
  SLIP_PREFIX,
  SLIP_STATEMENTS_MAX,
  type Slip,
  decodeSlip,
  encodeSlip,
  isSlipOf,
  slipBytes,
  slipOf,
  slipToText,
  textToSlip,
} from "./slip.ts";

const bytes = fc.uint8Array({ maxLength: 60 });
const slips: fc.Arbitrary<Slip> = fc.record({
  associationPrefix: fc
    .uint8Array({ minLength: 8, maxLength: 8 })
    .map((prefix) => Buffer.from(prefix).toString("hex")),
  statements: fc.array(bytes, { maxLength: SLIP_STATEMENTS_MAX }),
  entries: fc.array(
    fc.record({
      stream: fc.constantFrom("safety" as const, "members" as const, "household/12" as const),
      bytes,
    }),
    { maxLength: SLIP_ENTRIES_MAX },
  ),
});

describe("a slip", () => {
  test("[MEET2] comes back from its text as it was", () => {
    fc.assert(
      fc.property(slips, (slip) => {
        expect(textToSlip(slipToText(slip))).toEqual(slip);
      }),
    );
  });

  test("[MEET2] is read from what mail and people make of its text", () => {
    fc.assert(
      fc.property(slips, fc.nat(), (slip, place) => {
        const text = slipToText(slip);
        const at = place % text.length;
        const broken = `\n ${text.slice(0, at)}\r\n${text.slice(at)} \n`;
        expect(textToSlip(broken)).toEqual(slip);
        expect(text.trimEnd()).toBe(text);
      }),
    );
  });

  test("[MEET2] has one form: damaged bytes are refused, or are another slip of that one form", () => {
    fc.assert(
      fc.property(slips, fc.nat(), fc.integer({ min: 1, max: 255 }), (slip, place, change) => {
        const damaged = encodeSlip(slip);
        const at = place % damaged.length;
        damaged[at] = (damaged[at] ?? 0) ^ change;
        const read = decodeSlip(damaged);
        expect(read === undefined || encodeSlip(read)).toEqual(read === undefined || damaged);
      }),
    );
  });

  test("[MEET2] noise is refused without a word", () => {
    fc.assert(fc.property(fc.string(), (noise) => textToSlip(SLIP_PREFIX + noise) === undefined));
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (noise) => {
        const read = decodeSlip(noise);
        return read === undefined || Buffer.from(encodeSlip(read)).equals(noise);
      }),
    );
    expect(textToSlip("TOMOSHIBI:AAAA")).toBeUndefined();
    expect(textToSlip("TOMOSHIBI-K:AAAA")).toBeUndefined();
  });

  test.each([
    ["another version", [2, new Uint8Array(8), [], []]],
    ["a whole association id", [1, new Uint8Array(16), [], []]],
    [
      "statements among the entries",
      [1, new Uint8Array(8), [], [["membership", new Uint8Array(2)]]],
    ],
    ["a stream that is none", [1, new Uint8Array(8), [], [["safety/1", new Uint8Array(2)]]]],
    ["an entry without a stream", [1, new Uint8Array(8), [], [[new Uint8Array(2)]]]],
    ["text for a statement", [1, new Uint8Array(8), ["a"], []]],
    [
      "too many statements",
      [
        1,
        new Uint8Array(8),
        Array.from({ length: SLIP_STATEMENTS_MAX + 1 }, () => new Uint8Array(1)),
        [],
      ],
    ],
  ] as const)("[MEET2] %s is refused", (_name, value) => {
    expect(decodeSlip(encodeCbor(value))).toBeUndefined();
  });
});

test("[MEET2] a check-in with its device's certificate fits one QR code, and names its association", async () => {
  const world = await createWorld();
  addDevice(world, { role: "officer", household: 5, group: 1 });
  const resident = await joinHousehold(world, 12, 3);
  const certificate = world.statements.at(-1);
  const report = writeEntry(
    world,
    resident,
    "safety",
    encodePayload({
      kind: "report",
      incident: "00112233aabbccdd" as never,
      atSeconds: 1_775_001_600,
      subjects: [{ subject: "self", status: "safe" }],
      supersedes: [],
      by: "self",
      means: "app",
      comment: "",
      place: undefined,
      aboutSeconds: 0,
      household: 0,
    }),
  );
  const slip = slipOf(world.association, {
    statements: [certificate?.bytes ?? new Uint8Array()],
    entries: [{ stream: "safety", bytes: report.bytes }],
  });
  expect(slipBytes(slip)).toBeLessThan(450);
  expect(slipBytes(slip)).toBeLessThan(SLIP_BYTES_MAX);
  expect(slipToText(slip)).toMatch(/^TOMOSHIBI-R:[0-9A-Z $%*+\-./:]+$/);
  expect(isSlipOf(slip, world.association)).toBe(true);
  const other = await createWorld(2);
  expect(isSlipOf(slip, other.association)).toBe(false);
});
