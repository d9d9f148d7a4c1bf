/**
 * What admission writes beside a card's blob, in the port's `state`: the card's key, by which its certificate is found, and whether another relay
 * brought it. [MEM6] [REL7]
 *
 * A relay cannot tell whether look-up id, key and blob belong together: only the card's code shows it. So what a relay brought gives way to
 * what a person's device puts.
 */
import type { DeviceId } from "@tomoshibi/shared/base/ids.ts";
import type { Invite } from "../storage/storage.ts";

/** Whose word it is that this blob is the card's. */
type BroughtBy = "person" | "relay";

const BY_RELAY = "/relay";

/** Writes it. */
export function stateOf(card: DeviceId, by: BroughtBy): string {
  return by === "relay" ? card + BY_RELAY : card;
}

/** The card's key. */
export function cardOf({ state }: Pick<Invite, "state">): DeviceId {
  return (isByRelay({ state }) ? state.slice(0, -BY_RELAY.length) : state) as DeviceId;
}

/** Tells whether no person's device put it here. */
export function isByRelay({ state }: Pick<Invite, "state">): boolean {
  return state.endsWith(BY_RELAY);
}
