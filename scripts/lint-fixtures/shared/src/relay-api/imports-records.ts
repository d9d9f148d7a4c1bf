// breaks no-restricted-imports: the relay carries what it cannot read
import { thing } from "../records/record.ts";
export const again = thing;
