/**
 * Finds the files of a folder that pass the tests of a question which need the text or only a filter. Ranking proposes some files; an exact
 * phrase must be found wherever it is. The terms inside a phrase narrow the files that are read; a phrase without a whole term, such as
 * `=>`, is looked for in every file.
 */
import type { Snapshot } from '../snapshot/snapshot-types.js';
import { eachTerm } from '../text/terms.js';
import { type FileFilter, maxCandidates, scoringOf } from './collect-candidates.js';
import type { FolderEngine } from './folder-engine.js';
import type { SourceText } from './results/source-text.js';
import type { SourceTexts } from './results/source-texts.js';

/** Limits of the texts that are read for one question and folder. */
const maxReadFiles = 50_000;
const maxReadBytes = 512 << 20;
const maxNarrowing = 4;
const encoder = new TextEncoder();

export interface ExactSearch {
  readonly phrases: readonly string[];
  readonly keep: FileFilter | undefined;
  /** Undefined if the filter says everything. */
  readonly test: ((source: SourceText) => boolean) | undefined;
  /** Files to try first, best first. */
  readonly likely: readonly number[];
}

/** Returns up to `maxCandidates` files that pass, the likely ones first. `throwIfStopped` is called before each file. */
export function exactFiles(
  folder: FolderEngine,
  { phrases, keep, test, likely }: ExactSearch,
  texts: SourceTexts,
  throwIfStopped: () => void,
): readonly number[] {
  const { snapshot } = folder;
  const narrowed = filesWithTerms(snapshot, phrases.flatMap(insideTerms));
  const passed: number[] = [];
  const tried = new Set<number>();
  let nBytes = 0;
  const tryFile = (file: number): boolean => {
    if (tried.has(file) || (narrowed !== undefined && !narrowed.has(file)) || (keep !== undefined && !keep(file))) return true;
    tried.add(file);
    throwIfStopped();
    if (test !== undefined) {
      const facts = snapshot.file(file);
      nBytes += facts.sizeBytes;
      if (!test(texts.read(folder, facts))) return tried.size < maxReadFiles && nBytes < maxReadBytes;
    }
    passed.push(file);
    return passed.length < maxCandidates && tried.size < maxReadFiles && nBytes < maxReadBytes;
  };
  for (const file of likely) if (!tryFile(file)) return passed;
  if (narrowed === undefined) snapshot.eachFile(tryFile);
  else for (const file of [...narrowed].sort((a, b) => a - b)) if (!tryFile(file)) break;
  return passed;
}

/**
 * Returns the terms that a text must have if it contains the phrase. A word at either end may be a part of a longer one, so only words
 * between separators count, and pairs of ideographs anywhere.
 */
export function insideTerms(phrase: string): readonly number[] {
  const bytes = encoder.encode(phrase);
  const isSeparator = (byte: number): boolean => byte < 0x80 && !/[\w$]/.test(String.fromCharCode(byte));
  const first = bytes.findIndex(isSeparator);
  if (first < 0) return pairsOf(bytes);
  const last = bytes.findLastIndex(isSeparator);
  const terms = new Set(pairsOf(bytes));
  eachTerm(bytes, first, last + 1, term => terms.add(term));
  return [...terms];
}

const minPairBytes = 6;

function pairsOf(bytes: Uint8Array): readonly number[] {
  const terms: number[] = [];
  eachTerm(bytes, 0, bytes.length, (term, kind, start, end, _part, length) => {
    if (kind === 'part' && length === 0 && end - start >= minPairBytes) terms.push(term);
  });
  return terms;
}

/** Returns the files that hold all of the terms, by the rarest of them; undefined if there are no terms. */
function filesWithTerms(snapshot: Snapshot, terms: readonly number[]): ReadonlySet<number> | undefined {
  if (terms.length === 0) return undefined;
  const counts = snapshot.documentFrequencies(terms);
  const rarest = terms.map((term, i) => ({ term, n: counts[i]! })).sort((a, b) => a.n - b.n);
  let files: Set<number> | undefined;
  for (const { term, n } of rarest.slice(0, maxNarrowing)) {
    if (n === 0) return new Set();
    const { ids } = snapshot.topWindows([{ term, weight: 1 }], scoringOf(snapshot), n);
    const holding = new Set<number>();
    for (const window of ids) {
      const file = snapshot.fileOfWindow(window);
      if (files === undefined || files.has(file)) holding.add(file);
    }
    files = holding;
  }
  return files;
}
