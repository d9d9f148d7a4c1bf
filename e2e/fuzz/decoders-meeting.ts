/** What goes from device to device without a relay: slips, files, and the two messages with which replicas meet. [MEET1] [MEET2] */
import type { EntryId } from "@tomoshibi/shared/base/ids.ts";
import { utf8ToBytes } from "@tomoshibi/shared/base/bytes.ts";
import { decodeEntry, entryIdOf } from "@tomoshibi/shared/entry/entry.ts";
import type { StreamName } from "@tomoshibi/shared/entry/stream-name.ts";
import {
  beginCollection,
  chunksOf,
  collect,
  frameText,
  textToFrame,
  wholeOf,
} from "@tomoshibi/shared/meeting/frames.ts";
import {
  decodeFrontiers,
  encodeFrontiers,
  frontiersOf,
} from "@tomoshibi/shared/meeting/frontiers.ts";
import {
  type HeldItem,
  bucketOf,
  decodeOverview,
  encodeOverview,
  overviewOf,
} from "@tomoshibi/shared/meeting/overview.ts";
import { parcelOf } from "@tomoshibi/shared/meeting/parcel.ts";
import {
  decodeSlip,
  encodeSlip,
  slipOf,
  slipToText,
  textToSlip,
} from "@tomoshibi/shared/meeting/slip.ts";
import { type Cast, type Message, sampleTraffic } from "./corpus.ts";
import { bytesTarget, differ, textTarget } from "./decoder-target.ts";
import { roundTrip } from "./decoders-base.ts";
import type { Target } from "./target.ts";

/** The targets. */
export function meetingTargets(cast: Cast, history: readonly Message[]): readonly Target[] {
  const { association, statements } = cast.world;
  const reports = history.filter(({ stream }) => stream === "safety").slice(0, 2);
  const slip = slipOf(association, {
    ...{ statements: statements.slice(0, 1).map(({ bytes }) => bytes), entries: reports },
  });
  const holdings = holdingsOf(cast, history);
  const overview = overviewOf(new Uint8Array(16).fill(4), holdings);
  const buckets = [...holdings].flatMap(([stream, items]) =>
    items.map(({ author }) => ({ stream, bucket: bucketOf(author) })),
  );
  return [
    roundTrip("slip", ["meeting/slip.ts#decodeSlip"], [encodeSlip(slip)], decodeSlip, encodeSlip),
    roundTrip(
      "overview",
      ["meeting/overview.ts#decodeOverview"],
      [encodeOverview(overview)],
      decodeOverview,
      encodeOverview,
    ),
    roundTrip(
      "frontiers",
      ["meeting/frontiers.ts#decodeFrontiers"],
      [encodeFrontiers(frontiersOf(holdings, buckets))],
      decodeFrontiers,
      encodeFrontiers,
    ),
    textTarget({
      name: "slip's text",
      covers: ["shared/src/meeting/slip.ts#textToSlip"],
      corpus: [slipToText(slip), ` ${slipToText(slip)}\n`],
      check(text) {
        const read = textToSlip(text);
        const parcel = parcelOf(association, text);
        if (read === undefined) return parcel === "unreadable" ? undefined : "no slip is a parcel";
        const again = textToSlip(slipToText(read));
        return again && differ("a slip written again", encodeSlip(again), encodeSlip(read));
      },
    }),
    framesTarget(sampleTraffic(cast, history).bundle),
    bytesTarget({
      name: "file",
      covers: [],
      corpus: [sampleTraffic(cast, history).bundle, utf8ToBytes(slipToText(slip))],
      check(input) {
        const parcel = parcelOf(association, input);
        if (typeof parcel === "string") return undefined;
        return parcel.entries.some(({ stream }) => stream === "intake" || stream === "membership")
          ? "a file holds what only a relay has"
          : undefined;
      },
    }),
  ];
}

/** Frames of a whole, between a stranger's: the whole comes out as it was, or none does. */
function framesTarget(whole: Uint8Array): Target {
  const count = chunksOf({ length: whole.length });
  const frames = Array.from({ length: count }, (_, number) => frameText(whole, number));
  return textTarget({
    name: "frames",
    covers: ["shared/src/meeting/frames.ts#textToFrame"],
    corpus: frames.slice(0, 4),
    weight: 2,
    check(text) {
      const strange = textToFrame(text);
      if (strange === undefined) return undefined;
      const first = [strange, ...frames.flatMap((frame) => textToFrame(frame) ?? [])];
      const collected = first.reduce(collect, beginCollection(strange));
      const read = wholeOf(collected);
      if (read === undefined || read === "broken") return undefined;
      return differ("a whole of frames", read, whole);
    },
  });
}

function holdingsOf(
  { world }: Cast,
  history: readonly Message[],
): ReadonlyMap<StreamName, readonly HeldItem[]> {
  const holdings = new Map<StreamName, HeldItem[]>();
  for (const { stream, bytes } of history) {
    const entry = stream === "membership" ? undefined : decodeEntry(bytes);
    if (entry === undefined) continue;
    const entryId: EntryId = entryIdOf({ association: world.association, stream }, entry);
    const item: HeldItem = { author: entry.author, seq: entry.seq, entryId };
    holdings.set(stream, [...(holdings.get(stream) ?? []), item]);
  }
  return holdings;
}
