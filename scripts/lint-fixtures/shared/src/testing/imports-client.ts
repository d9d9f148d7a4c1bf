// breaks no-restricted-imports: shared stands alone
import { thing } from "@tomoshibi/client/engine/api.ts";
export const again = thing;
