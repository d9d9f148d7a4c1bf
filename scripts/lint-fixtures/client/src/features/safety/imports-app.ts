// breaks no-restricted-imports: features ← app
import { thing } from "../../app/shell.ts";
export const again = thing;
