/** Devices in the order of the roster: by household, those at work before the stopped. */
import type { DeviceView } from "../../engine/api.ts";

/** A household's devices. Household 0: those that belong to none. */
export interface HouseholdDevices {
  readonly household: number;
  readonly mark: string;
  readonly name: string;
  readonly devices: readonly DeviceView[];
}

/** Groups devices; a device keeps its place in its household whatever arrives, for people say 「2台目」. */
export function byHousehold(devices: readonly DeviceView[]): readonly HouseholdDevices[] {
  const households = new Map<number, DeviceView[]>();
  for (const device of devices.toSorted(compareDevices)) {
    const group = households.get(device.household);
    if (group === undefined) households.set(device.household, [device]);
    else group.push(device);
  }
  return [...households]
    .map(([household, members]) => ({
      household,
      mark: members[0]?.mark ?? "",
      name: members[0]?.name ?? "",
      devices: members,
    }))
    .toSorted((left, right) => left.mark.localeCompare(right.mark, "ja", { numeric: true }));
}

function compareDevices(left: DeviceView, right: DeviceView): number {
  if (left.isRevoked !== right.isRevoked) return left.isRevoked ? 1 : -1;
  return left.device < right.device ? -1 : 1;
}
