/**
 * Collects the files worth a closer look: the best windows by words, by meaning, by path and by defined names. The methods run
 * independently; their results are joined and bounded. It does not rank, and what it drops cannot come back, so its limits are generous.
 */

import { toInt8 } from '../embedding/embed-text.js';
import type { SymbolMatch } from '../segment/read/name-match.js';
import type { Snapshot, SymbolFacts, WindowScoring } from '../snapshot/snapshot-types.js';
import { type NameGuess, type PreparedQuery, weightedTerms } from './rank/prepared-query.js';

export interface SymbolHit {
  readonly symbol: SymbolFacts;
  readonly guess: NameGuess;
  readonly match: SymbolMatch;
  /** Number of definitions with this name. */
  readonly nNamed: number;
  /** True if the question qualifies the name and the enclosing definition has the qualifier as its name. */
  readonly isQualified: boolean;
}

export interface Candidates {
  /** File numbers, ascending. */
  readonly files: Uint32Array;
  readonly symbols: ReadonlyMap<number, readonly SymbolHit[]>;
}

export type FileFilter = (file: number) => boolean;

/** Which files a question is about. */
export interface Selection {
  /** Undefined if every file passes. */
  readonly keep?: FileFilter | undefined;
  /** The candidates, if they are known already; at most `maxCandidates`. */
  readonly only?: readonly number[] | undefined;
}

const nWindows = 240;
const nNearest = 120;
/** Score that the nearest window by a chosen embedding model adds. */
const nearestShare = 0.3;
const nPaths = 60;
const nNamed = 48;
export const maxCandidates = 150;

export const scoringOf = (snapshot: Snapshot): WindowScoring => ({
  fields: { body: 1, names: 2, topNames: 1, comments: 0.4 },
  k1: 1.2,
  b: 0.75,
  averageTokens: Math.max(1, snapshot.totals.tokens.body / Math.max(1, snapshot.totals.nWindows)),
});

export function collectCandidates(snapshot: Snapshot, query: PreparedQuery, { keep, only }: Selection): Candidates {
  if (only !== undefined) {
    const chosen = new Set(only);
    return { files: Uint32Array.from(only).sort(), symbols: symbolHits(snapshot, query, file => chosen.has(file)) };
  }
  const scores = new Map<number, number>();
  const offer = (file: number, score: number): void => {
    if (keep === undefined || keep(file)) scores.set(file, (scores.get(file) ?? 0) + score);
  };
  // The best hits may all fail the filter, so more are fetched.
  const deeper = keep === undefined ? 1 : 16;
  if (query.mass > 0) {
    const hits = snapshot.topWindows(weightedTerms(query), scoringOf(snapshot), nWindows * deeper);
    const best = bestByFile(snapshot, hits.ids, hits.scores);
    for (const [file, score] of best) offer(file, score / (hits.scores[0] ?? 1));
  }
  if (query.pathMass > 0) {
    const terms = query.terms.flatMap(({ term }, i) => (query.pathWeights[i]! > 0 ? [{ term, weight: query.pathWeights[i]! }] : []));
    const hits = snapshot.topPaths(terms, nPaths * deeper);
    hits.ids.forEach((file, i) => offer(file, (0.7 * hits.scores[i]!) / query.pathMass));
  }
  if (query.vector !== undefined) {
    const hits = snapshot.topCosines(toInt8(query.vector), nNearest * deeper);
    for (const [file, score] of bestByFile(snapshot, hits.ids, hits.scores)) offer(file, 0.5 * Math.max(0, score));
  }
  if (query.chosen !== undefined) {
    const { ids, scores: near } = query.chosen.vectors.top(query.chosen.vector, nNearest * deeper);
    // Each model has its own range of cosines, so scores are scaled to 0..1 between the last and the nearest hit.
    const [first = 0, last = 0] = [near[0], near.at(-1)];
    for (const [file, score] of bestByFile(snapshot, ids, near))
      offer(file, nearestShare * (first === last ? 1 : (score - last) / (first - last)));
  }
  const symbols = symbolHits(snapshot, query, keep);
  for (const [file, hits] of symbols) offer(file, 0.6 * Math.max(...hits.map(hit => hit.guess.share)));
  const files = [...scores].sort((a, b) => b[1] - a[1] || a[0] - b[0]).slice(0, maxCandidates);
  return { files: Uint32Array.from(files, ([file]) => file).sort(), symbols };
}

function bestByFile(snapshot: Snapshot, windows: Uint32Array, scores: Float32Array): Map<number, number> {
  const best = new Map<number, number>();
  windows.forEach((window, i) => {
    const file = snapshot.fileOfWindow(window);
    if (!best.has(file)) best.set(file, scores[i]!);
  });
  return best;
}

function symbolHits(snapshot: Snapshot, query: PreparedQuery, keep: FileFilter | undefined): Map<number, SymbolHit[]> {
  const byFile = new Map<number, SymbolHit[]>();
  const take = (found: readonly SymbolFacts[], guess: NameGuess, match: SymbolMatch): void => {
    for (const symbol of found) {
      if (keep !== undefined && !keep(symbol.file)) continue;
      const hits = byFile.get(symbol.file);
      const hit: SymbolHit = { symbol, guess, match, nNamed: found.length, isQualified: isQualified(snapshot, symbol, guess) };
      if (hits === undefined) byFile.set(symbol.file, [hit]);
      else hits.push(hit);
    }
  };
  for (const guess of query.names) take(snapshot.symbolsNamed(guess.text, 'folded', nNamed), guess, 'folded');
  // A single word may be half a name, or a name with a typing error.
  if (byFile.size === 0 && query.isSingle) {
    for (const guess of query.names) {
      for (const match of ['prefix', 'humps', 'fuzzy'] as const) {
        const found = snapshot.symbolsNamed(guess.typed === '' ? guess.text : guess.typed, match, nNamed);
        if (found.length === 0) continue;
        take(found, guess, match);
        break;
      }
    }
  }
  return byFile;
}

function isQualified(snapshot: Snapshot, symbol: SymbolFacts, { qualifier }: NameGuess): boolean {
  if (qualifier === '') return false;
  const around = symbol.qualifier !== '' ? symbol.qualifier : snapshot.symbol(symbol.file, symbol.parent)?.name;
  return around !== undefined && around.toLowerCase() === qualifier.toLowerCase();
}
