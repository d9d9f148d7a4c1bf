// breaks nothing
import { thing } from "../../engine/api.ts";
import type { Roster } from "@tomoshibi/shared/documents/roster/roster.ts";
export const again: Roster = thing;
