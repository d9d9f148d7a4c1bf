/** A meeting with a hostile other side, or a silent one. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { utf8ToBytes } from "../base/bytes.ts";
import { encodeCbor } from "../base/cbor.ts";
import { sha256 } from "../crypto/hash.ts";
import {
  MEETING_AUTHORS,
  MEETING_SALT,
  type Placed,
  type Side,
  happen,
  heldIds,
  itemOf,
  sideOf,
} from "../testing/meeting-sides.ts";
import { RECEIVED_BYTES_MAX, ROUNDS_MAX } from "./conversation.ts";
import { encodeFrontiers } from "./frontiers.ts";
import {
  FRAGMENT_BYTES_MAX,
  MESSAGE_BYTES_MAX,
  PROOF_BYTES_MAX,
  encodeMessage,
  fragmentsOf,
} from "./messages.ts";
import { encodeOverview, overviewOf } from "./overview.ts";
import { BAD_SIGNATURES_MAX } from "./parcel.ts";

const WORLD: readonly Placed[] = [1, 2, 3, 4, 5].map((seq) => ({
  item: itemOf("safety", seq),
  ...{ isLeft: true, isRight: false },
}));
const isLeft = ({ isLeft: held }: Placed) => held;

describe("a hostile other side", () => {
  test("[MEET1] whatever it says ends the meeting or is what belongs there, and takes nothing away", () => {
    const anything = fc.oneof(
      fc.uint8Array({ maxLength: 60 }),
      fc
        .oneof(
          fc.record({
            type: fc.constant("proof" as const),
            proof: fc.uint8Array({ maxLength: 2 }),
          }),
          fc.record({ type: fc.constant("offer" as const), overview: fc.uint8Array() }),
          fc.record({ type: fc.constant("wants" as const), frontiers: fc.uint8Array() }),
          fc.record({ type: fc.constant("parcel" as const), bundle: fc.uint8Array() }),
          fc.record({
            type: fc.constant("taken" as const),
            ...{ held: fc.nat({ max: 9 }), fresh: fc.constant(0) },
          }),
          fc.record({ type: fc.constantFrom("done" as const, "bye" as const) }),
          fc.constant({
            type: "offer" as const,
            overview: encodeOverview(overviewOf(MEETING_SALT, new Map())),
          }),
          fc.constant({ type: "wants" as const, frontiers: encodeFrontiers([]) }),
        )
        .map((message) => fragmentsOf(encodeMessage(message))[0] as Uint8Array),
    );
    fc.assert(
      fc.property(fc.array(anything, { maxLength: 12 }), (said) => {
        const side = sideOf(WORLD, isLeft);
        happen(side, { type: "opened" });
        for (const bytes of said) happen(side, { type: "fragment", bytes });
        happen(side, { type: "closed" });
        expect(side.ends).toHaveLength(1);
        expect(heldIds(side)).toEqual(heldIds(sideOf(WORLD, isLeft)));
      }),
      { numRuns: 300 },
    );
  });

  test("[MEET2] that gives copies that nobody signed, without end, ends the meeting", () => {
    const side = sideOf([], isLeft);
    happen(side, { type: "opened" });
    happen(side, { type: "proofChecked", verdict: "member" });
    const damaged = BAD_SIGNATURES_MAX / 2;
    for (const _parcel of [1, 2])
      happen(side, { type: "tookIn", taken: { held: 0, fresh: 0, damaged } });
    expect(side.ends).toEqual([]);
    happen(side, { type: "tookIn", taken: { held: 0, fresh: 0, damaged: 1 } });
    expect(side.ends).toEqual(["malformed"]);
  });

  test("[MEET2] that is a stranger, or was stopped, is told nothing", () => {
    for (const verdict of ["stranger", "stopped"] as const) {
      const side = sideOf([], isLeft);
      happen(side, { type: "opened" });
      const said = side.sent.length;
      happen(side, { type: "proofChecked", verdict });
      expect(side.ends).toEqual([verdict]);
      expect(side.sent).toHaveLength(said);
    }
    const side = sideOf([], isLeft);
    happen(side, { type: "opened" });
    const proof = encodeMessage({ type: "proof", proof: new Uint8Array(2) });
    for (const bytes of fragmentsOf(proof)) happen(side, { type: "fragment", bytes });
    expect(side.ends).toEqual(["stranger"]);
  });

  test("[MEET2] fills no memory: not before its proof, not afterwards, not in a whole meeting", () => {
    const full = new Uint8Array(FRAGMENT_BYTES_MAX);
    const feed = (side: Side): number => {
      let bytes = 0;
      while (side.ends.length === 0) {
        happen(side, { type: "fragment", bytes: full });
        bytes += full.length;
      }
      return bytes;
    };
    const before = sideOf([], isLeft);
    happen(before, { type: "opened" });
    expect(feed(before)).toBeLessThanOrEqual(PROOF_BYTES_MAX + FRAGMENT_BYTES_MAX);
    const after = sideOf([], isLeft);
    happen(after, { type: "opened" });
    happen(after, { type: "proofChecked", verdict: "member" });
    expect(feed(after)).toBeLessThanOrEqual(MESSAGE_BYTES_MAX + 2 * FRAGMENT_BYTES_MAX);
    expect(after.state.assembly.byteCount).toBe(0);
    expect([before.ends, after.ends]).toEqual([["malformed"], ["malformed"]]);

    const parcels = sideOf([], isLeft);
    happen(parcels, { type: "opened" });
    happen(parcels, { type: "proofChecked", verdict: "member" });
    happen(parcels, { type: "wantsMade", frontiers: encodeFrontiers([]) });
    parcels.state = { ...parcels.state, receivedBytes: RECEIVED_BYTES_MAX };
    happen(parcels, { type: "fragment", bytes: Uint8Array.of(1, 0) });
    expect(parcels.ends).toEqual(["malformed"]);
  });

  test("[MEET1] that always has something new is left after a few rounds", () => {
    const side = sideOf([], isLeft);
    const say = (message: Parameters<typeof encodeMessage>[0]) => {
      for (const bytes of fragmentsOf(encodeMessage(message)))
        happen(side, { type: "fragment", bytes });
    };
    happen(side, { type: "opened" });
    say({ type: "proof", proof: Uint8Array.of(1) });
    for (let round = 1; round <= ROUNDS_MAX; round += 1) {
      expect(side.state).toMatchObject({ phase: "exchanging", round });
      say({ type: "offer", overview: encodeOverview(overviewOf(MEETING_SALT, new Map())) });
      say({ type: "wants", frontiers: encodeFrontiers([]) });
      const id = sha256(utf8ToBytes(String(round)));
      say({
        type: "parcel",
        bundle: encodeCbor([["members", MEETING_AUTHORS[0] ?? "", round, id, 0]]),
      });
      say({ type: "done" });
    }
    expect(side.state.phase).toBe("leaving");
    happen(side, { type: "closed" });
    expect(side.ends).toEqual(["finished"]);
  });

  test("[MEET1] cannot say that it took more than it was given", () => {
    const world = [{ item: itemOf("safety", 1), isLeft: true, isRight: false }];
    const side = sideOf(world, isLeft);
    happen(side, { type: "opened" });
    happen(side, { type: "proofChecked", verdict: "member" });
    const parcel = { bundle: Uint8Array.of(1), items: 1, reports: 1 };
    happen(side, { type: "packed", parcels: [parcel] });
    const said = encodeMessage({ type: "taken", held: 2, fresh: 2 });
    for (const bytes of fragmentsOf(said)) happen(side, { type: "fragment", bytes });
    expect(side.ends).toEqual(["malformed"]);
    expect(side.state.given).toEqual({ items: 0, reports: 0 });
  });

  test("[MEET1] that falls silent, or a device that fails, ends it with that reason, once", () => {
    for (const [type, reason] of [
      ["timedOut", "silent"],
      ["closed", "cut"],
      ["failed", "failed"],
      ["flooded", "malformed"],
    ] as const) {
      const side = sideOf([], isLeft);
      happen(side, { type: "opened" });
      happen(side, { type });
      happen(side, { type: "closed" });
      expect(side.ends).toEqual([reason]);
    }
  });
});
