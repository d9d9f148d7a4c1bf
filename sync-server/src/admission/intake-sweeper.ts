/**
 * Sweeping the intake, and the forms beside it: what is in it moves on or is dropped (intake-fate.ts), now and then, when somebody
 * adds to it or an officer's device reads it. [REL4] [FORM2]
 *
 * Invariants: an item leaves the intake in the transaction that stores it in its stream; how far officers' devices have read is
 * remembered in memory only, so that a restart keeps things longer, never shorter.
 */
import { bytesToHex } from "@tomoshibi/shared/base/bytes.ts";
import {
  type AssociationId,
  type DeviceId,
  type EntryId,
  toId,
} from "@tomoshibi/shared/base/ids.ts";
import type { VerifySignature } from "@tomoshibi/shared/crypto/sign.ts";
import type { Clock } from "@tomoshibi/shared/ports/clock.ts";
import { decodeIntakeItem } from "@tomoshibi/shared/relay-api/intake.ts";
import { decodeOffset } from "../storage/offset.ts";
import type { Message, Offset, Storage, StreamHead, Write } from "../storage/storage.ts";
import type { Associations, AssociationState } from "./associations.ts";
import { isServing, judgeEntry } from "./entries.ts";
import { type IntakeOutlook, fateOf, isCrowded } from "./intake-fate.ts";
import { ASSOCIATIONS_CACHED_MAX, INTAKE_SWEEP_MS } from "./limits.ts";
import { type Offer, STREAM_CONFIG } from "./plan.ts";

/** Who empties the intakes. */
export interface IntakeSweeper {
  /** Says that an officer's device asked for what follows an offset that this relay gave out. */
  noteRead(association: AssociationId, device: DeviceId, offset: Offset, stream?: Swept): void;
  /** Sweeps, unless it was done a short while ago. Errors: none; what could not be done is done the next time. */
  sweep(association: AssociationId): Promise<void>;
}

/** What sweeping needs of the world. */
export interface SweeperDeps {
  readonly storage: Storage;
  readonly associations: Associations;
  readonly clock: Clock;
  readonly verifySignature: VerifySignature;
}

/** What officers' devices read and judge by hand, and is not kept for ever. */
export const SWEPT = ["intake", "forms"] as const;
/** One of {@link SWEPT}. */
export type Swept = (typeof SWEPT)[number];

interface Memory {
  sweptAtMs: number;
  readonly places: Readonly<Record<Swept, Place>>;
}

interface Place {
  /** Everything before it is husks. */
  start: Offset | "start";
  readonly readTo: Map<DeviceId, number>;
}

/** What takes an item's place: no bytes, which nobody takes for an item. */
const HUSK = new Uint8Array();
const PAGE = { messagesMax: 500, bytesMax: 1024 * 1024 };

/** Makes a sweeper that has swept nothing yet. */
export function createIntakeSweeper(deps: SweeperDeps): IntakeSweeper {
  const memories = new Map<AssociationId, Memory>();
  const memoryOf = (association: AssociationId): Memory => {
    const memory = memories.get(association) ?? {
      sweptAtMs: -Infinity,
      places: { intake: unread(), forms: unread() },
    };
    memories.delete(association);
    memories.set(association, memory);
    for (const oldest of memories.keys()) {
      if (memories.size <= ASSOCIATIONS_CACHED_MAX) break;
      memories.delete(oldest);
    }
    return memory;
  };
  return {
    noteRead(association, device, offset, stream = "intake") {
      const position = decodeOffset(offset)?.position;
      if (position === undefined || position === 0) return;
      const { readTo } = memoryOf(association).places[stream];
      readTo.set(device, Math.max(position, readTo.get(device) ?? 0));
    },
    async sweep(association) {
      const memory = memoryOf(association);
      const nowMs = deps.clock.nowMs();
      if (nowMs - memory.sweptAtMs < INTAKE_SWEEP_MS) return;
      memory.sweptAtMs = nowMs;
      const loaded = await deps.associations.load(association);
      if (!loaded.ok) return;
      for (const stream of SWEPT)
        await sweepPages(deps, loaded.value, { stream, memory: memory.places[stream], nowMs });
    },
  };
}

function unread(): Place {
  return { start: "start", readTo: new Map() };
}

