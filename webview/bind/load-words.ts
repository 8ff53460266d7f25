/** The strings of a language: English is built in, the others are loaded on demand. */

import { type DisplayLanguage, displayLanguageOf } from '../../server/protocol/sentences/display-languages.js';
import { english } from '../../server/protocol/sentences/english.js';
import { marked, pseudoLocale } from '../../server/protocol/sentences/pseudo.js';
import { englishWording, type Wording } from '../../server/protocol/sentences/sentence.js';
import { englishWords, type Words } from '../model/words/english.js';

/** The strings of the panel and the sentences of the server and the extension, in one language. */
export interface Spoken {
  readonly words: Words;
  readonly wording: Wording;
}

const spokenEnglish: Spoken = { words: englishWords, wording: englishWording };

const spoken = (words: Words, table: Wording['table']): Spoken => ({ words, wording: { locale: words.locale, table } });

const loaders: Readonly<Record<DisplayLanguage, () => Promise<Spoken>>> = {
  de: async () =>
    spoken((await import('../model/words/german.js')).germanWords, (await import('../../server/protocol/sentences/german.js')).german),
  'zh-cn': async () =>
    spoken((await import('../model/words/chinese.js')).chineseWords, (await import('../../server/protocol/sentences/chinese.js')).chinese),
  ja: async () =>
    spoken(
      (await import('../model/words/japanese.js')).japaneseWords,
      (await import('../../server/protocol/sentences/japanese.js')).japanese,
    ),
  es: async () =>
    spoken((await import('../model/words/spanish.js')).spanishWords, (await import('../../server/protocol/sentences/spanish.js')).spanish),
  fr: async () =>
    spoken((await import('../model/words/french.js')).frenchWords, (await import('../../server/protocol/sentences/french.js')).french),
  [pseudoLocale]: async () => spoken({ ...marked(englishWords), locale: englishWords.locale }, marked(english)),
};

/** Returns English for an unknown language, or if its file cannot be loaded. */
export async function loadWords(locale: string): Promise<Spoken> {
  const language = displayLanguageOf(locale);
  if (language === undefined) return spokenEnglish;
  try {
    return await loaders[language]();
  } catch {
    return spokenEnglish;
  }
}
