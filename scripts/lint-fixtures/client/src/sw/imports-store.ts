// breaks no-restricted-imports: the service worker touches no table of the engine
import { thing } from "../engine/store/database.ts";
export const again = thing;
