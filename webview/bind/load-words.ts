/** The strings of a language: English is at hand, the others are loaded when they are needed. */
import type { ProblemTexts } from '../../server/protocol/localise-problem.js';
import { english, type Words } from '../model/words/english.js';

/** The panel's strings, and the server's problems, in one language. */
export interface Spoken {
  readonly words: Words;
  readonly problems: ProblemTexts;
}

const spokenEnglish: Spoken = { words: english, problems: {} };
const loaders: Readonly<Record<string, () => Promise<Spoken>>> = {
  de: async () => ({
    words: (await import('../model/words/german.js')).german,
    problems: (await import('../../server/protocol/problem-texts/german.js')).german,
  }),
  'zh-cn': async () => ({
    words: (await import('../model/words/chinese.js')).chinese,
    problems: (await import('../../server/protocol/problem-texts/chinese.js')).chinese,
  }),
  ja: async () => ({
    words: (await import('../model/words/japanese.js')).japanese,
    problems: (await import('../../server/protocol/problem-texts/japanese.js')).japanese,
  }),
  es: async () => ({
    words: (await import('../model/words/spanish.js')).spanish,
    problems: (await import('../../server/protocol/problem-texts/spanish.js')).spanish,
  }),
  fr: async () => ({
    words: (await import('../model/words/french.js')).french,
    problems: (await import('../../server/protocol/problem-texts/french.js')).french,
  }),
};

/** English where the language, or its file, is not at hand. */
export async function loadWords(language: string): Promise<Spoken> {
  const wanted = language.toLowerCase();
  const load = loaders[wanted] ?? loaders[wanted.split('-')[0]!];
  if (!load) return spokenEnglish;
  try {
    return await load();
  } catch {
    return spokenEnglish;
  }
}
