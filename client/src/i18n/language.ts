/** Remembers the chosen language: kept outside IndexedDB, for it is needed before. */
import { LANGUAGES, type Language } from "./i18n.ts";

const KEY = "tomoshibi-language";

/** The language chosen before; else the browser's if it is not Japanese. */
export function readLanguage(browserLanguages: readonly string[]): Language {
  const chosen = LANGUAGES.find((language) => language === stored());
  if (chosen !== undefined) return chosen;
  const first = browserLanguages[0] ?? "ja";
  return first.startsWith("ja") ? "ja" : "en";
}

/** Keeps the choice for the next start, if this browser allows it. */
export function writeLanguage(language: Language): void {
  document.documentElement.lang = language;
  try {
    localStorage.setItem(KEY, language);
  } catch {
    // Storage is closed to us: the choice lasts until the page is left.
  }
}

function stored(): string | null {
  try {
    return localStorage.getItem(KEY);
  } catch {
    return null;
  }
}
