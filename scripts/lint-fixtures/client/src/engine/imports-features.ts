// breaks no-restricted-imports: the engine never touches a screen
import { thing } from "../features/safety/home.ts";
export const again = thing;
