/**
 * Aligns the lines of a snippet with a stretch of a file, both ends of the stretch free (semi-global alignment by dynamic programming,
 * as in sequence analysis). Equal lines cost nothing, like ones little. Pure; bounded by `maxCells`.
 */

import { bare, indentOf, isBlank, isTelling } from '../lines/file-lines.js';
import { alignment } from '../thresholds.js';
import { identityOf } from './identity.js';

/** Each snippet line with the file line that it stands for; -1 for a new one. */
export interface Alignment {
  /** Stretch of the file, end exclusive. */
  readonly start: number;
  readonly end: number;
  readonly cost: number;
  readonly pairs: Int32Array;
  /** Telling lines that stand in both. */
  readonly nAnchors: number;
  readonly firstPaired: boolean;
  readonly lastPaired: boolean;
}

/** More cells than this are not computed: such a snippet is refused rather than waited for. */
export const maxCells = 8_000_000;

/** 0 for equal lines, below 1 for like ones, Infinity for others. */
function costOf(a: string, b: string, aTokens: readonly string[], bTokens: readonly string[]): number {
  if (a === b) return 0;
  if (a === '' || b === '') return Number.POSITIVE_INFINITY;
  const [mine, other] = [identityOf(a), identityOf(b)];
  if (mine !== other && mine !== undefined && other !== undefined) return Number.POSITIVE_INFINITY;
  // They cannot share more than the shorter one has.
  if (3 * Math.min(aTokens.length, bTokens.length) < Math.max(aTokens.length, bTokens.length)) return Number.POSITIVE_INFINITY;
  const likeness = likenessOf(aTokens, bTokens);
  return likeness >= alignment.likeLine ? alignment.changedLine + (1 - likeness) : Number.POSITIVE_INFINITY;
}

/** Share of common tokens (Dice). Lines that declare different names are unlike, however much they share. */
export function likenessOf(a: readonly string[], b: readonly string[]): number {
  const [nameA, nameB] = [declaredName(a), declaredName(b)];
  if (nameA !== nameB && (nameA !== undefined || nameB !== undefined)) return 0;
  const counts = new Map<string, number>();
  for (const token of a) counts.set(token, (counts.get(token) ?? 0) + 1);
  let common = 0;
  for (const token of b) {
    const left = counts.get(token) ?? 0;
    if (left === 0) continue;
    counts.set(token, left - 1);
    common++;
  }
  return (2 * common) / (a.length + b.length);
}

export const tokensOf = (line: string): readonly string[] => line.match(/\w+|[^\s\w]/g) ?? [];

const declarers = new Set([
  'const',
  'let',
  'var',
  'def',
  'fn',
  'func',
  'function',
  'class',
  'struct',
  'enum',
  'type',
  'interface',
  'val',
  'import',
  'from',
  'use',
  'case',
  'fun',
]);

/** The name that a line gives something: after `const`, `def` …, before `=` or `:`. */
function declaredName(tokens: readonly string[]): string | undefined {
  for (let i = 0; i < Math.min(tokens.length - 1, 5); i++) {
    if (declarers.has(tokens[i]!)) return tokens[i + 1];
  }
  // A quoted key, as in JSON.
  const quoted = tokens[0] === '"' || tokens[0] === "'" ? tokens.indexOf(tokens[0], 1) : -1;
  if (quoted > 0 && tokens[quoted + 1] === ':') return tokens.slice(1, quoted).join('');
  const assigns = tokens[1] === '=' && tokens[2] !== '=';
  return assigns || tokens[1] === ':' ? tokens[0] : undefined;
}

/**
 * The cheapest alignment of `snippet` inside `file[from..to)`; undefined where it has no telling line in common or is too large.
 * `endsMeet`: the whole stretch is meant, its first and last lines being the snippet's.
 */
