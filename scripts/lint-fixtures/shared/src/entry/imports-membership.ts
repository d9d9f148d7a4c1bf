// breaks no-restricted-imports: entry ← membership
import { thing } from "../membership/statement.ts";
export const again = thing;
