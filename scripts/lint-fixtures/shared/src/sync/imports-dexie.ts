// breaks no-restricted-imports: shared knows no framework
import { thing } from "dexie";
export const again = thing;
