/** Finds the line of a text to look at first: where most of the question's words are close together. Pure; compares letters, not terms. */
import type { QueryWord } from '../query/query-word.js';

const maxFound = 200;

/** Returns a 1-based line within the text; the first line if nothing matches. */
export function focusLine(text: string, words: readonly QueryWord[]): number {
  const lower = text.toLowerCase();
  const lineEnds: number[] = [];
  for (let at = lower.indexOf('\n'); at >= 0; at = lower.indexOf('\n', at + 1)) lineEnds.push(at);
  lineEnds.push(lower.length);
  const scores = new Float64Array(lineEnds.length);
  for (const word of new Set(words.filter(word => !word.isStop).map(word => word.text.toLowerCase()))) {
    // Compares only the start of a word, so that its inflected forms match too.
    const head = word.length > 6 ? word.slice(0, Math.max(5, word.length - 3)) : word;
    let line = 0;
    let nFound = 0;
    for (let at = lower.indexOf(head); at >= 0 && nFound < maxFound; nFound++) {
      while (lineEnds[line]! < at) line++;
      scores[line]! += Math.min(word.length, 12);
      // Repeating a word on the same line adds nothing.
      at = lower.indexOf(head, lineEnds[line]);
    }
  }
  let best = 0;
  let most = 0;
  scores.forEach((score, line) => {
    const near = score === 0 ? 0 : score + 0.5 * ((scores[line - 1] ?? 0) + (scores[line + 1] ?? 0));
    if (near > most) [best, most] = [line, near];
  });
  return best + 1;
}
