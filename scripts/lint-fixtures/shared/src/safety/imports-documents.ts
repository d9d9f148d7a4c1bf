// breaks no-restricted-imports: domain rules ← documents
import { thing } from "../documents/roster/roster.ts";
export const again = thing;
