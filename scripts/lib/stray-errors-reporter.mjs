/**
 * A reporter for Vitest that writes errors outside of any test into the file STRAY_ERRORS_FILE; Vitest's JSON report does not
 * tell of them.
 */
import { writeFileSync } from "node:fs";

export default class StrayErrorsReporter {
  onTestRunEnd(_modules, errors) {
    const told = errors.map(({ name, message, stack }) => stack ?? `${name}: ${message}`);
    writeFileSync(process.env.STRAY_ERRORS_FILE, JSON.stringify(told));
  }
}
