/**
 * The replica's part in a meeting of two devices that are connected: who this is, what can be given, what is lacking. [MEET1]
 *
 * Each question is answered from the store alone, so that a meeting goes on after another tab took the lead. What the other side
 * gives is taken in as a file is (take-in.ts), and trusted no more.
 */
import { type EntryId, type DeviceId } from "@tomoshibi/shared/base/ids.ts";
import { equalBytes } from "@tomoshibi/shared/base/bytes.ts";
import { groupBy } from "@tomoshibi/shared/base/group-by.ts";
import { type Result, err, ok } from "@tomoshibi/shared/base/result.ts";
import type { PackedParcel } from "@tomoshibi/shared/meeting/conversation.ts";
import {
  decodeFrontiers,
  encodeFrontiers,
  frontiersOf,
  missingFrom,
} from "@tomoshibi/shared/meeting/frontiers.ts";
import {
  bucketsOffered,
  decodeOverview,
  encodeOverview,
  overviewOf,
} from "@tomoshibi/shared/meeting/overview.ts";
import { checkProof, makeProof } from "@tomoshibi/shared/meeting/proof.ts";
import { type Authority, standingsOf } from "@tomoshibi/shared/membership/authority.ts";
import { withChain } from "@tomoshibi/shared/membership/chain.ts";
import { encodeBundle } from "@tomoshibi/shared/relay-api/bundle.ts";
import type { EngineFailure, MeetingAnswer, MeetingQuestion } from "../api.ts";
import type { Identity } from "../replica/replica.ts";
import { CARRIED_BYTES_MAX } from "./couriers.ts";
import { type Offered, readHeld, readOffered } from "./holdings.ts";
import type { MeetingPorts } from "./ports.ts";
import { createStatementRoom } from "./statement-room.ts";

/** Bytes of a parcel: stored before the next one comes, so that a cut takes little with it. */
export const PARCEL_BYTES = 128 * 1024;
/** Most bytes that are packed for one round. */
export const ROUND_BYTES_MAX = 8 * 1024 * 1024;

/** Answers a question of a meeting. Errors: notAllowed before joining. */
export async function meet(
  ports: MeetingPorts,
  question: MeetingQuestion,
): Promise<Result<MeetingAnswer, EngineFailure>> {
  const { identity, authority } = ports.replica;
  if (identity === undefined || authority === undefined) return err({ type: "notAllowed" });
  switch (question.type) {
    case "makeProof":
      return ok({ type: "proofMade", proof: makeProof(authority, identity, question.end) });
    case "checkProof":
      return ok(await answerProof(ports, authority, question));
    case "makeOffer": {
      await ports.replica.drainIntents();
      // What came a moment ago is answered in the next round.
      await ports.replica.writeReceipt();
      const offered = await readOffered(ports, authority, question.peer);
      return ok({
        type: "offerMade",
        overview: encodeOverview(overviewOf(question.salt, offered)),
      });
    }
    case "makeWants":
      return ok({ type: "wantsMade", frontiers: await wantsOf(ports, question) });
    case "pack": {
      const theirs = decodeFrontiers(question.frontiers);
      if (theirs === undefined) return ok({ type: "packed", parcels: undefined });
      const offered = await readOffered(ports, authority, question.peer);
      const missing = missingFrom(theirs, offered, ({ urgency }) => urgency);
      const items = missing.map(({ item }) => item);
      return ok({ type: "packed", parcels: pack(identity, withStatements(authority, items)) });
    }
  }
}

/** Who was certified elsewhere is known here from now on. */
async function answerProof(
  { replica }: MeetingPorts,
  authority: Authority,
  { proof, end }: Extract<MeetingQuestion, { type: "checkProof" }>,
): Promise<MeetingAnswer> {
  const proven = checkProof(authority, proof, end);
  if (proven.type !== "member") return { type: "proofChecked", verdict: proven.type };
  const { device, signKey } = proven.standing;
  const isKnown = standingsOf(authority, device).some((one) => equalBytes(one.signKey, signKey));
  if (!isKnown) await replica.addStatements(proven.statements, [], createStatementRoom());
  return { type: "proofChecked", verdict: "member", peer: device };
}

async function wantsOf(
  ports: MeetingPorts,
  { overview, salt }: Extract<MeetingQuestion, { type: "makeWants" }>,
): Promise<Uint8Array | undefined> {
  const theirs = decodeOverview(overview);
  if (theirs === undefined || !equalBytes(theirs.salt, salt)) return undefined;
  const held = await readHeld(ports);
  // Of streams that are not offered nothing is said.
  const ofTheirs = new Map(theirs.streams.map(({ stream }) => [stream, held.get(stream) ?? []]));
  const buckets = bucketsOffered(theirs, overviewOf(salt, ofTheirs));
  return encodeFrontiers(frontiersOf(ofTheirs, buckets));
}

/** Puts before an author's first entry the certificates that it needs, as far as they are lacking; a town's need not go first. */
function withStatements(authority: Authority, items: readonly Offered[]): readonly Offered[] {
  const statements = new Map(
    items
      .filter(({ stream }) => stream === "membership")
      .map((item): readonly [string, Offered] => [item.entryId, item]),
  );
  const seen = new Set<DeviceId>();
  const ordered = new Map<EntryId, Offered>();
  let carriedBytes = 0;
  for (const item of items) {
    if (item.isToCarry) carriedBytes += item.bytes.length;
    if (item.isToCarry && carriedBytes > CARRIED_BYTES_MAX) continue;
    if (item.stream !== "membership" && statements.size > 0 && !seen.has(item.author)) {
      seen.add(item.author);
      for (const { id } of withChain(authority, authority.certificates.get(item.author) ?? [])) {
        const statement = statements.get(id);
        if (statement !== undefined) ordered.set(statement.entryId, statement);
      }
    }
    ordered.set(item.entryId, item);
  }
  return [...ordered.values()];
}

function pack(identity: Identity, items: readonly Offered[]): readonly PackedParcel[] {
  const parts: Offered[][] = [];
  let [partBytes, allBytes] = [PARCEL_BYTES, 0];
  for (const item of items) {
    const { length } = item.bytes;
    if (allBytes + length > ROUND_BYTES_MAX) break;
    if (partBytes + length > PARCEL_BYTES) [partBytes] = [0, parts.push([])];
    parts.at(-1)?.push(item);
    partBytes += length;
    allBytes += length;
  }
  return parts.map((part) => ({
    bundle: bundleOf(identity, part),
    items: part.length,
    reports: part.filter(({ isReport }) => isReport).length,
  }));
}

function bundleOf({ association, device: sender }: Identity, items: readonly Offered[]) {
  const byStream = groupBy(items, ({ stream }) => stream);
  const statements = byStream.get("membership") ?? [];
  byStream.delete("membership");
  return encodeBundle({
    ...{ association, sender },
    statements: statements.map(({ bytes }) => bytes),
    streams: [...byStream].map(([stream, list]) => ({
      stream,
      entries: list.map(({ bytes }) => bytes),
    })),
  });
}
