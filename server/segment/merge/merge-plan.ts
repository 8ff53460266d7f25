/**
 * Decides which files of which segments go into a merged one, and the new numbers of their windows and symbols. Pure, except that it reads
 * tables.
 */
import { SegmentFiles } from '../read/segment-files.js';
import type { SegmentReader } from '../read/segment-reader.js';

export interface MergeInput {
  readonly reader: SegmentReader;
  readonly deletedFiles: readonly number[];
}

/** A run of neighbouring files that are kept, with their windows and symbols. All ranges are half open. */
export interface KeptRange {
  readonly firstFile: number;
  readonly endFile: number;
  readonly firstWindow: number;
  readonly endWindow: number;
  readonly firstSymbol: number;
  readonly endSymbol: number;
  /** New number of the first file, window and symbol. */
  readonly newFile: number;
  readonly newWindow: number;
  readonly newSymbol: number;
}

export interface MergePart {
  readonly reader: SegmentReader;
  readonly files: SegmentFiles;
  readonly ranges: readonly KeptRange[];
}

export interface MergePlan {
  readonly parts: readonly MergePart[];
  readonly nFiles: number;
  readonly nWindows: number;
  readonly nSymbols: number;
}

/** Plans the sources one after the other, each in its own order. Throws SegmentDamage. */
export function planMerge(sources: readonly MergeInput[]): MergePlan {
  let nFiles = 0;
  let nWindows = 0;
  let nSymbols = 0;
  const parts = sources.map(({ reader, deletedFiles }): MergePart => {
    const files = new SegmentFiles(reader);
    const ranges: KeptRange[] = [];
    const keep = (firstFile: number, endFile: number): void => {
      if (firstFile >= endFile) return;
      const range = {
        firstFile,
        endFile,
        firstWindow: files.firstWindow(firstFile),
        endWindow: files.firstWindow(endFile),
        firstSymbol: files.firstSymbol(firstFile),
        endSymbol: files.firstSymbol(endFile),
        newFile: nFiles,
        newWindow: nWindows,
        newSymbol: nSymbols,
      };
      ranges.push(range);
      nFiles += endFile - firstFile;
      nWindows += range.endWindow - range.firstWindow;
      nSymbols += range.endSymbol - range.firstSymbol;
    };
    let next = 0;
    for (const deleted of deletedFiles) {
      keep(next, deleted);
      next = deleted + 1;
    }
    keep(next, reader.numbers.nFiles);
    return { reader, files, ranges };
  });
  return { parts, nFiles, nWindows, nSymbols };
}
