/** The strings of the person's language, for every view. */
import { createContext, useContext } from 'react';
import { type Problem, problemLine } from '../../../server/protocol/problem.js';
import { englishWording, type Wording } from '../../../server/protocol/sentences/sentence.js';
import { englishWords, type WordKey, type Words } from '../../model/words/english.js';
import { fillWords, type WordArgs } from '../../model/words/fill-words.js';

export interface Speaking {
  readonly words: Words;
  readonly wording: Wording;
}

export const WordsContext = createContext<Speaking>({ words: englishWords, wording: englishWording });

type Say = <Key extends WordKey>(key: Key, ...args: WordArgs<Key>) => string;

export function useSay(): Say {
  const { words } = useContext(WordsContext);
  return (key, ...args) => fillWords(words, key, ...args);
}

/** Returns the sentences of the server and the extension. */
export const useWording = (): Wording => useContext(WordsContext).wording;

export const useProblemLine = (problem: Problem): string => problemLine(problem, useWording());
