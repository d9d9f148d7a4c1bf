/** What a member's device shows of the open incidents, as its database stands. */
import type { IncidentId } from "@tomoshibi/shared/base/ids.ts";
import { useMemo } from "react";
import { useIncidents, useIntents, useOwnReports, useProfile } from "../../screen/queries.ts";
import { safetyState, type SafetyState } from "./screen-state.ts";

/** The state; undefined while it is being read. Before joining there is peace. */
export function useSafetyState(chosen?: IncidentId): SafetyState | undefined {
  const profile = useProfile();
  const incidents = useIncidents();
  const ownReports = useOwnReports();
  const intents = useIntents();
  return useMemo(() => {
    if (profile === undefined || incidents === undefined) return undefined;
    if (ownReports === undefined || intents === undefined) return undefined;
    const isOfficer = profile?.isOfficer === true;
    return safetyState({ incidents, ownReports, intents, isOfficer, chosen });
  }, [profile, incidents, ownReports, intents, chosen]);
}
