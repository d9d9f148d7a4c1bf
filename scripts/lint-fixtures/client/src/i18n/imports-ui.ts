// breaks no-restricted-imports: the catalogues import nothing of ours
import { thing } from "../ui/button.ts";
export const again = thing;
