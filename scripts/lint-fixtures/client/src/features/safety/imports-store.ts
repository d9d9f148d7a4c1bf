// breaks no-restricted-imports: features see the API of the engine only
import { thing } from "../../engine/store/database.ts";
export const again = thing;
