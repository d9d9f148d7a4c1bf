import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { DeviceId, EntryId, StatementId } from "../base/ids.ts";
import { toId } from "../base/ids.ts";
import { createSeededRandom } from "../testing/seeded-random.ts";
import {
  SUMMED_STREAMS,
  type SummedEntry,
  decodeFrontier,
  devicesInOrder,
  encodeFrontier,
  findEntries,
  findStatements,
  frontierOf,
  isWholeSet,
  isWholeStatements,
} from "./frontier.ts";

const bytes = (length: number) => fc.uint8Array({ minLength: length, maxLength: length });
const statement = bytes(32).map((id): StatementId => toId("statement", id));
const device = bytes(8).map((id): DeviceId => toId("device", id));
const world = fc
  .record({
    salt: bytes(8),
    statements: fc.uniqueArray(statement, { maxLength: 30 }),
    devices: fc.uniqueArray(device, { minLength: 1, maxLength: 8 }).map(devicesInOrder),
    written: fc.array(
      fc.record({
        stream: fc.constantFrom(...SUMMED_STREAMS),
        by: fc.nat(),
        id: bytes(32).map((id): EntryId => toId("entry", id)),
      }),
      { maxLength: 60 },
    ),
  })
  .map(({ written, devices, ...rest }) => {
    const seqs = new Map<string, number>();
    const entries = written.map(({ stream, by, id }): SummedEntry => {
      const author = devices[by % devices.length] as DeviceId;
      const seq = (seqs.get(stream + author) ?? 0) + 1;
      seqs.set(stream + author, seq);
      return { stream, author, seq, entryId: id };
    });
    return { ...rest, devices, entries };
  });

describe("[DOC4] a frontier", () => {
  test("[DOC4] what is encoded is decoded as it was, in any order of what it names", () => {
    fc.assert(
      fc.property(world, (summed) => {
        const frontier = frontierOf(summed);
        expect(decodeFrontier(encodeFrontier(frontier))).toEqual(frontier);
        const turned = { ...summed, entries: summed.entries.toReversed() };
        expect(encodeFrontier(frontierOf(turned))).toEqual(encodeFrontier(frontier));
      }),
    );
  });

  test("[DOC4] among later statements and entries exactly what was summed up is found again", () => {
    fc.assert(
      fc.property(world, fc.array(statement, { maxLength: 10 }), fc.nat(), (all, later, cut) => {
        const before = all.entries.slice(0, cut % (all.entries.length + 1));
        const frontier = frontierOf({ ...all, entries: before });
        const found = findStatements(frontier, [...later, ...all.statements]);
        expect(new Set(found)).toEqual(new Set(all.statements));
        expect(isWholeStatements(frontier, found)).toBe(true);
        const entries = findEntries(frontier, all.devices, all.entries);
        expect(new Set(entries)).toEqual(new Set(before));
        expect(
          isWholeSet(
            frontier,
            entries.map(({ entryId }) => entryId),
          ),
        ).toBe(true);
      }),
    );
  });

  test("[DOC4] whoever lacks one statement or one entry finds no whole set", () => {
    fc.assert(
      fc.property(world, (all) => {
        const frontier = frontierOf(all);
        fc.pre(all.statements.length > 0 && all.entries.length > 0);
        const named = findStatements(frontier, all.statements.slice(1));
        expect(isWholeStatements(frontier, named)).toBe(false);
        const entries = findEntries(frontier, all.devices, all.entries.slice(1));
        expect(
          isWholeSet(
            frontier,
            entries.map(({ entryId }) => entryId),
          ),
        ).toBe(false);
      }),
    );
  });

  test("[DOC4] decoding never throws, and what it accepts has one form", () => {
    fc.assert(
      fc.property(world, fc.nat(), fc.integer({ min: 0, max: 255 }), (all, at, value) => {
        const damaged = encodeFrontier(frontierOf(all));
        damaged[at % damaged.length] = value;
        const read = decodeFrontier(damaged);
        if (read !== undefined) expect(encodeFrontier(read)).toEqual(damaged);
      }),
      { numRuns: 2_000 },
    );
  });

  test("[DOC4] of 5,000 devices with 14,000 statements it fits one entry", () => {
    const random = createSeededRandom(30);
    const statements = Array.from({ length: 14_000 }, () => toId("statement", random.bytes(32)));
    const devices = devicesInOrder(
      Array.from({ length: 5_000 }, () => toId("device", random.bytes(8))),
    );
    const entries = devices.map((author) => ({
      ...{ stream: "safety" as const, author, seq: random.int(1, 100) },
      entryId: toId("entry", random.bytes(32)),
    }));
    const salt = random.bytes(8);
    const size = encodeFrontier(frontierOf({ salt, statements, devices, entries })).length;
    expect(size).toBeLessThan(60_000);
    expect(size).toBeGreaterThan(40_000);
  });

  test("[DOC4] a seq as high as a hostile author likes is named like any other", () => {
    const author = toId("device", new Uint8Array(8));
    const entryId = toId("entry", new Uint8Array(32));
    const entries = [{ stream: "safety" as const, author, seq: Number.MAX_SAFE_INTEGER, entryId }];
    const frontier = frontierOf({
      salt: new Uint8Array(8),
      statements: [],
      devices: [author],
      entries,
    });
    expect(decodeFrontier(encodeFrontier(frontier))).toEqual(frontier);
    expect(findEntries(frontier, [author], entries)).toEqual(entries);
  });
});
