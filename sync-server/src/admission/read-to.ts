/**
 * How far officers' devices have read of what is swept: what two of them hold may go. Kept as a setting of the relay's own, so that
 * a relay that restarts often need not be read again by both before it has room. [REL4] [FORM2]
 *
 * Invariants: an offset says something only while it is one of the stream as it is now; what was read of a stream that the relay
 * lost, or of another branch of a relay that was set back, says nothing. [REL1] Losing all of this keeps things longer, never shorter.
 * Only officers that serve are remembered, the few that have read furthest: two decide (intake-fate.ts).
 *
 * Written once a minute at most, and only what is new. Of what two processes of one relay write in the same moment one may lose:
 * a device says where it is with each read.
 */
import {
  type CborValue,
  decodeCbor,
  encodeCbor,
  isBytes,
  isList,
  isText,
  isTuple,
} from "@tomoshibi/shared/base/cbor.ts";
import { equalBytes } from "@tomoshibi/shared/base/bytes.ts";
import { type AssociationId, type DeviceId, idBytes, toId } from "@tomoshibi/shared/base/ids.ts";
import { decodeOffset } from "../storage/offset.ts";
import type { Offset, Storage } from "../storage/storage.ts";

/** What officers' devices read and judge by hand, and is not kept for ever. */
export const SWEPT = ["intake", "forms"] as const;
/** One of {@link SWEPT}. */
export type Swept = (typeof SWEPT)[number];

/** The furthest offset that each device asked from. */
export type ReadTo = Record<Swept, Map<DeviceId, Offset>>;

/** Devices that are remembered of each stream. */
export const READERS_KEPT_MAX = 16;

/** Devices whose places are looked at when some are chosen: far more than there are officers' devices, and no more. */
const READERS_CHECKED_MAX = 64;
const DEVICE_BYTES = 8;
const OFFSET_LENGTH_MAX = 33;

/** Nobody has read anything. */
export function createReadTo(): ReadTo {
  return { intake: new Map(), forms: new Map() };
}

/** Notes where a device is. Tells whether that is further than what is known of it. */
export function noteReadTo(
  readTo: ReadTo,
  stream: Swept,
  device: DeviceId,
  offset: Offset,
): boolean {
  const position = positionOf(offset);
  const known = readTo[stream].get(device);
  if (position === 0 || (known !== undefined && position <= positionOf(known))) return false;
  readTo[stream].set(device, offset);
  return true;
}

/** The position of an offset; 0 for what is none. */
export function positionOf(offset: Offset): number {
  return decodeOffset(offset)?.position ?? 0;
}

/** Whether what is in memory was checked, and whether it is stored as well. */
export type Kept = "unchecked" | "checked" | "stored";

/** Adds what is stored, leaves out what counts for nothing, and stores the rest if it is news. */
export async function keepReadTo(
  storage: Storage,
  association: AssociationId,
  readTo: ReadTo,
  isServing: (device: DeviceId) => boolean,
): Promise<Kept> {
  const name = `read-to/${association}`;
  const found = await storage.setting(name);
  if (!found.ok) return "unchecked";
  const stored = found.value && decodeReadTo(found.value);
  for (const stream of SWEPT) {
    for (const [device, offset] of stored?.[stream] ?? [])
      noteReadTo(readTo, stream, device, offset);
    const isChecked = await leaveOut(storage, { association, stream }, readTo[stream], isServing);
    if (!isChecked) return "unchecked";
  }
  const value = encodeReadTo(readTo);
  if (equalBytes(value, found.value ?? encodeReadTo(createReadTo()))) return "stored";
  const saved = await storage.transact([{ type: "putSetting", name, value }]);
  return saved.ok ? "stored" : "checked";
}

/** Leaves out who is no officer, offsets that are none of this stream, and all but those that are furthest. */
async function leaveOut(
  storage: Storage,
  key: { readonly association: AssociationId; readonly stream: Swept },
  readTo: Map<DeviceId, Offset>,
  isServing: (device: DeviceId) => boolean,
): Promise<boolean> {
  const noted = [...readTo];
  const serving = noted
    .filter(([device]) => isServing(device))
    .toSorted(compareFurthest)
    .slice(0, READERS_CHECKED_MAX);
  // Most stand at the same place.
  const offsets = [...new Set(serving.map(([, offset]) => offset))];
  const requests = offsets.map((after) => ({ key, after }));
  const pages = await storage.read(requests, { messagesMax: 1, bytesMax: 1 });
  if (!pages.ok) return false;
  const sound = new Set(offsets.filter((_, index) => pages.value[index]?.type === "page"));
  const furthest = serving.filter(([, offset]) => sound.has(offset));
  const kept = new Map(furthest.slice(0, READERS_KEPT_MAX));
  // What was noted meanwhile stays.
  for (const [device, offset] of noted)
    if (!kept.has(device) && readTo.get(device) === offset) readTo.delete(device);
  return true;
}

function compareFurthest(
  [leftDevice, left]: readonly [DeviceId, Offset],
  [rightDevice, right]: readonly [DeviceId, Offset],
): number {
  return positionOf(right) - positionOf(left) || (leftDevice < rightDevice ? -1 : 1);
}

/** `[1, [[device 8B, offset]…] of the intake, the same of the forms]`. */
function encodeReadTo(readTo: ReadTo): Uint8Array {
  const lists = SWEPT.map((stream) =>
    [...readTo[stream]]
      .toSorted(compareFurthest)
      .map(([device, offset]) => [idBytes(device), offset]),
  );
  return encodeCbor([1, ...lists]);
}

/** Errors: undefined for what another version wrote. */
function decodeReadTo(bytes: Uint8Array): ReadTo | undefined {
  const value = decodeCbor(bytes);
  if (!isTuple(value, 1 + SWEPT.length) || value[0] !== 1) return undefined;
  const readTo = createReadTo();
  for (const [at, stream] of SWEPT.entries()) {
    const list: CborValue | undefined = value[at + 1];
    if (!isList(list)) return undefined;
    for (const item of list) {
      if (!isTuple(item, 2)) return undefined;
      const [device, offset] = item;
      if (!isBytes(device, DEVICE_BYTES) || !isText(offset, OFFSET_LENGTH_MAX)) return undefined;
      readTo[stream].set(toId("device", device), offset);
    }
  }
  return readTo;
}
