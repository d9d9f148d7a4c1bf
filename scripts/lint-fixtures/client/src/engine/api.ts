// breaks no-restricted-imports: no WebAssembly on the check-in path
import { thing } from "@tomoshibi/shared/documents/roster/roster.ts";
export const again = thing;