export function align(
  snippet: readonly string[],
  file: readonly string[],
  from: number,
  to: number,
  { endsMeet = false } = {},
): Alignment | undefined {
  const m = snippet.length;
  const n = to - from;
  if (m === 0 || n <= 0 || (m + 1) * (n + 1) > maxCells) return undefined;
  const a = snippet.map(bare);
  const b = file.slice(from, to).map(bare);
  const aTokens = a.map(tokensOf);
  const bTokens = b.map(tokensOf);
  const aDepths = snippet.map(line => indentOf(line).length);
  const bDepths = file.slice(from, to).map(line => indentOf(line).length);
  const keepsDepth = keepsDepths(snippet, file.slice(from, to));
  const width = n + 1;
  const cost = new Float32Array((m + 1) * width);
  const step = new Uint8Array((m + 1) * width); // 1 pair, 2 new, 3 dropped
  if (endsMeet) {
    for (let j = 1; j <= n; j++) {
      cost[j] = cost[j - 1]! + (isWeak(b[j - 1]!) ? alignment.weakLine : alignment.droppedLine);
      step[j] = 3;
    }
  }
  for (let i = 1; i <= m; i++) {
    const addition = isWeak(a[i - 1]!) ? alignment.weakLine : alignment.newLine;
    cost[i * width] = cost[(i - 1) * width]! + addition;
    step[i * width] = 2;
    for (let j = 1; j <= n; j++) {
      const moved = keepsDepth && a[i - 1] !== '' && aDepths[i - 1] !== bDepths[j - 1] ? alignment.otherDepth : 0;
      const paired = cost[(i - 1) * width + j - 1]! + costOf(a[i - 1]!, b[j - 1]!, aTokens[i - 1]!, bTokens[j - 1]!) + moved;
      const added = cost[(i - 1) * width + j]! + addition;
      // Nothing of the file may be dropped before the snippet begins or after it ends: there the ends are free.
      const dropped =
        i === m && !endsMeet
          ? Number.POSITIVE_INFINITY
          : cost[i * width + j - 1]! + (isWeak(b[j - 1]!) ? alignment.weakLine : alignment.droppedLine);
      let best = paired;
      let how = 1;
      if (added < best) [best, how] = [added, 2];
      if (dropped < best) [best, how] = [dropped, 3];
      cost[i * width + j] = best;
      step[i * width + j] = how;
    }
  }
  let end = endsMeet ? n : 0;
  for (let j = 1; j <= n && !endsMeet; j++) if (cost[m * width + j]! < cost[m * width + end]!) end = j;
  const pairs = new Int32Array(m).fill(-1);
  let i = m;
  let j = end;
  while (i > 0) {
    const how = step[i * width + j]!;
    if (how === 1) {
      i--;
      j--;
      pairs[i] = from + j;
    } else if (how === 2) i--;
    else j--;
  }
  const first = snippet.findIndex(line => !isBlank(line));
  const last = snippet.findLastIndex(line => !isBlank(line));
  let nAnchors = 0;
  for (let k = 0; k < m; k++) if (pairs[k]! >= 0 && isTelling(snippet[k]!) && a[k] === b[pairs[k]! - from]) nAnchors++;
  return {
    start: from + j,
    end: from + end,
    cost: cost[m * width + end]!,
    pairs,
    nAnchors,
    firstPaired: first >= 0 && pairs[first]! >= 0,
    lastPaired: last >= 0 && pairs[last]! >= 0,
  };
}

/** Most lines that stand in both stand there at the same depth. */
function keepsDepths(snippet: readonly string[], file: readonly string[]): boolean {
  const letters = new Set(file.map(line => line.trimEnd()));
  const words = new Set(file.map(bare));
  const shared = snippet.filter(line => isTelling(line) && words.has(bare(line)));
  return shared.length >= 2 && shared.filter(line => letters.has(line.trimEnd())).length >= shared.length * 0.8;
}

/** True where no other stretch of the file fits nearly as well. */
export function isUnique(found: Alignment, snippet: readonly string[], file: readonly string[], from: number, to: number): boolean {
  const margin = Math.max(alignment.uniqueBy, snippet.length * alignment.uniqueByShare);
  const others = [align(snippet, file, from, found.start), align(snippet, file, found.end, to)];
  return others.every(other => other === undefined || other.nAnchors === 0 || other.cost > found.cost + margin);
}

const isWeak = (line: string): boolean => !/\w/.test(line);
