/** An open incident on a resident's device: the three buttons, or what was saved. Needs nothing but the database. */
import type { IncidentId } from "@tomoshibi/shared/base/ids.ts";
import type { Status } from "@tomoshibi/shared/records/record.ts";
import { lazy, type ReactElement, Suspense, useState } from "react";
import type { ProfileView } from "../../engine/api.ts";
import { DeskLink } from "../../screen/desk-link.tsx";
import { AppPage } from "../../screen/app-page.tsx";
import { useReplica } from "../../screen/replica-context.tsx";
import { SaveFailed, type SaveFailure } from "../../screen/save-failure.tsx";
import { ShelterLink } from "../../screen/shelter-link.tsx";
import { webStorage } from "../../screen/web-storage.ts";
import { StoppedNotice } from "../leaving/stopped-notice.tsx";
import { Refused } from "../refused/refused.tsx";
import { AskPart } from "./ask-part.tsx";
import { answer, openManually, report, type ReportChange } from "./compose-report.ts";
import { forgetDrillOnly } from "./drill-answer.ts";
import { FamilyReports } from "./family-reports.tsx";
import { OtherIncidents } from "./other-incidents.tsx";
import { ProvisionalNotice } from "./provisional-notice.tsx";
import { SavedPart } from "./saved-part.tsx";
import type { SafetyState } from "./screen-state.ts";
import { useIncidentTitle } from "./use-incident-title.ts";
import { useSaving } from "./use-saving.ts";

// Below the answers, and nothing that they need.
const EndedCallNotice = lazy(async () => ({
  default: (await import("./ended-call-notice.tsx")).EndedCallNotice,
}));

const QuakeLines = lazy(async () => ({
  default: (await import("./quake-lines.tsx")).QuakeLines,
}));

type IncidentState = Extract<SafetyState, { readonly type: "incident" }>;

/** The dark, calm screen of an incident. */
export function IncidentScreen({
  state,
  profile,
  onChoose,
}: {
  readonly state: IncidentState;
  readonly profile: ProfileView;
  readonly onChoose: (incident: IncidentId) => void;
}): ReactElement {
  const [isCorrecting, setIsCorrecting] = useState(false);
  const { incident, mine, family, others } = state;
  const actions = useSafetyActions(state, onChoose);
  const isAsking = mine === undefined || isCorrecting;
  const choose = async (status: Status): Promise<void> => {
    if (await actions.answerWith(status)) setIsCorrecting(false);
  };
  return (
    <AppPage
      theme="dark"
      mode={incident.isDrill ? "drill" : "real"}
      // Until the answer is saved nothing stands between the thumb and the three buttons.
      tabs={isAsking ? "last" : "low"}
    >
      <ShelterLink profile={profile} />
      <DeskLink profile={profile} />
      <SaveFailed failure={actions.failure} />
      {isAsking ? (
        <AskPart
          key={incident.incident}
          incident={incident}
          onAnswer={(status) => void choose(status)}
          onKeep={isCorrecting ? () => setIsCorrecting(false) : undefined}
        />
      ) : (
        <SavedPart
          incident={incident}
          mine={mine}
          persons={profile.persons}
          onChange={actions.change}
          onMistake={() => setIsCorrecting(true)}
          onReallyNeedsHelp={() => void actions.reallyNeedsHelp()}
        />
      )}
      {/* Who called in a check that has ended, and has answered no real one since. */}
      {(mine === undefined || incident.isDrill) && (
        <Suspense fallback={null}>
          <EndedCallNotice isAsked />
        </Suspense>
      )}
      {incident.earthquakes !== undefined && (
        <Suspense fallback={null}>
          <QuakeLines earthquakes={incident.earthquakes} isAsked={isAsking} />
        </Suspense>
      )}
      <StoppedNotice profile={profile} />
      <FamilyReports reports={family} persons={profile.persons} />
      {incident.isProvisional && <ProvisionalNotice incident={incident} />}
      <OtherIncidents others={others} onChoose={onChoose} />
      <Refused />
    </AppPage>
  );
}

interface SafetyActions {
  readonly failure: SaveFailure | undefined;
  readonly answerWith: (status: Status) => Promise<boolean>;
  readonly change: (change: ReportChange) => Promise<boolean>;
  readonly reallyNeedsHelp: () => Promise<boolean>;
}

/** What a person can do about an incident; each is stored before it counts as done. */
function useSafetyActions(
  { incident, mine, family, others }: IncidentState,
  onChoose: (incident: IncidentId) => void,
): SafetyActions {
  const { database, replica, nowMs } = useReplica();
  const incidentTitle = useIncidentTitle();
  const { save, failure } = useSaving();
  const context = () => ({ incident: incident.incident, mine, family, atMs: nowMs() });
  return {
    failure,
    answerWith: async (status) => {
      const isSaved = await save(answer(context(), status));
      if (isSaved && incident.isDrill) forgetDrillOnly(webStorage(), replica);
      if (isSaved) onChoose(incident.incident);
      return isSaved;
    },
    change: (change) => save(report(context(), change)),
    reallyNeedsHelp: async () => {
      const atMs = nowMs();
      const real = others.find((other) => !other.incident.isDrill)?.incident.incident;
      const known = await database.incidents.toArray();
      const { cause } = incident;
      const opening = openManually(cause, incidentTitle(cause, atMs), atMs, known);
      const target = real ?? opening.incident;
      const help = {
        ...report({ incident: target, mine, family: [], atMs }, {}),
        // The drill's report stays the drill's: a real one corrects nothing of it.
        seen: [],
        corrects: [],
      };
      const isSaved = await (real === undefined ? save(opening, help) : save(help));
      if (isSaved) onChoose(target);
      return isSaved;
    },
  };
}
