/** Which decoders there are, by their names, and which of them nobody fuzzes: a new one cannot be forgotten. */

/** A source file. */
export interface Source {
  /** From the root of the repository. */
  readonly file: string;
  readonly text: string;
}

/**
 * Names decoders that no target covers.
 *
 * Shape: `file#name`. In `shared` all that decode, parse, read, open, unwrap or load are asked for; elsewhere, where such words mean many
 * other things, those that decode or parse, and what reads a file, a card or a sheet.
 */
export function unlistedDecoders(
  sources: readonly Source[],
  listed: ReadonlySet<string>,
): readonly string[] {
  return decodersIn(sources).filter((name) => !listed.has(name));
}

/** Names of the list that are no exported function any more. */
export function gone(sources: readonly Source[], listed: ReadonlySet<string>): readonly string[] {
  const all = new Set(
    sources.flatMap(({ file, text }) =>
      [...text.matchAll(/^export (?:async )?function (\w+)/gm)].map(
        ([, name]) => `${file}#${name}`,
      ),
    ),
  );
  return [...listed].filter((name) => !all.has(name));
}

function decodersIn(sources: readonly Source[]): readonly string[] {
  return sources.flatMap(({ file, text }) => {
    const verbs = file.startsWith("shared/")
      ? "decode|parse|read|open|unwrap|load|textTo"
      : "decode|parse";
    const declared = new RegExp(
      String.raw`^export (?:async )?(?:function|const) ((?:${verbs})(?![a-z])\w*)`,
      "gm",
    );
    return [...text.matchAll(declared)].map(([, name]) => `${file}#${name}`);
  });
}

/** What has such a name and takes nothing from outside, or is shown elsewhere; and why. */
export const EXEMPT: ReadonlyMap<string, string> = new Map([
  ["shared/src/membership/ledger.ts#openLedger", "takes statements that are decoded"],
  ["shared/src/keys/keyring.ts#readKeys", "chooses among keys held"],
  ["shared/src/relay-api/paths.ts#readsPath", "writes an address"],
  ["shared/src/membership/statement-fields.ts#decodeBounds", "a part of decodeStatement"],
  ["shared/src/membership/statement-fields.ts#decodeCopies", "a part of decodeStatement"],
  ["shared/src/membership/statement-fields.ts#decodeIds", "a part of decodeStatement"],
]);
