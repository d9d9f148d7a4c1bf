// breaks no-restricted-imports: records ← domain rules
import { thing } from "../safety/reconcile.ts";
export const again = thing;
