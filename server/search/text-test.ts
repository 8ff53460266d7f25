/** Tests that need the text itself: whether it contains exact phrases, and none of the excluded words. Pure. */
import type { ParsedQuery } from './query/parse-query.js';
import type { SourceText } from './results/source-text.js';

/** Returns undefined if the question asks for neither. Whitespace in a phrase matches any whitespace; case is ignored. */
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
