/** What meeting without a relay asks of the world. */
import type { OnboardingPorts } from "../onboarding/ports.ts";

/** The replica, its store and the clock; no network. */
export type MeetingPorts = Pick<OnboardingPorts, "replica" | "database" | "clock">;
