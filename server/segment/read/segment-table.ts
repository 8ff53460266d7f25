/**
 * The file table of a stored segment, as columns: paths, signatures, hashes. Verified page by page; nothing else of the segment is read.
 */
import type { Kernels } from '../../kernels/kernels.js';
import { MemoryArena } from '../../kernels/memory-arena.js';
import { contentHashBytes, FileRows } from '../format/file-row.js';
import { pageBytes } from '../format/segment-format.js';
import { PageCache } from './page-cache.js';
import { SegmentReader } from './segment-reader.js';

const cacheBytes = 8 * pageBytes;

/** The files of a segment, by number. As columns, so that 10,000 files cross threads as a few values. */
export interface FileTable {
  /** Separated by NUL, which no path contains. */
  readonly paths: string;
  readonly sizes: Float64Array;
  readonly mtimes: Float64Array;
  /** 16 bytes per file. */
  readonly hashes: Uint8Array;
  readonly windows: Uint32Array;
  /** The `age` of the task that read each file. */
  readonly ages: Float64Array;
}

/** Owns the kernels from now on. */
export class SegmentTables {
  readonly #kernels: Kernels;
  readonly #cache: PageCache;
  readonly #page: number;

  constructor(kernels: Kernels) {
    this.#kernels = kernels;
    const arena = new MemoryArena(kernels.memory, kernels.heapBase);
    this.#page = arena.take(pageBytes + 64);
    this.#cache = new PageCache(kernels, arena, cacheBytes);
  }

  /** Throws if the segment cannot be used. */
  read(path: string): FileTable {
    const reader = SegmentReader.open(path, this.#kernels, this.#cache, this.#page);
    if (!(reader instanceof SegmentReader)) throw new Error(`it is ${reader.kind}: ${reader.reason}`);
    try {
      return columnsOf(reader);
    } finally {
      reader.close();
    }
  }
}

function columnsOf(reader: SegmentReader): FileTable {
  const { nFiles, nWindows } = reader.numbers;
  const rows = new FileRows(reader.whole('files'));
  const text = reader.whole('paths');
  const sizes = new Float64Array(nFiles);
  const mtimes = new Float64Array(nFiles);
  const hashes = new Uint8Array(nFiles * contentHashBytes);
  const windows = new Uint32Array(nFiles);
  // One text with separators: decoding it whole is many times faster than path by path.
  const separated = new Uint8Array(text.length + Math.max(0, nFiles - 1));
  for (let file = 0; file < nFiles; file++) {
    const isLast = file + 1 === nFiles;
    const start = rows.running(file, 'pathStart');
    const end = isLast ? text.length : rows.running(file + 1, 'pathStart');
    if (!(start <= end && end <= text.length)) throw new Error(`the path of file ${file} is out of place`);
    separated.set(text.subarray(start, end), start + file);
    sizes[file] = rows.sizeBytes(file);
    mtimes[file] = rows.mtimeMs(file);
    hashes.set(rows.contentHash(file), file * contentHashBytes);
    windows[file] = (isLast ? nWindows : rows.running(file + 1, 'firstWindow')) - rows.running(file, 'firstWindow');
  }
  return { paths: new TextDecoder().decode(separated), sizes, mtimes, hashes, windows, ages: new Float64Array(nFiles) };
}
