// breaks no-restricted-imports: a sheet of the recovery kit knows no records
import { thing } from "../records/record.ts";
export const again = thing;
