/**
 * Message catalogues: flat keys, one catalogue a feature, Japanese first.
 *
 * A feature defines its messages beside its Japanese texts and loads with its own lazy chunk; English is a chunk of its own
 * that is fetched only where English is chosen:
 *
 *     i18n/ja/desk.ts   export const deskMessages = defineMessages("desk", { answered: "応答 {{count}}" }, () =>
 *                         import("../en/desk.ts").then(({ en }) => en),
 *                       );
 *     i18n/en/desk.ts   export const en = { answered: "{{count}} answered" };
 *     a component       const t = useMessages(deskMessages);   t("answered", { count: 3 })
 *
 * Texts name values as {{value}}; the compiler asks for exactly those. `count` chooses English's singular from `<key>_one`.
 */

/** Texts by key. */
export type Catalogue = Readonly<Record<string, string>>;

/** The same keys in another language; `<key>_one` where that language has a singular. */
export type Translation<Ja extends Catalogue> = { readonly [Key in keyof Ja]: string } & {
  readonly [Key in keyof Ja & string as `${Key}_one`]?: string;
};

/** A feature's messages. */
export interface Messages<Ja extends Catalogue> {
  readonly namespace: string;
  readonly ja: Ja;
  readonly loadEnglish: () => Promise<Translation<Ja>>;
}

/** Gives the text of a key, with its values put in. */
export type Translate<Ja extends Catalogue> = <Key extends keyof Ja & string>(
  key: Key,
  ...values: ValuesOf<Ja[Key]>
) => string;

/** Ties a feature's Japanese texts to their English. */
export function defineMessages<const Ja extends Catalogue>(
  namespace: string,
  ja: Ja,
  loadEnglish: () => Promise<Translation<Ja>>,
): Messages<Ja> {
  return { namespace, ja, loadEnglish };
}

type NamesIn<Text> = Text extends `${string}{{${infer Name}}}${infer Rest}`
  ? Name | NamesIn<Rest>
  : never;

type ValuesOf<Text> = [NamesIn<Text>] extends [never]
  ? []
  : [values: Readonly<Record<NamesIn<Text>, string | number>>];
