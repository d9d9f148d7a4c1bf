// breaks no-restricted-imports: client and sync-server never meet
import { thing } from "@tomoshibi/sync-server/app.ts";
export const again = thing;
