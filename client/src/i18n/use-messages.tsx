/** Gives screens their texts in the chosen language, and lets a person choose it. */
import {
  createContext,
  type ReactElement,
  type ReactNode,
  startTransition,
  use,
  useMemo,
  useState,
} from "react";
import { createFormats, type Formats } from "./formats.ts";
import { type I18n, type Language, loadMessages, translator } from "./i18n.ts";
import { writeLanguage } from "./language.ts";
import type { Catalogue, Messages, Translate } from "./messages.ts";

interface I18nValue {
  readonly i18n: I18n;
  readonly language: Language;
  readonly setLanguage: (language: Language) => void;
}

const I18nContext = createContext<I18nValue | undefined>(undefined);

/** Holds the language for everything below it. */
export function I18nProvider({
  i18n,
  initialLanguage,
  children,
}: {
  readonly i18n: I18n;
  readonly initialLanguage: Language;
  readonly children: ReactNode;
}): ReactElement {
  const [language, setState] = useState(initialLanguage);
  const value = useMemo<I18nValue>(() => {
    const setLanguage = (next: Language): void => {
      writeLanguage(next);
      // A transition keeps the page that is shown until the other language has loaded.
      startTransition(() => setState(next));
    };
    return { i18n, language, setLanguage };
  }, [i18n, language]);
  return <I18nContext value={value}>{children}</I18nContext>;
}

/** The texts of a feature. Suspends while English is being loaded; Japanese is there at once. */
export function useMessages<Ja extends Catalogue>(messages: Messages<Ja>): Translate<Ja> {
  const { i18n, language } = useI18n();
  const loading = loadMessages(i18n, messages, language);
  // Called in every render that has a promise, loaded or not: React asks for that.
  if (loading !== undefined) use(loading);
  return useMemo(() => translator(i18n, messages, language), [i18n, messages, language]);
}

/** The language, and how to change it. */
export function useLanguage(): readonly [Language, (language: Language) => void] {
  const { language, setLanguage } = useI18n();
  return [language, setLanguage];
}

/** Times and dates as people of the chosen language write them. */
export function useFormats(): Formats {
  const { language } = useI18n();
  return useMemo(() => createFormats(language), [language]);
}

function useI18n(): I18nValue {
  const value = use(I18nContext);
  if (value === undefined) throw new Error("Broken invariant: a screen outside I18nProvider");
  return value;
}
