// breaks no-restricted-imports: base ← crypto
import { thing } from "../entry/entry.ts";
export const again = thing;
