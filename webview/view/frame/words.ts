/** The strings of the person's language, for every view. */
import { createContext, useContext } from 'react';
import { english, type WordKey, type Words } from '../../model/words/english.js';
import { say, sayCount, type Values } from '../../model/words/say.js';

export interface Speaking {
  readonly words: Words;
  readonly language: string;
}

export const WordsContext = createContext<Speaking>({ words: english, language: 'en' });

export interface Say {
  (key: WordKey, values?: Values): string;
}

export function useSay(): Say {
  const { words } = useContext(WordsContext);
  return (key, values) => say(words, key, values);
}

export function useSayCount(): (stem: Parameters<typeof sayCount>[1], n: number) => string {
  const { words, language } = useContext(WordsContext);
  return (stem, n) => sayCount(words, stem, n, language);
}
