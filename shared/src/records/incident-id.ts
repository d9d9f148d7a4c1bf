/**
 * The name of an incident, the same on every device that means the same occasion. Small: it runs on the main thread before
 * anything else has loaded.
 */
import { bytesToHex } from "@noble/hashes/utils.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { type CborValue, encodeCbor } from "../base/cbor-encode.ts";
import type { IncidentId } from "../base/ids.ts";
import type { IncidentOrigin } from "./record.ts";

/** Bytes of an incident's id. */
const ID_BYTES = 8;
const HOUR_MS = 3_600_000;

/** Names an incident: the first 8 bytes of the hash of its kind and key (domain.md), so that 揺れました pressed apart is one. */
export function incidentIdOf(origin: IncidentOrigin): IncidentId {
  const hash = sha256(encodeCbor(["tomoshibi/incident/1", ...originKey(origin)]));
  return bytesToHex(hash.subarray(0, ID_BYTES)) as IncidentId;
}

/** The UTC hour that keys a manual incident. Units: Unix ms in, hours since 1970 out; a clock before 1970 counts as 0. */
export function utcHourOf(ms: number): number {
  return Math.max(0, Math.floor(ms / HOUR_MS));
}

/** How many hours ahead a new occasion may be named; so many incidents of one hour are not ended by honest officers. */
const AHEAD_MAX = 24;

/**
 * The origin of a new manual incident: this hour's, or the next one's whose incident has not been ended here. An aftershock
 * after the end is a new question, and yesterday's 無事 is no answer to it (decision 0016).
 */
export function freshManualOrigin(
  atMs: number,
  isEnded: (incident: IncidentId) => boolean,
): Extract<IncidentOrigin, { readonly type: "manual" }> {
  const hour = utcHourOf(atMs);
  for (let ahead = 0; ahead < AHEAD_MAX; ahead += 1) {
    const origin = { type: "manual", utcHour: hour + ahead } as const;
    if (!isEnded(incidentIdOf(origin))) return origin;
  }
  return { type: "manual", utcHour: hour };
}

function originKey(origin: IncidentOrigin): readonly CborValue[] {
  switch (origin.type) {
    case "alert":
      return [0, origin.eventId];
    case "manual":
      return [1, origin.utcHour];
    case "drill":
      return [2, origin.nonce];
  }
}
