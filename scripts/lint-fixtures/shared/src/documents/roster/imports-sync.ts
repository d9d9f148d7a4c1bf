// breaks no-restricted-imports: documents ← sync
import { thing } from "../../sync/replica.ts";
export const again = thing;
