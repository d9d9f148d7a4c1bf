// breaks no-restricted-imports: the relay carries what it cannot read
import { thing } from "@tomoshibi/shared/safety/reconcile.ts";
export const again = thing;
