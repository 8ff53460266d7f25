/** Tests that need the text itself: whether it contains exact phrases, and none of the excluded phrases and words. Pure. */
import type { ParsedQuery } from './query/parse-query.js';
import type { SourceText } from './results/source-text.js';

/** Returns undefined if the question asks for none of them. A phrase is compared character by character, a word ignoring case. */
export function textTest({
  phrases,
  excludedPhrases,
  excludedWords,
}: Pick<ParsedQuery, 'phrases' | 'excludedPhrases' | 'excludedWords'>): ((source: SourceText) => boolean) | undefined {
  if (phrases.length + excludedPhrases.length + excludedWords.length === 0) return undefined;
  // The words contain only letters, digits, `_` and `$`.
  const unwanted = excludedWords.map(
    word => new RegExp(`(?<![\\p{L}\\p{N}_])${word.replaceAll('$', '\\$')}(?![\\p{L}\\p{M}\\p{N}_])`, 'iu'),
  );
  return source => {
    const text = source.text();
    return (
      phrases.every(phrase => text.includes(phrase)) &&
      !excludedPhrases.some(phrase => text.includes(phrase)) &&
      !unwanted.some(pattern => pattern.test(text))
    );
  };
}

/** Lines (1-based) that hold the phrase, at least `apart` lines from each other; at most `limit`. */
export function linesWithPhrase(text: string, phrase: string, apart: number, limit: number): readonly number[] {
  const lines: number[] = [];
  let line = 1;
  let counted = 0;
  for (let at = text.indexOf(phrase); at >= 0 && lines.length < limit; at = text.indexOf(phrase, at + 1)) {
    for (let feed = text.indexOf('\n', counted); feed >= 0 && feed < at; feed = text.indexOf('\n', counted)) {
      line++;
      counted = feed + 1;
    }
    if (lines.length === 0 || line - lines.at(-1)! >= apart) lines.push(line);
  }
  return lines;
}
