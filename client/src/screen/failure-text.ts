/** Says in a person's words why the engine could not do what was asked. */
import type { EngineFailure } from "../engine/api.ts";
import type { shellMessages } from "../i18n/ja/shell.ts";
import type { Translate } from "../i18n/messages.ts";

/** The sentence for a failure, in the words of the shell's catalogue (`failure.<type>`). */
export function failureText(t: Translate<typeof shellMessages.ja>, failure: EngineFailure): string {
  return t(`failure.${failure.type}`);
}
