// breaks no-restricted-imports: app ← main
import { thing } from "../main.tsx";
export const again = thing;
