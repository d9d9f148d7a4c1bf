// breaks nothing
import type { Report } from "../records/record.ts";
export type Shown = Report;
