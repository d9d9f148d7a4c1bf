/** All that is asked rarely about authority and keys, in one chunk that the worker loads when somebody first asks. */
export { listenTo } from "./alert-calls.ts";
export { appoint } from "./appoint.ts";
export { handOver } from "./hand-over.ts";
export { endHousehold } from "./end-household.ts";
export { formPoster, heldForms } from "./held-forms.ts";
export { heldReports } from "./held-reports.ts";
export { confirmKitPrinted, makeRecoveryKit, recoveryState, wipeRootSeed } from "./recovery-kit.ts";
export { listRelays, lookAtRelay, startRelay, stopRelay } from "./relay-calls.ts";
export { restore, takeHousehold } from "./restore.ts";
export { stopDevice } from "./stop-device.ts";
