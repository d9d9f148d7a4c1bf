// breaks no-restricted-imports: keys ← sync
import { thing } from "../sync/replica.ts";
export const again = thing;
