/**
 * Which shelter a desk stands in: typed once on the device, kept in its browser beside the replica, and put first into the comment of
 * each record. A place, nobody's data: losing it costs typing it again. (decision 0047)
 */
import { type ItemStorage, readItem, writeItem } from "../../screen/web-storage.ts";

/** Most characters of a name; as the comment counts them, of which it takes a part. Units: UTF-16 code units. */
export const SHELTER_NAME_MAX = 30;

/** What the browser did not keep, by replica: it holds until the page is closed, also while the desk is hidden. */
const unkept = new Map<string, string>();

/** The name; empty where somebody said that there is none, undefined while nobody was asked. */
export function readShelterName(
  storage: ItemStorage | undefined,
  replica: string,
): string | undefined {
  const name = unkept.get(replica) ?? readItem(storage, keyOf(replica));
  return name !== undefined && name.length <= SHELTER_NAME_MAX ? name : undefined;
}

/** Keeps the name. Shape: whether it will be there after the page was closed. */
export function writeShelterName(
  storage: ItemStorage | undefined,
  replica: string,
  name: string,
): boolean {
  const isKept = writeItem(storage, keyOf(replica), name);
  if (isKept) unkept.delete(replica);
  else unkept.set(replica, name);
  return isKept;
}

/** One line without spaces around it, as it is kept and shown. */
export function plainName(typed: string): string {
  return typed.replaceAll(/\s+/gu, " ").trim();
}

function keyOf(replica: string): string {
  return `tomoshibi-shelter-name/${replica}`;
}
