/**
 * Proves, for languages in which depth says what belongs to what, that the written lines stand to each other as the answer's do: equal depths
 * stay equal, deeper ones deeper. Where columns align with words, the lines may only move as a whole. Pure.
 */

import { squeezed } from './compare-lines.js';
import type { ProofEdit } from './step.js';

/** Depths may be scaled to the file's unit. */
const byDepth = new Set(['python', 'yaml', 'nim']);
/** A column may stand under a word of the line above. */
const byColumn = new Set(['haskell', 'fsharp', 'elm', 'purescript']);

export function troubleWithDepths(edits: readonly ProofEdit[], answer: readonly string[], language: string): string | undefined {
  if (!byDepth.has(language) && !byColumn.has(language)) return undefined;
  // A first line often loses its indentation when it is copied.
  const first = answer.findIndex(line => line.trim() !== '');
  const depths = depthsOf(widthOf(answer[first] ?? '') === 0 ? answer.slice(first + 1) : answer);
  for (const { lines } of edits) {
    const pairs = lines.flatMap(line => {
      const own = depths.get(squeezed(line));
      return own === undefined ? [] : [{ line, own, now: widthOf(line) }];
    });
    for (const [i, { line, own, now }] of pairs.entries()) {
      const other = pairs[i - 1];
      if (!other) continue;
      const isSame = byColumn.has(language)
        ? now - own === other.now - other.own
        : Math.sign(own - other.own) === Math.sign(now - other.now);
      if (!isSame) return `a line would stand at another depth than in the answer: "${line.trim()}"`;
    }
  }
  return undefined;
}

/** Lines that the answer has once, or always at one depth. */
function depthsOf(answer: readonly string[]): ReadonlyMap<string, number> {
  const depths = new Map<string, number>();
  const unsure = new Set<string>();
  for (const line of answer) {
    const key = squeezed(line);
    if (key === '') continue;
    const known = depths.get(key);
    if (known !== undefined && known !== widthOf(line)) unsure.add(key);
    depths.set(key, widthOf(line));
  }
  for (const key of unsure) depths.delete(key);
  return depths;
}

const widthOf = (line: string): number => /^[ \t]*/.exec(line)![0].replaceAll('\t', '        ').length;
