/** The language of this screen and the texts loaded so far: i18next without its plugins. */
import i18next, { type i18n } from "i18next";
import type { Catalogue, Messages } from "./messages.ts";

/** Languages with catalogues. */
export const LANGUAGES = ["ja", "en"] as const;
/** A language with catalogues. */
export type Language = (typeof LANGUAGES)[number];

/** The i18next instance of a screen. */
export type I18n = i18n;

/** Makes the texts' store; Japanese is what is missing elsewhere. */
export function createI18n(): I18n {
  const instance = i18next.createInstance();
  void instance.init({
    lng: "ja",
    fallbackLng: "ja",
    resources: {},
    initAsync: false,
    keySeparator: false,
    nsSeparator: false,
    interpolation: { escapeValue: false },
  });
  return instance;
}

/** Makes sure that a feature's texts are there. Gives a promise while a language still has to be loaded. */
export function registerMessages<Ja extends Catalogue>(
  instance: I18n,
  messages: Messages<Ja>,
  language: Language,
): Promise<void> | undefined {
  const { namespace, ja, loadEnglish } = messages;
  if (!instance.hasResourceBundle("ja", namespace)) instance.addResourceBundle("ja", namespace, ja);
  if (language === "ja" || instance.hasResourceBundle("en", namespace)) return undefined;
  return loadEnglish().then(
    (english) => void instance.addResourceBundle("en", namespace, english),
    // Offline before English was stored: an empty catalogue falls back to Japanese, and the screen still opens.
    () => void instance.addResourceBundle("en", namespace, {}),
  );
}
