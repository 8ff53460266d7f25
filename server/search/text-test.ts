/** What only the text itself can tell: whether exact phrases stand in it, and whether excluded words do not. Pure. */
import type { ParsedQuery } from './query/parse-query.js';
import type { SourceText } from './results/source-text.js';

/** Undefined where the question asks for neither. Blanks in a phrase match any blanks; case counts not. */
export function textTest({
  phrases,
  excludedWords,
}: Pick<ParsedQuery, 'phrases' | 'excludedWords'>): ((source: SourceText) => boolean) | undefined {
  if (phrases.length === 0 && excludedWords.length === 0) return undefined;
  const wanted = phrases.map(phrasePattern);
  const unwanted = excludedWords.map(word => new RegExp(`(?<![\\p{L}\\p{N}_])${escaped(word)}(?![\\p{L}\\p{N}_])`, 'iu'));
  return source => {
    const text = source.text();
    return wanted.every(pattern => pattern.test(text)) && !unwanted.some(pattern => pattern.test(text));
  };
}

export const phrasePattern = (phrase: string): RegExp => new RegExp(phrase.trim().split(/\s+/).map(escaped).join('\\s+'), 'iu');

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\/-]/g, '\\$&');
