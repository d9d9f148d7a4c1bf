/** Who can end an office and who can begin one. Pure. [KEY3] */
import type { DeviceId } from "@tomoshibi/shared/base/ids.ts";
import { matchesSearch, searchTextOf } from "@tomoshibi/shared/roster/search.ts";
import type { DeviceView, Office } from "../../engine/api.ts";
import { byHousehold } from "./by-household.ts";

/** A device as the screen names it: people know it by household and number. */
export interface NamedDevice {
  readonly device: DeviceView;
  readonly number: number;
}

/** Offices from the highest. */
export const OFFICES: readonly Office["role"][] = ["admin", "officer", "groupLeader", "desk"];

/** The highest office of a device; undefined for a resident's. */
export function officeOf({ roles }: Pick<DeviceView, "roles">): Office["role"] | undefined {
  return OFFICES.find((role) => roles.includes(role));
}

/** What ends with a desk besides: the statement ends all offices of a device. */
export function endingWithDesk({ roles }: Pick<DeviceView, "roles">): readonly Office["role"][] {
  return OFFICES.filter((role) => role !== "desk" && roles.includes(role));
}

/** Devices at work, in the order of the roster, each with its number in the household. */
export function namedDevices(devices: readonly DeviceView[]): readonly NamedDevice[] {
  return byHousehold(devices).flatMap((household) =>
    household.devices
      .map((device, index) => ({ device, number: index + 1 }))
      .filter(({ device }) => !device.isRevoked && device.isConfirmed),
  );
}

/** Those whose office can end: all but this device's own. */
export function endable(
  devices: readonly NamedDevice[],
  own: DeviceId | undefined,
): readonly NamedDevice[] {
  return devices.filter(({ device }) => device.device !== own && officeOf(device) !== undefined);
}

/** Most people a search shows. */
export const FOUND_MAX = 8;

/** Those who can begin, as far as the search names them: nobody before something is typed, for a town has hundreds. */
export function candidates(
  devices: readonly NamedDevice[],
  search: string,
  chosen: ReadonlySet<DeviceId>,
): readonly NamedDevice[] {
  if (search.trim() === "") return [];
  return devices
    .filter(({ device }) => device.household !== 0 && !chosen.has(device.device))
    .filter(({ device }) => matchesSearch(searchTextOf(`${device.mark} ${device.name}`), search))
    .slice(0, FOUND_MAX);
}
