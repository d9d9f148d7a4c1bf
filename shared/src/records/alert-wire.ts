/** The wire form of what a beacon passes on. [STR] */
import { type CborValue, isList, isText, isTuple, isUint } from "../base/cbor.ts";
import { eventSecondsOf } from "./event-id.ts";
import { isSeconds, readChoice } from "./fields.ts";
import { incidentIdOf } from "./incident-id.ts";
import { ALERT_PLACES_MAX, ALERT_STATES, type Alert, INTENSITIES } from "./record.ts";

/** Codes of areas have 3 digits, those of municipalities 7. */
const PLACE_MIN = 100;
const PLACE_MAX = 9_999_999;

/** The fields of an alert. */
export function alertFields(alert: Alert): readonly CborValue[] {
  return [
    alert.eventId,
    ALERT_STATES.indexOf(alert.state),
    alert.issuedSeconds,
    alert.observed.map(({ intensity, places }) => [INTENSITIES.indexOf(intensity), places]),
  ];
}

/** Reads them. Errors: undefined when malformed, over a limit, or not in the one order. */
export function readAlert(fields: readonly CborValue[]): Alert | undefined {
  const [eventId, stateCode, issuedSeconds, list] = fields;
  const state = readChoice(ALERT_STATES, stateCode);
  if (fields.length !== 4 || state === undefined || !isList(list)) return undefined;
  if (!isText(eventId, 14) || eventSecondsOf(eventId) === undefined) return undefined;
  if (!isSeconds(issuedSeconds)) return undefined;
  const observed: Alert["observed"][number][] = [];
  let strongest: number = INTENSITIES.length;
  let count = 0;
  for (const item of list) {
    if (!isTuple(item, 2) || !isUint(item[0], strongest - 1)) return undefined;
    const [code, items] = item;
    const [intensity, places] = [INTENSITIES[code], readPlaces(items)];
    if (intensity === undefined || places === undefined) return undefined;
    strongest = code;
    count += places.length;
    observed.push({ intensity, places });
  }
  // A cancellation names no place; what is issued about no place is about nobody.
  if ((state === "cancelled") !== (count === 0) || count > ALERT_PLACES_MAX) return undefined;
  const incident = incidentIdOf({ type: "alert", eventId });
  return { kind: "alert", incident, eventId, state, issuedSeconds, observed };
}

/** Ascending, and never an empty list: one form for each set. */
function readPlaces(items: CborValue | undefined): readonly number[] | undefined {
  if (!isList(items) || items.length === 0) return undefined;
  let last = PLACE_MIN - 1;
  const isOne = (place: CborValue): place is number =>
    isUint(place, PLACE_MAX) && place > last && (last = place) > 0;
  return items.every(isOne) ? items : undefined;
}
