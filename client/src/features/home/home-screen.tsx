/** The first screen: first run, peace, or the open incident. In the main bundle with all that the check-in needs. */
import type { IncidentId } from "@tomoshibi/shared/base/ids.ts";
import { type ReactElement, useState } from "react";
import type { ProfileView } from "../../engine/api.ts";
import { useProfile } from "../../screen/queries.ts";
import { IncidentScreen } from "../safety/incident-screen.tsx";
import { useSafetyState } from "../safety/use-safety-state.ts";
import { OpeningScreen } from "./opening-screen.tsx";
import { PeaceScreen } from "./peace-screen.tsx";

/** Home. `FirstRun` is what a device without an association sees. */
export function HomeScreen({ FirstRun }: { readonly FirstRun: () => ReactElement }): ReactElement {
  const profile = useProfile();
  if (profile === undefined) return <OpeningScreen />;
  return profile === null ? <FirstRun /> : <MemberHome profile={profile} />;
}

function MemberHome({ profile }: { readonly profile: ProfileView }): ReactElement {
  const [chosen, choose] = useState<IncidentId>();
  const state = useSafetyState(chosen);
  if (state === undefined) return <OpeningScreen />;
  return state.type === "peace" ? (
    <PeaceScreen profile={profile} onOpened={choose} />
  ) : (
    <IncidentScreen key={state.incident.incident} {...{ state, profile }} onChoose={choose} />
  );
}
