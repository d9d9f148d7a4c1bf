// breaks no-restricted-imports: base ← domain rules
import { thing } from "../documents/roster/roster.ts";
export const again = thing;
