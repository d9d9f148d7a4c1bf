// breaks no-restricted-imports: only tests import testing
import { thing } from "@tomoshibi/shared/testing/ports.ts";
export const again = thing;
