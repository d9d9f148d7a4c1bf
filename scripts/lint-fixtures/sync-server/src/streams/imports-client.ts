// breaks no-restricted-imports: client and sync-server never meet
import { thing } from "@tomoshibi/client/engine/api.ts";
export const again = thing;
