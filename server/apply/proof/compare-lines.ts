/** How the checker compares lines. Its own, so that a mistake of the planner's is not repeated here. Pure. */

/** A line without any space. */
export const squeezed = (line: string): string => line.replace(/\s+/g, '');

/** Returns the line without spaces, a leading `export` and the punctuation at its end. */
export const lineCore = (line: string): string =>
  squeezed(line)
    .replace(/^export(?:default)?/, '')
    .replace(/[,;]+$/, '');

/** It says something that could be found again: a word of two letters. */
export const says = (line: string): boolean => /[\p{L}\p{N}_]{2}/u.test(line);

/** Share of the words that two lines have in common, 0 to 1. */
export function likeness(a: string, b: string, withSigns = false): number {
  const [x, y] = withSigns ? [tokensOf(a), tokensOf(b)] : [wordsOf(a), wordsOf(b)];
  if (x.length + y.length === 0) return squeezed(a) === squeezed(b) ? 1 : 0;
  const left = new Map<string, number>();
  for (const word of x) left.set(word, (left.get(word) ?? 0) + 1);
  let common = 0;
  for (const word of y) {
    const n = left.get(word) ?? 0;
    if (n === 0) continue;
    left.set(word, n - 1);
    common++;
  }
  return (2 * common) / (x.length + y.length);
}

const wordsOf = (line: string): readonly string[] => line.match(/[\p{L}\p{N}_]+/gu) ?? [];

const tokensOf = (line: string): readonly string[] => line.match(/[\p{L}\p{N}_]+|[^\s\p{L}\p{N}_]/gu) ?? [];

/** How often each line occurs, blank ones aside. */
export function counted(lines: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const line of lines) {
    const key = squeezed(line);
    if (key !== '') counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return counts;
}

/** The lines of `a` that `b` does not have as often. */
export function surplus(a: readonly string[], b: readonly string[]): readonly string[] {
  const left = counted(b);
  return a.filter(line => {
    const key = squeezed(line);
    if (key === '') return false;
    const n = left.get(key) ?? 0;
    if (n > 0) left.set(key, n - 1);
    return n === 0;
  });
}
