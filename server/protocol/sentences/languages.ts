/** The languages that Vibe speaks, by the names that editors give them. Pure. */
import { pseudoLocale } from './pseudo.js';

/** Every language but English, which is the source. */
export const displayLanguages = ['de', 'es', 'fr', 'ja', 'zh-cn', pseudoLocale] as const;
export type DisplayLanguage = (typeof displayLanguages)[number];

/** `de` for `de`, `DE` and `de-AT`; undefined for English and for what Vibe does not speak. */
export function displayLanguageOf(locale: string): DisplayLanguage | undefined {
  const wanted = locale.toLowerCase();
  return displayLanguages.find(language => language === wanted) ?? displayLanguages.find(language => language === wanted.split('-')[0]);
}
