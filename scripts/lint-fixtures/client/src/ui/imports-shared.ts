// breaks no-restricted-imports: ui knows nothing of the domain
import { thing } from "@tomoshibi/shared/records/record.ts";
export const again = thing;
