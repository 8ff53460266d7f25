/**
 * Merges several segments into one from their contents alone: no source file is read again, and deleted files are dropped. Streams to its
 * sink; memory is bounded by the tables (about 100 bytes per window and per symbol), not by the size of the segments.
 */
import { type Kernels, searchTableBytes } from '../../kernels/kernels.js';
import { MemoryArena } from '../../kernels/memory-arena.js';
import { syntaxTable } from '../../text/language/languages.js';
import { writePathTerms } from '../build/inversion.js';
import { type ByteSink, SegmentWriter } from '../build/segment-writer.js';
import { featureVersion } from '../format/feature-version.js';
import { FileRows, fileRowBytes } from '../format/file-row.js';
import { pageBytes, type SectionName, windowRowBytes } from '../format/segment-format.js';
import { PageCache, SegmentDamage } from '../read/page-cache.js';
import { SegmentReader, type UnusableSegment } from '../read/segment-reader.js';
import { type MergePlan, planMerge } from './merge-plan.js';
import { mergeSymbols } from './merge-symbols.js';
import { mergeTerms } from './merge-terms.js';

export interface SegmentToMerge {
  /** Path of the file, or the segment itself. */
  readonly from: string | Uint8Array;
  /** Ascending. */
  readonly deletedFiles: readonly number[];
}

export interface MergedSegment {
  readonly kind: 'merged';
  readonly sizeBytes: number;
  readonly nFiles: number;
}

/** A source cannot be read; `source` is its position. */
export interface FailedMerge extends UnusableSegment {
  readonly source: number;
}

/** Bytes copied at once from sections that only move. */
const copyBytes = 1 << 18;
/** Pages of each source that stay in memory: a source is read at a few places at once, each in order. */
const cacheBytesPerSource = 16 * pageBytes;

/**
 * Merges `sources` in their order; all must hold vectors of the same table, or none. The caller must not use `kernels` during the call.
 * `breathe` is called every few milliseconds and may throw to stop. After a failure, what was written must be discarded.
 */
export function mergeSegments(
  sources: readonly SegmentToMerge[],
  kernels: Kernels,
  sink: ByteSink,
  breathe: () => void,
): MergedSegment | FailedMerge {
  const arena = new MemoryArena(kernels.memory, kernels.heapBase);
  const page = arena.take(pageBytes + 64);
  const cache = new PageCache(kernels, arena, sources.length * cacheBytesPerSource);
  kernels.openSearch(arena.take(searchTableBytes));
  const readers: SegmentReader[] = [];
  try {
    for (const [source, { from }] of sources.entries()) {
      const reader = SegmentReader.open(from, kernels, cache, page);
      if (!(reader instanceof SegmentReader)) return { ...reader, source };
      readers.push(reader);
    }
    const plan = planMerge(readers.map((reader, i) => ({ reader, deletedFiles: sources[i]!.deletedFiles })));
    const writer = new SegmentWriter(kernels, arena.take(pageBytes + 64), sink);
    const sizeBytes = writeMerged(plan, writer, { kernels, arena, breathe });
    return { kind: 'merged', sizeBytes, nFiles: plan.nFiles };
  } catch (error) {
    if (!(error instanceof SegmentDamage)) throw error;
    return { kind: 'damaged', reason: error.message, source: findDamaged(readers) };
  } finally {
    for (const reader of readers) reader.close();
  }
}

function writeMerged(
  plan: MergePlan,
  writer: SegmentWriter,
  parts: { readonly kernels: Kernels; readonly arena: MemoryArena; readonly breathe: () => void },
): number {
  const { kernels, arena, breathe } = parts;
  const [first] = plan.parts;
  const dims = first?.reader.numbers.dims ?? 0;
  const embedding = first?.reader.numbers.embedding ?? '';
  if (plan.parts.some(({ reader }) => reader.numbers.embedding !== embedding))
    throw new Error('Segments of different embedding tables cannot be merged');
  const paths = writeFiles(plan, writer);
  copyRows(plan, writer, breathe, 'windows', windowRowBytes);
  copyRows(plan, writer, breathe, 'lengths', 2);
  copyRows(plan, writer, breathe, 'otherLengths', 6);
  const { lengths, tokens } = readLengths(plan);
  const region = arena.region();
  kernels.slabs = { take: bytes => region.take(bytes), takeKept: bytes => region.take(bytes), giveKept: at => region.give(at) };
  const nTerms = mergeTerms(plan, lengths, { kernels, region, writer, breathe });
  region.reset();
  const syntaxes = syntaxTable();
  const syntax = arena.take(syntaxes.length);
  new Uint8Array(kernels.memory.buffer, syntax, syntaxes.length).set(syntaxes);
  kernels.invertReset();
  const nPathTerms = writePathTerms(kernels, region, { ...paths, syntax }, writer);
  region.reset();
  const nNames = mergeSymbols(plan, writer, breathe);
  copyRows(plan, writer, breathe, 'vectors', dims);
  copyRows(plan, writer, breathe, 'vectorScales', dims === 0 ? 0 : 4);
  copyRows(plan, writer, breathe, 'signs', dims / 8);
  const { nFiles, nWindows, nSymbols } = plan;
  return writer.finish({ nFiles, nWindows, nSymbols, nNames, nTerms, nPathTerms, dims, tokens, featureVersion, embedding });
}

