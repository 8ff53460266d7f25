/** What a warm start needs of a segment: its files as columns, without any of their contents. */
import type { Kernels } from '../kernels/kernels.js';
import { MemoryArena } from '../pool/memory-arena.js';
import { PageCache } from './page-cache.js';
import { fileRowBytes, pageBytes } from './segment-format.js';
import type { UnusableSegment } from './segment-reader.js';
import { SegmentReader } from './segment-reader.js';
import { SegmentDamage } from './page-cache.js';

export interface FileTable {
  /** In order of their numbers, separated by NUL. */
  readonly paths: string;
  readonly sizes: Float64Array;
  readonly mtimes: Float64Array;
  /** 16 bytes a file. */
  readonly hashes: Uint8Array;
  /** Number of windows of each file. */
  readonly windows: Uint32Array;
  readonly nSymbols: number;
  /** Identity of the embedding table that the segment was built with, or empty. */
  readonly embedding: string;
}

/** Reads the table of a segment; the kernels must be free for the time of the call. */
export function readFileTable(from: string | Uint8Array, kernels: Kernels): FileTable | UnusableSegment {
  const arena = new MemoryArena(kernels.memory, kernels.heapBase);
  const page = arena.take(pageBytes + 64);
  const reader = SegmentReader.open(from, kernels, new PageCache(kernels, arena, 4 * pageBytes), page);
  if (!(reader instanceof SegmentReader)) return reader;
  try {
    return fileTableOf(reader);
  } catch (error) {
    if (error instanceof SegmentDamage) return { kind: 'damaged', reason: error.message };
    throw error;
  } finally {
    reader.close();
  }
}

/** Throws SegmentDamage. */
export function fileTableOf(reader: SegmentReader): FileTable {
  const { nFiles, nWindows, nSymbols, embedding } = reader.numbers;
  const rows = reader.read('files', 0, nFiles * fileRowBytes);
  const view = new DataView(rows.buffer);
  const text = reader.read('paths', 0, reader.lengthOf('paths'));
  const joined = new Uint8Array(text.length + Math.max(0, nFiles - 1));
  const table = {
    sizes: new Float64Array(nFiles),
    mtimes: new Float64Array(nFiles),
    hashes: new Uint8Array(nFiles * 16),
    windows: new Uint32Array(nFiles),
  };
  for (let file = 0; file < nFiles; file++) {
    const at = file * fileRowBytes;
    const isLast = file + 1 === nFiles;
    const start = view.getUint32(at, true);
    const end = isLast ? text.length : view.getUint32(at + fileRowBytes, true);
    joined.set(text.subarray(start, end), start + file);
    table.windows[file] = (isLast ? nWindows : view.getUint32(at + fileRowBytes + 4, true)) - view.getUint32(at + 4, true);
    table.sizes[file] = view.getFloat64(at + 16, true);
    table.mtimes[file] = view.getFloat64(at + 24, true);
    table.hashes.set(rows.subarray(at + 32, at + 48), file * 16);
  }
  return { paths: new TextDecoder().decode(joined), ...table, nSymbols, embedding };
}
