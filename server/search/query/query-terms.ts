/** Turns a question's words into terms of the index, each with a weight that does not yet include its rarity. Pure. */
import { eachTerm } from '../../text/terms.js';
import type { QueryWord } from './query-word.js';

export interface QueryTerm {
  readonly term: number;
  /** Weight of this term relative to the others; multiplied by its rarity. */
  readonly weight: number;
  readonly isPart: boolean;
  /** Indices of the words that the term comes from. */
  readonly words: readonly number[];
}

/** Two adjacent words may be one identifier in code. */
const joinedWeight = 0.6;
const encoder = new TextEncoder();

export function queryTerms(words: readonly QueryWord[]): readonly QueryTerm[] {
  const found = new Map<number, { weight: number; isPart: boolean; words: number[] }>();
  const add = (term: number, weight: number, isPart: boolean, word: number): void => {
    const known = found.get(term);
    if (known === undefined) found.set(term, { weight, isPart, words: [word] });
    else {
      // Repeating a word raises its weight a little.
      if (!known.words.includes(word)) known.weight = Math.min(1.5, known.weight + 0.2);
      known.words.push(word);
      known.isPart ||= isPart;
    }
  };
  words.forEach((word, index) => {
    if (word.isStop) return;
    termsOf(word.text, (term, isPart) => add(term, 1, isPart, index));
    const next = words[index + 1];
    if (next === undefined || next.isStop) return;
    termsOf(`${word.text}_${next.text}`, (term, isPart) => {
      if (!isPart) add(term, joinedWeight, false, index);
    });
  });
  return [...found].map(([term, { weight, isPart, words }]) => ({ term, weight, isPart, words: [...new Set(words)] }));
}

export function termsOf(text: string, sink: (term: number, isPart: boolean) => void): void {
  const bytes = encoder.encode(text);
  eachTerm(bytes, 0, bytes.length, (term, kind) => sink(term, kind === 'part'));
}
