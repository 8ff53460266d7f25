/**
 * Questions to a snapshot of the index, and its answers. Windows and files are numbered through the whole snapshot, so a number is valid
 * for that snapshot only. Counts by field are in the order of `fields`. Types only.
 */

import type { SymbolMatch } from '../segment/read/name-match.js';

/** A window's text, the names defined in it, those of them at the top level, and its comments. The last three are parts of the first. */
export const fields = ['body', 'names', 'topNames', 'comments'] as const;
export type Field = (typeof fields)[number];
export const nFields = fields.length;

export interface WeightedTerm {
  readonly term: number;
  /** The score of a perfect match: idf times the searcher's own weight. Above 0. */
  readonly weight: number;
}

/**
 * BM25F: score = sum over terms of weight x tf' (k1 + 1) / (k1 + tf'), where tf' = fields.body x body / (1 - b + b x tokens /
 * averageTokens) + fields.names x names + fields.topNames x topNames + fields.comments x comments.
 */
export interface WindowScoring {
  readonly fields: Readonly<Record<Field, number>>;
  readonly k1: number;
  readonly b: number;
  readonly averageTokens: number;
}

/** Best first; ties are in ascending order of number. */
export interface Hits {
  readonly ids: Uint32Array;
  readonly scores: Float32Array;
}

/** Exact counts for reranking. The count of file f, term t, field i is at (f x nTerms + t) x nFields + i. */
export interface Gathered {
  readonly nTerms: number;
  readonly fileCounts: Uint32Array;
  /** Numbers of the best windows of each file, best first: `windowsPerFile` entries per file, filled up with 0xffffffff. */
  readonly windows: Uint32Array;
  readonly windowScores: Float32Array;
  /** The count of slot s (as in `windows`), term t, field i is at (s x nTerms + t) x nFields + i. */
  readonly windowCounts: Uint16Array;
}

export interface FileFacts {
  readonly path: string;
  readonly language: number;
  readonly role: number;
  readonly sizeBytes: number;
  readonly mtimeMs: number;
  readonly contentHash: Uint8Array;
  readonly nLines: number;
  readonly firstWindow: number;
  readonly nWindows: number;
  readonly nSymbols: number;
}

export interface WindowFacts {
  readonly file: number;
  /** 1-based, inclusive. */
  readonly startLine: number;
  readonly endLine: number;
  readonly startByte: number;
  readonly endByte: number;
}

export interface SymbolFacts {
  readonly file: number;
  /** Position in the outline of its file. */
  readonly index: number;
  readonly name: string;
  /** One of the outline's kinds. */
  readonly kind: string;
  /** Names that qualify this one and that no enclosing symbol gives; empty if there are none. */
  readonly qualifier: string;
  readonly startLine: number;
  readonly endLine: number;
  /** First line of the doc comment above it, or `startLine`. */
  readonly docStartLine: number;
  /** Position of the enclosing symbol in the outline of the file, or -1 at the top level. */
  readonly parent: number;
}

export interface Totals {
  readonly nFiles: number;
  readonly nWindows: number;
  readonly nSymbols: number;
  /** Sums over all windows, by field. */
  readonly tokens: Readonly<Record<Field, number>>;
}

/**
 * The snapshot as the searcher sees it. Every method skips deleted files, is synchronous and reads through the page cache. Ranking methods
 * leave damaged segments out; methods that return facts throw if a segment proves damaged, so questions run inside `retryOnDamage`.
 */
export interface Snapshot {
  readonly nSegments: number;
  readonly totals: Totals;
  /** False if a segment is damaged or unreadable: what it holds is in no answer. */
  readonly isWhole: boolean;
  /** Identity of the embedding table that made the vectors, or undefined if a segment has none. */
  readonly embedding: string | undefined;
  /** Number of windows that contain each term, over all segments. Deleted files may still count until they are merged away. */
  documentFrequencies(terms: readonly number[]): Uint32Array;
  /** Number of files whose path contains each term. */
  pathFrequencies(terms: readonly number[]): Uint32Array;
  topWindows(terms: readonly WeightedTerm[], scoring: WindowScoring, limit: number): Hits;
  /** Ranks files by the summed weights of the terms in their paths. */
  topPaths(terms: readonly WeightedTerm[], limit: number): Hits;
  gather(terms: readonly WeightedTerm[], scoring: WindowScoring, files: ArrayLike<number>, windowsPerFile: number): Gathered;
  /** Returns the cosine of `vector` (int8, `dims` entries) with each window, -1 to 1. `windows` ascend. */
  cosines(vector: Int8Array, windows: Uint32Array): Float32Array;
  /** Returns the windows with the highest cosine: preselected by sign bits, then ranked exactly. */
  topCosines(vector: Int8Array, limit: number): Hits;
  file(file: number): FileFacts;
  window(window: number): WindowFacts;
  fileOfWindow(window: number): number;
  /** Returns the outline of a file, in order. */
  symbolsOf(file: number): readonly SymbolFacts[];
  /** Returns one symbol of a file's outline. */
  symbol(file: number, index: number): SymbolFacts | undefined;
  /** Returns the innermost symbol whose lines, doc comment included, contain `line`, then its enclosing symbols from the inside out. */
  symbolsAround(file: number, line: number): readonly SymbolFacts[];
  symbolsNamed(name: string, match: SymbolMatch, limit: number): readonly SymbolFacts[];
  fileAt(path: string): number | undefined;
  /** Calls `visit` with the number and path of every live file until it returns false. */
  eachFile(visit: (file: number, path: string) => boolean): void;
}
