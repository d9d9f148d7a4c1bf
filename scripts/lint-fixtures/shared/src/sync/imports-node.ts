// breaks no-restricted-imports: shared does no I/O
import { thing } from "node:fs";
export const again = thing;
