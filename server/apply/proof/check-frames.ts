/** Proves that each change of a diff stands beside the lines that the diff shows beside it. Pure. */
import { says, squeezed } from './compare-lines.js';

interface SignedLine {
  readonly sign: ' ' | '-' | '+';
  readonly text: string;
}

/** Why a change lies elsewhere than its context; undefined if none does. A change without context is held by what it takes out. */
export function troubleWithFrames(hunks: readonly (readonly SignedLine[])[], after: readonly string[]): string | undefined {
  const rows = after.map(squeezed).filter(row => row !== '');
  const places = new Map<string, number[]>();
  rows.forEach((row, i) => places.set(row, [...(places.get(row) ?? []), i]));
  const isThere = (run: readonly string[]): boolean => (places.get(run[0]!) ?? []).some(at => run.every((row, k) => rows[at + k] === row));
  for (const hunk of hunks) {
    const lines = hunk
      .filter(line => line.sign !== '-' && line.text.trim() !== '')
      .map(({ sign, text }) => ({ sign, row: squeezed(text), text }));
    for (let i = 0; i < lines.length; i++) {
      if (lines[i]!.sign !== '+' || (i > 0 && lines[i - 1]!.sign === '+')) continue;
      let end = i;
      while (end < lines.length && lines[end]!.sign === '+') end++;
      const top = lines.findLastIndex((line, k) => k < i && line.sign === ' ' && says(line.text));
      const bottom = lines.findIndex((line, k) => k >= end && line.sign === ' ' && says(line.text));
      const above = top < 0 ? undefined : lines.slice(top, end).map(({ row }) => row);
      const below = bottom < 0 ? undefined : lines.slice(i, bottom + 1).map(({ row }) => row);
      if ((above ?? below) === undefined) continue;
      if (!(above && isThere(above)) && !(below && isThere(below)))
        return `a change of the diff would lie elsewhere than its context: "${lines[i]!.text.trim()}"`;
    }
  }
  return undefined;
}
