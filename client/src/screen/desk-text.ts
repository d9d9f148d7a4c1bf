/** Which desk a device has: the officers', or a group leader's board; no other has one. [STR] */
import type { ProfileView } from "../engine/api.ts";

/** The words of the way to the desk, in the shell's catalogue; undefined for a resident's device. */
export function deskText({
  isOfficer,
  roles,
}: Pick<ProfileView, "isOfficer" | "roles">): "toDesk" | "toGroup" | undefined {
  if (isOfficer) return "toDesk";
  return roles.includes("groupLeader") ? "toGroup" : undefined;
}

/** Whether it is a shelter's desk, as long as that has not ended. (decision 0047) */
export function isShelterDesk({
  roles,
  isStopped,
}: Pick<ProfileView, "roles" | "isStopped">): boolean {
  return roles.includes("desk") && !isStopped;
}

/** Whether 班のひとこと is for its screen: not for a laptop that strangers look at in a shelter, also once it was stopped. */
export function isForMessages({ roles }: Pick<ProfileView, "roles">): boolean {
  return !roles.includes("desk");
}
