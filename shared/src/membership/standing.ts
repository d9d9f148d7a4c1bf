/**
 * What one certified key may do: the answer of authority.ts, and all that policies know of an author. [MEM2] [STR1]
 */
import type { DeviceId, InviteId } from "../base/ids.ts";
import type { StreamName } from "../entry/stream-name.ts";
import type { Role } from "./statement.ts";

/** The union of the rights of all certificates of one key. [MEM3] */
export interface Standing {
  readonly device: DeviceId;
  readonly signKey: Uint8Array;
  readonly sealKey: Uint8Array;
  readonly roles: ReadonlySet<Role>;
  /** The household the key belongs to; 0 for none. */
  readonly household: number;
  /** The group of that household; 0 for none. */
  readonly group: number;
  /** Groups this key leads. */
  readonly groupsLed: readonly number[];
  /** False until an officer or a confirmed device of the household vouches for a device that joined by invite. [MEM7] */
  readonly isConfirmed: boolean;
  /** The invite key that certified the device, if one did. */
  readonly invitedBy: DeviceId | undefined;
  /** Why an officer should look: joined as one too many, or by a cancelled card, or after its date. */
  readonly flags: readonly StandingFlag[];
  /** Up to which entries count when the key was revoked; undefined while it is not. [MEM5] */
  readonly revoked: Bounds | undefined;
  /** What it might do before it was retired; left out while it was not. [KEY3] */
  readonly former?: FormerOffice;
}

/** Up to which entry of each stream a key's entries count, or counted as an officer's. */
export type Bounds = ReadonlyMap<StreamName, { readonly seq: number; readonly head: Uint8Array }>;

/** What a key might do before its office ended, and for which of its entries. [KEY3] */
export interface FormerOffice {
  readonly roles: ReadonlySet<Role>;
  readonly groupsLed: readonly number[];
  readonly bounds: Bounds;
}

/** A reason for officers to look at a device. [MEM6] */
export type StandingFlag = "overInvited" | "inviteCancelled";

/** How many devices an invite may certify before more are flagged. [MEM6] */
export const INVITE_DEVICES_MAX = 10;

/** Tells whether a key may do what officers do. */
export function isOfficer(standing: Pick<Standing, "roles">): boolean {
  return standing.roles.has("officer") || standing.roles.has("admin") || standing.roles.has("root");
}

/** Tells whether a key may speak for a household that is not its own: officers, its group's leader, the desk. */
export function mayRecordFor(standing: Standing, group: number): boolean {
  return isOfficer(standing) || standing.roles.has("desk") || standing.groupsLed.includes(group);
}

/** What a card's code stands for. */
export interface InviteRef {
  readonly invite: InviteId;
  readonly device: DeviceId;
  readonly household: number;
  readonly group: number;
}
