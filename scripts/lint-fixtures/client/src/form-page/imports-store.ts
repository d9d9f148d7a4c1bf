// breaks no-restricted-imports: the page for people without the app keeps nothing
import { thing } from "../engine/store/database.ts";
export const again = thing;
