// breaks no-restricted-imports: no WebAssembly on the check-in path
import { thing } from "@automerge/automerge";
export const again = thing;
