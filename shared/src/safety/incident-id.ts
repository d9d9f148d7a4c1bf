/**
 * The name of an incident, where screens and folds look for it; records derive it when they are decoded, so it lives there.
 */
export { freshManualOrigin, incidentIdOf, utcHourOf } from "../records/incident-id.ts";