/** Writes the renumbered rows of the files that are kept, and returns their paths. */
function writeFiles(plan: MergePlan, writer: SegmentWriter): { readonly text: Uint8Array; readonly starts: Uint32Array } {
  const starts = new Uint32Array(plan.nFiles + 1);
  const texts: Uint8Array[] = [];
  let at = 0;
  for (const { reader, files, ranges } of plan.parts) {
    const allPaths = reader.whole('paths');
    for (const range of ranges) {
      const count = range.endFile - range.firstFile;
      const bytes = reader.read('files', range.firstFile * fileRowBytes, count * fileRowBytes);
      const rows = new FileRows(bytes);
      const textStart = rows.running(0, 'pathStart');
      const textEnd = range.endFile < reader.numbers.nFiles ? files.pathStart(range.endFile) : allPaths.length;
      for (let i = 0; i < count; i++) {
        const start = at + rows.running(i, 'pathStart') - textStart;
        starts[range.newFile + i] = start;
        rows.setRunning(i, 'pathStart', start);
        rows.setRunning(i, 'firstWindow', rows.running(i, 'firstWindow') - range.firstWindow + range.newWindow);
        rows.setRunning(i, 'firstSymbol', rows.running(i, 'firstSymbol') - range.firstSymbol + range.newSymbol);
      }
      texts.push(allPaths.subarray(textStart, textEnd));
      at += textEnd - textStart;
      writer.write('files', bytes);
    }
  }
  starts[plan.nFiles] = at;
  const text = new Uint8Array(at);
  let to = 0;
  for (const part of texts) {
    text.set(part, to);
    to += part.length;
  }
  writer.write('paths', text);
  return { text, starts };
}

/** Copies rows of windows that only move. */
function copyRows(plan: MergePlan, writer: SegmentWriter, breathe: () => void, section: SectionName, rowBytes: number): void {
  if (rowBytes === 0) return;
  for (const { reader, ranges } of plan.parts)
    for (const { firstWindow, endWindow } of ranges)
      for (let at = firstWindow * rowBytes; at < endWindow * rowBytes; at += copyBytes) {
        writer.write(section, reader.read(section, at, Math.min(copyBytes, endWindow * rowBytes - at)));
        breathe();
      }
}

function readLengths(plan: MergePlan): { readonly lengths: Uint32Array; readonly tokens: readonly [number, number, number, number] } {
  const lengths = new Uint32Array(plan.nWindows);
  const tokens: [number, number, number, number] = [0, 0, 0, 0];
  for (const { reader, ranges } of plan.parts)
    for (const { firstWindow, endWindow, newWindow } of ranges) {
      const count = endWindow - firstWindow;
      const body = new Uint16Array(reader.read('lengths', firstWindow * 2, count * 2).buffer);
      const others = new Uint16Array(reader.read('otherLengths', firstWindow * 6, count * 6).buffer);
      for (let i = 0; i < count; i++) {
        lengths[newWindow + i] = body[i]!;
        tokens[0] += body[i]!;
        tokens[1] += others[i * 3 + 1]!;
        tokens[2] += others[i * 3 + 2]!;
        tokens[3] += others[i * 3]!;
      }
    }
  return { lengths, tokens };
}

/** Returns the position of the first reader with a damaged page. */
function findDamaged(readers: readonly SegmentReader[]): number {
  for (const [i, reader] of readers.entries()) {
    try {
      reader.verify();
    } catch (error) {
      if (error instanceof SegmentDamage) return i;
      throw error;
    }
  }
  return readers.length - 1;
}
