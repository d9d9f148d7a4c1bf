// breaks no-restricted-imports: base imports nothing of ours
import { thing } from "../entry/entry.ts";
export const again = thing;
