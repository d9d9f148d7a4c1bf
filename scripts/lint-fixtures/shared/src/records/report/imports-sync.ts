// breaks no-restricted-imports: records ← sync
import { thing } from "../../sync/replica.ts";
export const again = thing;
