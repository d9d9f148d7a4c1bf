/** Which check a shelter's desk records for: what has really happened before a drill, else what somebody chose. Pure. */
import type { IncidentId } from "@tomoshibi/shared/base/ids.ts";
import type { IncidentView } from "../../engine/api.ts";

/** What the rule needs to know of an open check. */
export type OpenCheck = Pick<IncidentView, "incident" | "joined" | "isDrill">;

/** A check that somebody at the desk chose. */
export interface ChosenCheck {
  readonly incident: IncidentId;
  /** The real ones that were open then: they were seen, and the drill was chosen all the same. */
  readonly reals: readonly IncidentId[];
}

/** Chooses one among those that are open. */
export function chooseCheck(open: readonly OpenCheck[], incident: IncidentId): ChosenCheck {
  return { incident, reals: open.filter(isReal).flatMap(({ joined }) => joined) };
}

/**
 * Answers the check to record for; undefined while none is open.
 *
 * What was chosen stays as long as it is open, also under the name of one that it was joined into. A drill gives way to a real
 * check that began after the choice. `open`: in the order of the screen, real ones first.
 */
export function shownCheck<Check extends OpenCheck>(
  open: readonly Check[],
  chosen: ChosenCheck | undefined,
): Check | undefined {
  const [first] = open;
  const found = chosen && open.find(({ joined }) => joined.includes(chosen.incident));
  if (chosen === undefined || found === undefined) return first;
  const isNewReal = open.some(
    (one) => isReal(one) && !one.joined.some((id) => chosen.reals.includes(id)),
  );
  return found.isDrill && isNewReal ? first : found;
}

function isReal({ isDrill }: OpenCheck): boolean {
  return !isDrill;
}
