/** A join that waits for the network: whether there is one is asked at each start, so it stands apart from joining. */
import type { OnboardingPorts } from "./ports.ts";

/** Name of the value that holds a join which waits for the network. It is sealed: a card's code is a secret. */
export const PENDING_JOIN = "pendingJoin";

/** Tells whether a join waits for the network. */
export async function isJoinPending(ports: Pick<OnboardingPorts, "database">): Promise<boolean> {
  return (await ports.database.keyValues.get(PENDING_JOIN)) !== undefined;
}
