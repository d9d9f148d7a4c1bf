// breaks no-restricted-imports: membership knows no record
import { thing } from "../records/record.ts";
export const again = thing;
