// breaks no-restricted-imports: base ← ports
import { thing } from "../entry/entry.ts";
export const again = thing;
