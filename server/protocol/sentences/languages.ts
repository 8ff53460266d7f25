/** The languages that Vibe speaks, by the names that editors give them. Pure. */
import { pseudoLocale } from './pseudo.js';

/** Every language but English, which is the source. */
export const languages = ['de', 'es', 'fr', 'ja', 'zh-cn', pseudoLocale] as const;
export type Language = (typeof languages)[number];

/** `de` for `de`, `DE` and `de-AT`; undefined for English and for what Vibe does not speak. */
export function languageOf(locale: string): Language | undefined {
  const wanted = locale.toLowerCase();
  return languages.find(language => language === wanted) ?? languages.find(language => language === wanted.split('-')[0]);
}
