/** はじめにすること: what an association that was just founded has before it, and what of that is done. Pure: read from the officers' views. */
import type { DeviceView, HouseholdView } from "../../engine/api.ts";
import { type ItemStorage, readItem, writeItem } from "../../screen/web-storage.ts";

/** What the replica knows of the beginning. */
export interface FirstFacts {
  readonly isKitPrinted: boolean;
  readonly households: readonly Pick<
    HouseholdView,
    "devices" | "unconfirmedDevices" | "cardMadeAtMs" | "isPlace"
  >[];
  readonly devices: readonly Pick<DeviceView, "household" | "roles" | "isRevoked">[];
  /** Drills so far: in a real check nobody is taught. */
  readonly drills: number;
}

/** A step, and where it is done. */
export interface FirstStep {
  readonly name: "first1" | "first2" | "first3" | "first4" | "first5" | "first6";
  readonly href: string;
  readonly isDone: boolean;
}

/**
 * The steps in the order in which they are to be done. Losing one telephone loses the association until the first is. [KEY4]
 *
 * Done is only what the replica knows: that cards were made, not that they were handed out. The words of a step end there.
 */
export function firstSteps({
  isKitPrinted,
  households: lines,
  devices,
  drills,
}: FirstFacts): readonly FirstStep[] {
  const households = householdsOf(lines);
  // Nobody but the officers knows how many households there are: their number stands beside the step.
  const hasRoster = households.length > 1;
  const isInvited = ({ devices, cardMadeAtMs }: (typeof households)[number]): boolean =>
    devices > 0 || cardMadeAtMs !== undefined;
  const hasJoined = households.filter(({ devices }) => devices > 0).length > 1;
  const isConfirmed = lines.every(({ unconfirmedDevices }) => unconfirmedDevices === 0);
  return [
    { name: "first1", href: "/recovery", isDone: isKitPrinted },
    { name: "first2", href: "/roster", isDone: hasRoster },
    { name: "first3", href: "/cards", isDone: hasRoster && households.every(isInvited) },
    { name: "first4", href: "/roster", isDone: hasJoined && isConfirmed },
    { name: "first5", href: "/devices", isDone: leadHouseholds(devices) > 1 },
    { name: "first6", href: "/desk/start", isDone: drills > 0 },
  ];
}

/**
 * From how many households the lead officers come. A second telephone of the same one is nobody else, and a device that has
 * none yet, as after 予備の鍵でもどす, may be anybody's.
 */
function leadHouseholds(devices: FirstFacts["devices"]): number {
  const leading = devices.filter(({ roles, isRevoked }) => !isRevoked && roles.includes("admin"));
  return new Set(leading.map(({ household }) => household).filter((number) => number !== 0)).size;
}

/** The lines of a roster that are households: a hall is none. */
export function householdsOf<Line extends Pick<HouseholdView, "isPlace">>(
  lines: readonly Line[],
): readonly Line[] {
  return lines.filter(({ isPlace }) => isPlace !== true);
}

/** Whether the list was closed on this device, or all of it was done once: what comes later is no beginning any more. */
export function isListClosed(storage: ItemStorage | undefined, replica: string): boolean {
  return readItem(storage, keyOf(replica)) === "yes";
}

/** Remembers that; where the browser keeps nothing, the list comes back, which harms nobody. */
export function rememberClosed(storage: ItemStorage | undefined, replica: string): void {
  writeItem(storage, keyOf(replica), "yes");
}

function keyOf(replica: string): string {
  return `tomoshibi-first-steps/${replica}`;
}
