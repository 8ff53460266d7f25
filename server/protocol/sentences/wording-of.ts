/** The sentences of each language, for processes that may load all of them; the panel loads only the one that it needs. Pure. */
import { chinese } from './chinese.js';
import { type DisplayLanguage, displayLanguageOf } from './display-languages.js';
import { english } from './english.js';
import { french } from './french.js';
import { german } from './german.js';
import { japanese } from './japanese.js';
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

/** `locale` is the editor's name: `de`, `de-AT`, `zh-cn`. Returns English for unknown languages. */
export function wordingOf(locale: string | undefined): Wording {
  const language = displayLanguageOf(locale ?? 'en');
  if (language === undefined) return englishWording;
  const wording = known.get(language) ?? { locale: language === pseudoLocale ? 'en' : language, table: makers[language]() };
  known.set(language, wording);
  return wording;
}
