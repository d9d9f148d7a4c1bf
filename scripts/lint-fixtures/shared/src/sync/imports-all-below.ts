// breaks nothing
import { thing } from "../records/record.ts";
export const again = thing;