async function sweepPages(
  deps: SweeperDeps,
  state: AssociationState,
  { stream, memory, nowMs }: { stream: Swept; memory: Place; nowMs: number },
): Promise<void> {
  const key = { association: state.id, stream };
  let isStartOfHusks = true;
  for (let after = memory.start; ;) {
    const pages = await deps.storage.read([{ key, after }], PAGE);
    const page = pages.ok ? pages.value[0] : undefined;
    if (page?.type !== "page") {
      // The relay's data was set back, or there is no intake any more.
      memory.start = "start";
      memory.readTo.clear();
      return;
    }
    forgetAhead(memory, page.head);
    const outlook = outlookOf(state, memory, { stream, head: page.head, nowMs });
    const writes = page.messages.flatMap((message) =>
      writesFor(deps, state, outlook, key, message),
    );
    if (writes.length > 0) {
      const done = await deps.storage.transact(writes);
      if (!done.ok) return;
      const moved = writes.filter((write) => write.type === "append");
      const streams = new Set(moved.map((write) => write.key.stream as Offer["stream"]));
      if (moved.length > 0) deps.associations.noteStored(state.id, streams, 0);
    }
    isStartOfHusks &&= page.messages.every(({ isHusk }) => isHusk);
    if (isStartOfHusks) memory.start = page.next;
    if (page.next === page.head.tail) return;
    after = page.next;
  }
}

/** Who read further than there is, read what the relay has lost: nothing of what takes its place. [REL1] */
function forgetAhead({ readTo }: Place, { messageCount }: StreamHead): void {
  for (const [device, position] of readTo) if (position > messageCount) readTo.delete(device);
}

function outlookOf(
  { authority }: AssociationState,
  { readTo }: Place,
  { stream, head, nowMs }: { stream: Swept; head: StreamHead; nowMs: number },
): IntakeOutlook {
  const officers = [...authority.standings.values()]
    .flat()
    .filter((standing) => isServing(standing) && [...standing.roles].some((r) => r !== "root"));
  return {
    nowMs,
    isCrowded: isCrowded({ messageCount: head.liveCount, byteCount: head.byteCount }, stream),
    officerCount: officers.length,
    // A device that was stopped since holds it still, but nobody may get it from there.
    officersReadTo: officers.flatMap(({ device }) => readTo.get(device) ?? []),
  };
}

function writesFor(
  deps: SweeperDeps,
  state: AssociationState,
  outlook: IntakeOutlook,
  key: { readonly association: AssociationId; readonly stream: Swept },
  message: Message,
): Write[] {
  if (message.isHusk) return [];
  const erase: Write = { type: "erase", key, id: message.id, husk: HUSK };
  const place = key.stream === "forms" ? undefined : placeOf(deps, state, message);
  const { position, arrivedAtMs } = message;
  const isCovered = place !== "held" && state.receipts.covers(bytesToHex(message.id));
  const isAdmitted = place !== undefined;
  switch (fateOf({ position, arrivedAtMs, isAdmitted, isCovered }, outlook)) {
    case "stays":
      return [];
    case "drops":
      return [erase];
    case "moves":
      if (place === "held" || place === undefined) return [erase];
      // Erased while it waited here: it does not come back by moving. [ERA1]
      if (isErased(state, place)) return [erase];
      return [
        {
          type: "append",
          key: { association: state.id, stream: place.stream },
          messages: [place.message],
          createWith: STREAM_CONFIG,
        },
        erase,
      ];
  }
}

function isErased({ erasures, authority }: AssociationState, offer: Offer): boolean {
  const { id, signer, stream } = offer;
  if (signer === undefined) return false;
  return erasures.isErased(authority, id as EntryId, { author: signer.device, stream });
}

/** Where an item now belongs; "held" for a statement that stands in `membership` already; undefined where nothing changed. */
function placeOf(
  { verifySignature }: SweeperDeps,
  { id, authority, statements }: AssociationState,
  message: Message,
): Offer | "held" | undefined {
  const item = decodeIntakeItem(message.bytes);
  if (item === undefined) return undefined;
  if (item.stream === "membership") {
    return statements.has(toId("statement", message.id)) ? "held" : undefined;
  }
  const place = { association: id, stream: item.stream };
  const plan = judgeEntry(verifySignature, authority, place, item.bytes);
  return plan.type === "offer" && !plan.isIntake ? plan : undefined;
}
