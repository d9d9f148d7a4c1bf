// breaks no-restricted-imports: of records, domain rules take the shapes only
import { thing } from "../records/codec.ts";
export const again = thing;
