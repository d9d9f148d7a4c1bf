// breaks no-restricted-imports: only tests import testing
import { thing } from "../testing/ports.ts";
export const again = thing;
