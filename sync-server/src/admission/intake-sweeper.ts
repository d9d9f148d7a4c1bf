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
import { huskAccepted } from "./husks.ts";
import { type Offer, STREAM_CONFIG, settle } from "./plan.ts";
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
  /** Hears of bugs of ours: nobody waits for a sweep, and what strangers handed in must not end the relay for everybody. */
  readonly onBroken?: (cause: unknown) => void;
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
      try {
        await sweepIfDue(deps, association, memory);
      } catch (cause) {
        memory.isReadFurther = true;
        deps.onBroken?.(cause);
      }
    },
  };
}

async function sweepIfDue(
  deps: SweeperDeps,
  association: AssociationId,
  memory: Memory,
): Promise<void> {
  const nowMs = deps.clock.nowMs();
  // Either way: a clock that was set back would put sweeping off until it has caught up.
  const isDue = Math.abs(nowMs - memory.sweptAtMs) >= INTAKE_SWEEP_MS;
  const isKeepDue = memory.isReadFurther && Math.abs(nowMs - memory.keptAtMs) >= READ_TO_KEEP_MS;
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
    const steps = page.messages.map((message) => stepFor(deps, state, outlook, key, message));
    const writes = steps.flatMap((step) => step.writes);
    if (writes.length > 0) {
      const done = await deps.storage.transact(writes);
      if (!done.ok) return;
      const moved = steps.flatMap((step) => step.moved ?? []);
      if (moved.length > 0) await huskOvertaken(deps, state, moved);
    }
    isStartOfHusks &&= page.messages.every(({ isHusk }) => isHusk);
    if (isStartOfHusks) memory.starts[stream] = page.next;
    if (page.next === page.head.tail) return;
    after = page.next;
  }
}

/** An erasure that was stored since these were judged has read their streams before they were in them. [ERA1] */
async function huskOvertaken(
  { storage, associations }: SweeperDeps,
  { id }: AssociationState,
  moved: readonly Offer[],
): Promise<void> {
  associations.noteStored(id, new Set(moved.map(({ stream }) => stream)), 0);
  const after = await associations.load(id);
  const answers = moved.map((offer) => settle(offer.id, "accepted").answer);
  if (after.ok) await huskAccepted(storage, after.value, moved, answers);
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

/** What is written about an item, and where it goes if it moves. */
interface Step {
  readonly writes: readonly Write[];
  readonly moved?: Offer;
}

const NOTHING: Step = { writes: [] };

function stepFor(
  deps: SweeperDeps,
  state: AssociationState,
  outlook: IntakeOutlook,
  key: { readonly association: AssociationId; readonly stream: Swept },
  message: Message,
): Step {
  if (message.isHusk) return NOTHING;
  const erase: Write = { type: "erase", key, id: message.id, husk: HUSK };
  const place = key.stream === "forms" ? undefined : placeOf(deps, state, message);
  const { position, arrivedAtMs } = message;
  const isCovered = place !== "held" && state.receipts.covers(bytesToHex(message.id));
  const isAdmitted = place !== undefined;
  switch (fateOf({ position, arrivedAtMs, isAdmitted, isCovered }, outlook)) {
    case "stays":
      return NOTHING;
    case "drops":
      return { writes: [erase] };
    case "moves":
      if (place === "held" || place === undefined) return { writes: [erase] };
      // Erased while it waited here: it does not come back by moving. [ERA1]
      if (isErased(state, place)) return { writes: [erase] };
      return { writes: [appendOf(state, place), erase], moved: place };
  }
}

function appendOf({ id }: AssociationState, { stream, message }: Offer): Write {
  const key = { association: id, stream };
  return { type: "append", key, messages: [message], createWith: STREAM_CONFIG };
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
