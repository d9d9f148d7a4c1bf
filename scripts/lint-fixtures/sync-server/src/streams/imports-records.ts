// breaks no-restricted-imports: the relay carries what it cannot read
import { thing } from "@tomoshibi/shared/records/record.ts";
export const again = thing;
