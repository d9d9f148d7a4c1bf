// breaks no-restricted-imports: store ← worker
import { thing } from "../worker.ts";
export const again = thing;
