/** What checkpoints hold inside, as a lying or broken officer's device might write it. [DOC4] */
import { concatBytes } from "@tomoshibi/shared/base/bytes.ts";
import type { IncidentId } from "@tomoshibi/shared/base/ids.ts";
import { type Digest, decodeDigest, encodeDigest } from "@tomoshibi/shared/checkpoints/digest.ts";
import {
  decodeFrontier,
  devicesInOrder,
  encodeFrontier,
  frontierOf,
} from "@tomoshibi/shared/checkpoints/frontier.ts";
import type { Cast } from "./corpus.ts";
import { roundTrip } from "./decoders-base.ts";
import type { Target } from "./target.ts";

/** The targets. */
export function checkpointTargets(cast: Cast): readonly Target[] {
  const [digest, frontier] = sampleSums(cast);
  return [
    roundTrip(
      "digest",
      ["checkpoints/digest.ts#decodeDigest"],
      [digest],
      decodeDigest,
      encodeDigest,
    ),
    roundTrip(
      "checkpoint's frontier",
      ["checkpoints/frontier.ts#decodeFrontier"],
      [frontier],
      decodeFrontier,
      encodeFrontier,
    ),
  ];
}

/** A digest and a frontier as an officer's device writes them. */
export function sampleSums({ world, family, officer }: Cast): readonly [Uint8Array, Uint8Array] {
  const said = { household: 12, state: "help", needsCheck: true } as const;
  const digest: Digest = {
    ...{ atSeconds: 1_775_001_600, records: 9 },
    incidents: [
      {
        ...{ incident: "00112233aabbccdd" as IncidentId, isDrill: false, cause: "earthquake" },
        ...{ title: "朝の地震", openedAtSeconds: 1_775_001_600, noApp: 3 },
        total: [said, { ...said, household: 13, state: "read", needsCheck: false }],
        outside: [{ ...said, household: 16 }],
      },
    ],
  };
  const authors = [officer.keys.device, ...family.map(({ keys }) => keys.device)];
  const entries = authors.map((author, at) => ({
    ...({ stream: "safety", author, seq: at * 200 + 1 } as const),
    entryId: world.statements[at]?.id as string as never,
  }));
  const frontier = frontierOf({
    salt: concatBytes(new Uint8Array(4).fill(7), new Uint8Array(4)),
    statements: world.statements.map(({ id }) => id),
    devices: devicesInOrder(authors),
    entries,
  });
  return [encodeDigest(digest), encodeFrontier(frontier)];
}
