/**
 * Which shelter a desk stands in: typed once on the device, kept in its browser beside the replica, and put first into the comment of
 * each record. A place, nobody's data: losing it costs typing it again. (decision 0047)
 */

/** Most characters of a name; as the comment counts them, of which it takes a part. Units: UTF-16 code units. */
export const SHELTER_NAME_MAX = 30;

/** The part of Web Storage that is used; tests pass their own. */
export type NameStorage = Pick<Storage, "getItem" | "setItem">;

/** The name; empty where somebody said that there is none, undefined while nobody was asked. */
export function readShelterName(
  storage: NameStorage | undefined,
  replica: string,
): string | undefined {
  try {
    const name = storage?.getItem(keyOf(replica)) ?? undefined;
    return name !== undefined && name.length <= SHELTER_NAME_MAX ? name : undefined;
  } catch {
    return undefined;
  }
}

/** Keeps the name. Answers whether it will be there after the page was closed: storage may be closed or full. */
export function writeShelterName(
  storage: NameStorage | undefined,
  replica: string,
  name: string,
): boolean {
  try {
    storage?.setItem(keyOf(replica), name);
    return storage !== undefined;
  } catch {
    return false;
  }
}

/** One line without spaces around it, as it is kept and shown. */
export function plainName(typed: string): string {
  return typed.replaceAll(/\s+/gu, " ").trim();
}

function keyOf(replica: string): string {
  return `tomoshibi-shelter-name/${replica}`;
}
