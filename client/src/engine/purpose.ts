/**
 * Version of the purpose text (i18n/ja/purpose.ts) that is shown, ticked, and signed with the consent: it grows when the
 * text says more or less than before. What earlier versions said: decision 0051.
 */
export const PURPOSE_VERSION = 2;
