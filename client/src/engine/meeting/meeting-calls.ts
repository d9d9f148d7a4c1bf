/** The calls of meeting without a relay, in a chunk of their own: a check-in never waits for them. */
export { handInCarried } from "./couriers.ts";
export { meet } from "./meet.ts";
export { packFile, packOwed } from "./pack-file.ts";
export { showReceipt, showReports } from "./show-slip.ts";
export { takeIn } from "./take-in.ts";
