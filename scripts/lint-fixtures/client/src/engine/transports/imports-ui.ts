// breaks no-restricted-imports: the engine never touches a screen
import { thing } from "../../ui/button.ts";
export const again = thing;
