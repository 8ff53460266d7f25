/** The sentences of a language, for processes that may hold all of them; the panel loads the one that it needs. Pure. */
import { chinese } from './chinese.js';
import { english } from './english.js';
import { french } from './french.js';
import { german } from './german.js';
import { japanese } from './japanese.js';
import { type DisplayLanguage, displayLanguageOf } from './languages.js';
import { marked, pseudoLocale } from './pseudo.js';
import { englishWording, type Wording } from './sentence.js';
import { spanish } from './spanish.js';

const makers: Readonly<Record<DisplayLanguage, () => Wording['table']>> = {
  de: () => german,
  es: () => spanish,
  fr: () => french,
  ja: () => japanese,
  'zh-cn': () => chinese,
  [pseudoLocale]: () => marked(english),
};
const known = new Map<DisplayLanguage, Wording>();

/** `locale` as an editor names it: `de`, `de-AT`, `zh-cn`. English for what Vibe does not speak. */
export function wordingOf(locale: string | undefined): Wording {
  const language = displayLanguageOf(locale ?? 'en');
  if (language === undefined) return englishWording;
  const wording = known.get(language) ?? { locale: language === pseudoLocale ? 'en' : language, table: makers[language]() };
  known.set(language, wording);
  return wording;
}
