/** The strings of a language: English is at hand, the others are loaded when they are needed. */
import { english, type Words } from '../model/words/english.js';

const loaders: Readonly<Record<string, () => Promise<Words>>> = {};

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
