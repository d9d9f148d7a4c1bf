// breaks no-restricted-imports: screen ← features
import { thing } from "../features/safety/home.ts";
export const again = thing;
