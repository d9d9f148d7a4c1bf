/** One push: what is due, handed in, and its answer taken. A bundle refused whole is split, so that one item blocks nothing. */
import { bytesToHex } from "@tomoshibi/shared/base/bytes.ts";
import { type Result, ok } from "@tomoshibi/shared/base/result.ts";
import { sha256 } from "@tomoshibi/shared/crypto/hash.ts";
import type { Bundle, BundleAnswer, Verdict } from "@tomoshibi/shared/relay-api/bundle.ts";
import type { Transport, TransportFailure } from "../transports/transport.ts";
import { SPLIT_REQUESTS_MAX } from "./limits.ts";

/** Hashes of items that a relay refused even alone: not offered again until the engine starts anew. Never deleted. [DEL3] */
export type RefusedItems = Set<string>;

/** A bundle without what was refused alone; undefined when nothing is left. */
export function withoutRefused(bundle: Bundle, refused: RefusedItems): Bundle | undefined {
  if (refused.size === 0) return bundle;
  const isFine = (item: Uint8Array) => !refused.has(hashOf(item));
  const statements = bundle.statements.filter(isFine);
  const streams = bundle.streams
    .map(({ stream, entries }) => ({ stream, entries: entries.filter(isFine) }))
    .filter(({ entries }) => entries.length > 0);
  return statements.length + streams.length === 0 ? undefined : { ...bundle, statements, streams };
}

/**
 * Hands a bundle in; when the relay refuses it whole, its halves, down to the item that is to blame, which goes to `refused`.
 *
 * Cost:   a logarithm of the items in requests for each such item, SPLIT_REQUESTS_MAX in all.
 * Errors: those of the transport; what was answered before is lost to nobody, for a relay answers `known` the next time.
 */
export async function pushInParts(
  transport: Pick<Transport, "push">,
  bundle: Bundle,
  refused: RefusedItems,
  signal?: AbortSignal,
): Promise<Result<BundleAnswer, TransportFailure>> {
  const answers: BundleAnswer[] = [];
  const pending: Bundle[] = [bundle];
  for (let requests = 0; ; requests += 1) {
    const part = pending.pop();
    if (part === undefined) return ok(mergeAnswers(answers));
    const answer = await transport.push(part, signal);
    if (answer.ok) {
      answers.push(answer.value);
      continue;
    }
    if (answer.error.type !== "refused" || requests >= SPLIT_REQUESTS_MAX) return answer;
    const halves = split(part);
    if (halves === undefined) itemsOf(part).forEach((item) => refused.add(hashOf(item.bytes)));
    else pending.push(...halves);
  }
}

/** What an answer means for going on; `partly`: some was taken, and some is to be offered later. */
export function outcomeOf(answer: BundleAnswer): "progress" | "partly" | "later" | "stuck" {
  const verdicts = new Set<Verdict>(
    [...answer.statements, ...answer.entries].map(({ verdict }) => verdict),
  );
  const isLater = verdicts.has("later");
  if (verdicts.has("accepted") || verdicts.has("known") || verdicts.has("intake"))
    return isLater ? "partly" : "progress";
  return isLater ? "later" : "stuck";
}

interface Item {
  readonly stream: Bundle["streams"][number]["stream"] | undefined;
  readonly bytes: Uint8Array;
}

function itemsOf(bundle: Bundle): Item[] {
  return [
    ...bundle.statements.map((bytes) => ({ stream: undefined, bytes })),
    ...bundle.streams.flatMap(({ stream, entries }) => entries.map((bytes) => ({ stream, bytes }))),
  ];
}

/** The later half first in the answer's order of a stack: the earlier, with its statements, is sent first. */
function split(bundle: Bundle): readonly [Bundle, Bundle] | undefined {
  const items = itemsOf(bundle);
  if (items.length < 2) return undefined;
  const middle = Math.ceil(items.length / 2);
  return [bundleOf(bundle, items.slice(middle)), bundleOf(bundle, items.slice(0, middle))];
}

function bundleOf({ association, sender }: Bundle, items: readonly Item[]): Bundle {
  const statements: Uint8Array[] = [];
  const streams = new Map<NonNullable<Item["stream"]>, Uint8Array[]>();
  for (const { stream, bytes } of items) {
    if (stream === undefined) statements.push(bytes);
    else streams.set(stream, [...(streams.get(stream) ?? []), bytes]);
  }
  return {
    association,
    sender,
    statements,
    streams: [...streams].map(([stream, entries]) => ({ stream, entries })),
  };
}

function mergeAnswers(answers: readonly BundleAnswer[]): BundleAnswer {
  return {
    statements: answers.flatMap(({ statements }) => statements),
    entries: answers.flatMap(({ entries }) => entries),
    highest: answers.flatMap(({ highest }) => highest),
    receipts: answers.flatMap(({ receipts }) => receipts),
  };
}

function hashOf(item: Uint8Array): string {
  return bytesToHex(sha256(item));
}
