/** The strings of a language: English is at hand, the others are loaded when they are needed. */
import { english, type Words } from '../model/words/english.js';

const loaders: Readonly<Record<string, () => Promise<Words>>> = {
  de: async () => (await import('../model/words/german.js')).german,
  'zh-cn': async () => (await import('../model/words/chinese.js')).chinese,
  ja: async () => (await import('../model/words/japanese.js')).japanese,
  es: async () => (await import('../model/words/spanish.js')).spanish,
  fr: async () => (await import('../model/words/french.js')).french,
};

/** English where the language, or its file, is not at hand. */
export async function loadWords(language: string): Promise<Words> {
  const wanted = language.toLowerCase();
  const load = loaders[wanted] ?? loaders[wanted.split('-')[0]!];
  if (!load) return english;
  try {
    return await load();
  } catch {
    return english;
  }
}
