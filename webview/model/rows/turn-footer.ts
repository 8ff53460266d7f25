/** The line below an answer: who wrote it and how fast. Pure. */
import type { AnswerFacts } from '../../../server/protocol/chat.js';
import type { Words } from '../words/english.js';
import { fillWords } from '../words/fill-words.js';
import { milliseconds, seconds } from './figures.js';

export function turnFooter(facts: AnswerFacts, words: Words): readonly string[] {
  const parts: string[] = [];
  switch (facts.source) {
    case 'extractive':
      parts.push(words.factExtractive, milliseconds(facts.totalMs));
      break;
    case 'cache-l1':
    case 'cache-l2':
    case 'cache-l3':
      if (facts.model) parts.push(facts.model);
      parts.push(words.factCache, milliseconds(facts.totalMs));
      break;
    case 'model':
      if (facts.model) parts.push(facts.model);
      if (facts.firstTokenMs !== undefined) parts.push(fillWords(words, 'factFirst', { seconds: seconds(facts.firstTokenMs) }));
      if (facts.tokensPerSecond !== undefined) parts.push(fillWords(words, 'factSpeed', { n: Math.round(facts.tokensPerSecond) }));
      break;
  }
  parts.push(facts.local ? words.factLocal : words.factRemote);
  return parts;
}
