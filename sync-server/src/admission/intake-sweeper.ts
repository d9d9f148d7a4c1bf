/**
 * Sweeping the intake, and the forms beside it: what is in it moves on or is dropped (intake-fate.ts), now and then, when somebody
 * adds to it or an officer's device reads it. [REL4] [FORM2]
 *
 * Invariants: an item leaves the intake in the transaction that stores it in its stream; how far officers' devices have read counts
 * only once it was checked against the stream as it is (read-to.ts).
 */
import { bytesToHex } from "@tomoshibi/shared/base/bytes.ts";
import {
  type AssociationId,
  type DeviceId,
  type EntryId,
  toId,
} from "@tomoshibi/shared/base/ids.ts";
import type { VerifySignature } from "@tomoshibi/shared/crypto/sign.ts";
import { standingsOf } from "@tomoshibi/shared/membership/authority.ts";
import type { Clock } from "@tomoshibi/shared/ports/clock.ts";
import { decodeIntakeItem } from "@tomoshibi/shared/relay-api/intake.ts";
import type { Message, Offset, Storage, StreamHead, Write } from "../storage/storage.ts";
import type { Associations, AssociationState } from "./associations.ts";
import { isServing, judgeEntry } from "./entries.ts";
import { type IntakeOutlook, fateOf, isCrowded } from "./intake-fate.ts";
import { ASSOCIATIONS_CACHED_MAX, INTAKE_SWEEP_MS, READ_TO_KEEP_MS } from "./limits.ts";
import { type Offer, STREAM_CONFIG } from "./plan.ts";
import {
  type ReadTo,
  SWEPT,
  type Swept,
  createReadTo,
  keepReadTo,
  noteReadTo,
  positionOf,
} from "./read-to.ts";

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

interface Memory {
  sweptAtMs: number;
  keptAtMs: number;
  /** Somebody has read further since it was last stored, or this process has not looked yet. */
  isReadFurther: boolean;
  readonly readTo: ReadTo;
  /** Everything before it is husks. */
  readonly starts: Record<Swept, Offset | "start">;
}

/** What takes an item's place: no bytes, which nobody takes for an item. */
const HUSK = new Uint8Array();
const PAGE = { messagesMax: 500, bytesMax: 1024 * 1024 };

/** Makes a sweeper that has swept nothing yet. */
export function createIntakeSweeper(deps: SweeperDeps): IntakeSweeper {
  const memories = new Map<AssociationId, Memory>();
  const memoryOf = (association: AssociationId): Memory => {
    const memory = memories.get(association) ?? {
      ...{ sweptAtMs: -Infinity, keptAtMs: -Infinity, isReadFurther: true },
      ...{ readTo: createReadTo(), starts: { intake: "start", forms: "start" } },
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
      const memory = memoryOf(association);
      if (noteReadTo(memory.readTo, stream, device, offset)) memory.isReadFurther = true;
    },
    async sweep(association) {
      const memory = memoryOf(association);
      const nowMs = deps.clock.nowMs();
      const isDue = nowMs - memory.sweptAtMs >= INTAKE_SWEEP_MS;
      const isKeepDue = memory.isReadFurther && nowMs - memory.keptAtMs >= READ_TO_KEEP_MS;
      if (!isDue && !isKeepDue) return;
      if (isDue) memory.sweptAtMs = nowMs;
      memory.keptAtMs = nowMs;
      memory.isReadFurther = false;
      const loaded = await deps.associations.load(association);
      const kept = loaded.ok
        ? await keepReadTo(deps.storage, association, memory.readTo, (device) =>
            standingsOf(loaded.value.authority, device).some(isServing),
          )
        : "unchecked";
      if (kept !== "stored") memory.isReadFurther = true;
      if (!loaded.ok || kept === "unchecked" || !isDue) return;
      for (const stream of SWEPT) await sweepPages(deps, loaded.value, { stream, memory, nowMs });
    },
  };
}

async function sweepPages(
  deps: SweeperDeps,
  state: AssociationState,
  { stream, memory, nowMs }: { stream: Swept; memory: Memory; nowMs: number },
): Promise<void> {
  const key = { association: state.id, stream };
  let isStartOfHusks = true;
  for (let after = memory.starts[stream]; ;) {
    const pages = await deps.storage.read([{ key, after }], PAGE);
    const page = pages.ok ? pages.value[0] : undefined;
    if (page?.type !== "page") {
      // The relay's data was set back, or there is no intake any more.
      memory.starts[stream] = "start";
      return;
    }
    const outlook = outlookOf(state, memory.readTo[stream], { stream, head: page.head, nowMs });
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
    if (isStartOfHusks) memory.starts[stream] = page.next;
    if (page.next === page.head.tail) return;
    after = page.next;
  }
}

function outlookOf(
  { authority }: AssociationState,
  readTo: ReadonlyMap<DeviceId, Offset>,
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
    officersReadTo: officers.flatMap(({ device }) => {
      const offset = readTo.get(device);
      return offset === undefined ? [] : positionOf(offset);
    }),
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
