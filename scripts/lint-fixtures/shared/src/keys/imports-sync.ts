// breaks no-restricted-imports: membership ← keys ← sync
import { thing } from "../sync/replica.ts";
export const again = thing;
