/**
 * What a snapshot of the index is asked and answers. Windows and files are numbered through the whole snapshot: a number is valid
 * for that snapshot only. Counts by field come in the order of `fields`. Pure types.
 */

import type { SymbolMatch } from '../segment/read/name-match.js';

/** A window's text; names defined in it; those of them at the top level; its comments. The last three are parts of the first. */
export const fields = ['body', 'names', 'topNames', 'comments'] as const;
export type Field = (typeof fields)[number];
export const nFields = fields.length;

export interface WeightedTerm {
  readonly term: number;
  /** What a perfect hit adds: idf times the searcher's own weight. Above 0. */
  readonly weight: number;
}

/**
 * BM25F: score = sum over terms of weight x tf' (k1 + 1) / (k1 + tf'), where tf' = fields.body x body / (1 - b + b x tokens / averageTokens)
 * + fields.names x names + fields.topNames x topNames + fields.comments x comments.
 */
export interface WindowScoring {
  readonly fields: Readonly<Record<Field, number>>;
  readonly k1: number;
  readonly b: number;
  readonly averageTokens: number;
}

/** Best first; ties by number. */
export interface Hits {
  readonly ids: Uint32Array;
  readonly scores: Float32Array;
}

/** Exact counts for reranking. Entries of file f, term t, field i stand at (f x nTerms + t) x nFields + i. */
export interface Gathered {
  readonly nTerms: number;
  readonly fileCounts: Uint32Array;
  /** Numbers of the best windows of each file, best first, `windowsPerFile` a file; 0xffffffff where a file has fewer. */
  readonly windows: Uint32Array;
  readonly windowScores: Float32Array;
  /** Entries of slot s (as in `windows`), term t, field i stand at (s x nTerms + t) x nFields + i. */
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
  /** Names that qualify this one where no enclosing symbol says them; empty for none. */
  readonly qualifier: string;
  readonly startLine: number;
  readonly endLine: number;
  /** First line of the doc comment above, else `startLine`. */
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
 * The snapshot as the searcher sees it. Every method skips deleted files; all are synchronous and read through the page cache. What ranks
 * leaves damaged segments out; the facts of one that proves damaged throw, so that a question runs inside `answer`.
 */
export interface Snapshot {
  /** Runs a whole question, and once more without the segment where one proves damaged on the way. */
  answer<T>(ask: (snapshot: Snapshot) => T): T;
  readonly totals: Totals;
  /** Identity of the embedding table whose vectors are here, or undefined where some segment has none. */
  readonly embedding: string | undefined;
  /** Windows that hold each term, over all segments (deleted files may still count until they are merged away). */
  documentFrequencies(terms: readonly number[]): Uint32Array;
  /** Files whose path holds each term. */
  pathFrequencies(terms: readonly number[]): Uint32Array;
  topWindows(terms: readonly WeightedTerm[], scoring: WindowScoring, limit: number): Hits;
  /** Files by the summed weights of the terms in their paths. */
  topPaths(terms: readonly WeightedTerm[], limit: number): Hits;
  gather(terms: readonly WeightedTerm[], scoring: WindowScoring, files: ArrayLike<number>, windowsPerFile: number): Gathered;
  /** Cosine of `vector` (int8, of `dims` entries) with each window, -1..1. `windows` ascend. */
  cosines(vector: Int8Array, windows: Uint32Array): Float32Array;
  /** Windows of the highest cosine: the nearest by sign bits first, then exact. */
  topCosines(vector: Int8Array, limit: number): Hits;
  file(file: number): FileFacts;
  window(window: number): WindowFacts;
  fileOfWindow(window: number): number;
  /** The outline of a file, in order. */
  symbolsOf(file: number): readonly SymbolFacts[];
  /** One symbol of a file's outline. */
  symbol(file: number, index: number): SymbolFacts | undefined;
  /** The innermost symbol whose lines, doc comment included, hold `line`, then what encloses it, to the outermost. */
  symbolsAround(file: number, line: number): readonly SymbolFacts[];
  symbolsNamed(name: string, match: SymbolMatch, limit: number): readonly SymbolFacts[];
  fileAt(path: string): number | undefined;
  /** Every live file, for path matching: calls with its number and path until `visit` returns false. */
  eachFile(visit: (file: number, path: string) => boolean): void;
}
