/** What comes from people without the app: the poster's link, and forms that nobody signed. [FORM1] */
import { bytesToHex } from "@tomoshibi/shared/base/bytes.ts";
import { encodeEntry, decodeEntry } from "@tomoshibi/shared/entry/entry.ts";
import { decodeFormLink, encodeFormLink } from "@tomoshibi/shared/entry/form-link.ts";
import { isForm, openForm } from "@tomoshibi/shared/entry/form.ts";
import { readKeys } from "@tomoshibi/shared/keys/keyring.ts";
import { WORLD_TEXT } from "@tomoshibi/shared/testing/association-world.ts";
import { posterKey, writeForm } from "@tomoshibi/shared/testing/forms.ts";
import type { Cast } from "./corpus.ts";
import { bytesTarget, differ, textTarget } from "./decoder-target.ts";
import type { Target } from "./target.ts";

/** The targets. */
export function formTargets({ world }: Cast): readonly Target[] {
  const { association } = world;
  const link = { association, associationName: WORLD_TEXT.associationName, key: posterKey(world) };
  const forms = [writeForm(world), writeForm(world, { person: "花子" })].map(({ bytes }) => bytes);
  const known = new Set(forms.map(bytesToHex));
  const [key] = readKeys(world.founder.keyring, "safety", 1);
  return [
    textTarget({
      name: "poster's link",
      covers: ["shared/src/entry/form-link.ts#decodeFormLink"],
      corpus: [encodeFormLink(link)],
      check(text) {
        const read = decodeFormLink(text);
        if (read === undefined || encodeFormLink(read) === text) return undefined;
        return "a link that is written otherwise";
      },
    }),
    bytesTarget({
      name: "form",
      covers: ["shared/src/entry/form.ts#openForm"],
      corpus: forms,
      check(input) {
        const entry = decodeEntry(input);
        if (entry === undefined || !isForm(entry) || key === undefined) return undefined;
        const place = { association, stream: "forms" } as const;
        const isOpened = openForm(place, entry, key) !== undefined;
        // Anybody may write a form; nobody changes another's.
        if (isOpened && !known.has(bytesToHex(input))) return "opened a form that nobody sealed";
        return differ("a form written again", encodeEntry(entry), input);
      },
    }),
  ];
}
