/** The languages of Vibe's interface, by the names that editors use. Pure. */
import { pseudoLocale } from './pseudo.js';

/** Every language except English, which is the source. */
export const displayLanguages = ['de', 'es', 'fr', 'ja', 'zh-cn', pseudoLocale] as const;
export type DisplayLanguage = (typeof displayLanguages)[number];

/** Returns `de` for `de`, `DE` and `de-AT`; undefined for English and for unknown languages. */
export function displayLanguageOf(locale: string): DisplayLanguage | undefined {
  const wanted = locale.toLowerCase();
  return displayLanguages.find(language => language === wanted) ?? displayLanguages.find(language => language === wanted.split('-')[0]);
}
