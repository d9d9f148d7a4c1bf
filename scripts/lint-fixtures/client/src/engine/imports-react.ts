// breaks no-restricted-imports: the engine never touches the DOM
import { thing } from "react";
export const again = thing;
