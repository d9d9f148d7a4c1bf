/** What the driver and the calls load when it is first needed. */

/** Loads founding, joining and making cards. */
export const loadJoining = () => import("../onboarding/joining-calls.ts");

/** Loads the queue of cards' blobs. */
export const loadCards = () => import("../onboarding/card-queue.ts");

/** Loads the calls about authority and keys. */
export const loadRecovery = () => import("../onboarding/recovery-calls.ts");

/** Loads meeting without a relay. */
export const loadMeeting = () => import("../meeting/meeting-calls.ts");
