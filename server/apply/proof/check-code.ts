/**
 * Proves an edit whose answer shows only the code as it should be. Every line that vanishes must have been restated between two lines that
 * stay, or have its counterpart, or lie in a definition that the answer shows whole. Pure.
 */

import { likeness, lineCore, says, squeezed, surplus } from './compare-lines.js';
import { type Difference, differences } from './line-difference.js';

export interface CodeClaim {
  readonly before: readonly string[];
  readonly after: readonly string[];
  /** The answer's lines; a mark for what stays is undefined. */
  readonly shown: readonly (string | undefined)[];
  /** Definitions of the file that the answer shows without a mark inside, as lines of the file, end exclusive. */
  readonly restated: readonly (readonly [start: number, end: number])[];
}

/** Why some line of the file would vanish unaccounted for, or some line of the answer be lost; undefined if neither. */
export function troubleWithCode(claim: CodeClaim): string | undefined {
  const { before, after, shown } = claim;
  const all = shown.filter(line => line !== undefined);
  const missing = surplus(all, after).filter(line => /[^\s()[\]{},;]/.test(line) && !after.some(other => isNearly(other, line)));
  if (missing.length > 0) return `a line of the answer would not stand in the file: "${missing[0]!.trim()}"`;
  const foreign = surplus(surplus(after, before), all).filter(says);
  const unexplained = foreign.filter(line => !all.some(other => isNearly(other, line)));
  if (unexplained.length > 0) return `the edit would write a line that the answer does not have: "${unexplained[0]!.trim()}"`;
  const doubled = doubledEdge(claim);
  if (doubled !== undefined) return `a line of the answer would stand in the file twice: "${doubled.trim()}"`;
  const vanished = new Set(surplus(before, after).map(squeezed));
  const answer = all.length === shown.length ? undefined : shown;
  for (const hunk of differences(
    before.map(line => line.trimEnd()),
    after.map(line => line.trimEnd()),
  )) {
    const gone = before.slice(hunk.b0, hunk.b1).filter(line => says(line) && vanished.has(squeezed(line)));
    if (gone.length === 0) continue;
    const remark = after.slice(hunk.a0, hunk.a1).find(line => maySpeakOf.test(line) && !before.includes(line));
    if (remark !== undefined) return `it is not sure whether the answer leaves something out at "${remark.trim()}"`;
    if (isAccounted(hunk, gone, claim, answer !== undefined)) continue;
    return `the answer does not account for a line that would go: "${gone[0]!.trim()}"`;
  }
  return undefined;
}

/** A line right beside a mark says where the mark ends: where the file has it once, it has it once afterwards. */
function doubledEdge({ before, after, shown }: CodeClaim): string | undefined {
  const nOf = (lines: readonly string[], wanted: string): number => lines.filter(line => lineCore(line) === wanted).length;
  const rows = shown.filter(line => line === undefined || line.trim() !== '');
  return rows.find((line, i): line is string => {
    if (line === undefined || !says(line) || (rows[i - 1] !== undefined && rows[i + 1] !== undefined)) return false;
    if ((i === 0 || rows[i - 1] !== undefined) && (i === rows.length - 1 || rows[i + 1] !== undefined)) return false;
    const wanted = lineCore(line);
    return nOf(before, wanted) === 1 && nOf(after, wanted) > 1;
  });
}

/** A new comment, where lines go, that may stand for them. */
const maySpeakOf =
  /^\s*(?:\/\/+|#+|--+|;+|%|\/\*+|\*|<!--|\{\s*\/\*+|["']{3}).*\b(?:existing|same|previous(?:ly)?|original(?:ly)?|remaining|rest|unchanged|as before|as is|above|omitted|etc)\b/i;

/** A line that may have become the other one: half of its words, or its first word and half of its signs. */
const isLike = (a: string, b: string): boolean =>
  elementOf(a) === elementOf(b) && (likeness(a, b) >= 0.5 || (firstWord(a) === firstWord(b) && likeness(a, b, true) >= 0.5));

/** The text or the case that an element of a list begins with; empty for any other line. */
const elementOf = (line: string): string =>
  /^\s*(?:case|when)\b.*$/.exec(line)?.[0].trim() ??
  /^\s*[-*]\s+[^@]*/.exec(line)?.[0].trim() ??
  /^\s*(?:[{[(]\s*(?:[\w$]+\s*[:=]\s*)?)?(["'`])(.*?)\1/.exec(line)?.[2] ??
  '';

const firstWord = (line: string): string => /[\p{L}\p{N}_]+/u.exec(line)?.[0] ?? '';

/** Equal but for `export` or a comma that its place asks for. */
const isNearly = (a: string, b: string): boolean => lineCore(a) === lineCore(b);

function isAccounted(hunk: Difference, gone: readonly string[], { before, after, shown, restated }: CodeClaim, hasMarks: boolean): boolean {
  const came = after.slice(hunk.a0, hunk.a1).filter(line => line.trim() !== '');
  if (restated.some(([start, end]) => start <= hunk.b0 && hunk.b1 <= end)) return true;
  const above = after.slice(0, hunk.a0).findLast(line => line.trim() !== '');
  const below = after.slice(hunk.a1).find(line => line.trim() !== '');
  if (isShownInRow([...(above === undefined ? [] : [above]), ...came, ...(below === undefined ? [] : [below])], shown)) return true;
  if (!hasMarks && above === undefined && below === undefined) return true;
  // Counterparts: line by line, each is like the one that takes its place.
  const fresh = came.filter(says);
  return fresh.length >= gone.length && gone.every((line, i) => fresh.slice(i).some(other => isLike(line, other))) && before.length > 0;
}

/** The lines follow each other in the answer without a mark between. */
function isShownInRow(lines: readonly string[], shown: readonly (string | undefined)[]): boolean {
  const rows = shown
    .filter(line => line === undefined || line.trim() !== '')
    .map(line => (line === undefined ? undefined : lineCore(line)));
  const wanted = lines.map(lineCore);
  return rows.some((_row, i) => wanted.every((line, k) => rows[i + k] === line));
}
