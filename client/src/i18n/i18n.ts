/**
 * The texts of a screen: Japanese comes with the code that uses it, English is loaded beside it when it is chosen. A small
 * store of our own: docs/decisions/0006.
 */
import type { Catalogue, Messages, Translate } from "./messages.ts";

/** Languages with catalogues. */
export const LANGUAGES = ["ja", "en"] as const;
/** A language with catalogues. */
export type Language = (typeof LANGUAGES)[number];

/** The English texts loaded so far, by namespace, and those on their way. */
export interface I18n {
  readonly english: Map<string, Catalogue>;
  readonly loads: Map<string, Promise<void>>;
}

/** Makes the store of a screen. */
export function createI18n(): I18n {
  return { english: new Map(), loads: new Map() };
}

/** Makes sure that a feature's texts are there. Gives a promise, always the same one, where they have to be loaded. */
export function loadMessages<Ja extends Catalogue>(
  { english, loads }: I18n,
  { namespace, loadEnglish }: Messages<Ja>,
  language: Language,
): Promise<void> | undefined {
  if (language === "ja") return undefined;
  const load = loads.get(namespace) ?? loadInto(english, namespace, loadEnglish);
  loads.set(namespace, load);
  return load;
}

/** Gives a feature's texts in a language; what is missing there is said in Japanese. */
export function translator<Ja extends Catalogue>(
  { english }: I18n,
  { namespace, ja }: Messages<Ja>,
  language: Language,
): Translate<Ja> {
  const texts = language === "ja" ? ja : { ...ja, ...english.get(namespace) };
  return (key, ...[values]) => {
    const text = texts[`${key}_one`];
    const isOne =
      text !== undefined && values !== undefined && "count" in values && values.count === 1;
    return fill((isOne ? text : texts[key]) ?? key, values ?? {});
  };
}

function fill(text: string, values: Readonly<Record<string, string | number>>): string {
  return text.replace(/\{\{(\w+)\}\}/g, (whole, name: string) => String(values[name] ?? whole));
}

async function loadInto(
  english: Map<string, Catalogue>,
  namespace: string,
  loadEnglish: () => Promise<Catalogue>,
): Promise<void> {
  // Offline before English was stored: nothing is put over the Japanese texts, and the screen still opens.
  english.set(namespace, await loadEnglish().catch(() => ({})));
}
