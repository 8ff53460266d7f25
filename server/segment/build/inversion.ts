/** Drives the kernels that invert text: memory for their tables, the embedding table, and the sections that they encode. */
import type { EmbeddingTable } from '../../embedding/static-table.js';
import { type Kernels, slackBytes } from '../../kernels/kernels.js';
import type { ArenaRegion, MemoryArena } from '../../kernels/memory-arena.js';
import type { SectionName } from '../format/segment-format.js';
import type { SegmentWriter } from './segment-writer.js';

/** Names of the four sections that hold a set of terms. */
export interface TermSections {
  readonly dictionary: SectionName;
  readonly index: SectionName;
  readonly postings: SectionName;
  readonly bloom: SectionName;
}

export const bodySections: TermSections = { dictionary: 'dictionary', index: 'dictionaryIndex', postings: 'postings', bloom: 'bloom' };
export const pathSections: TermSections = {
  dictionary: 'pathDictionary',
  index: 'pathIndex',
  postings: 'pathPostings',
  bloom: 'pathBloom',
};

/**
 * Returns the number of 64-byte blocks, with 7 to 14 bits per term. In the worst case one absent term in twenty passes the filter and is
 * looked up.
 */
export const bloomBlocksFor = (nTerms: number): number => 2 ** Math.max(0, Math.ceil(Math.log2((nTerms * 7) / 512)));

/** Weight of a term in a bag of words: 1 + ln tf. */
const tfWeights = Float64Array.from({ length: 256 }, (_, tf) => (tf === 0 ? 0 : 1 + Math.log(tf)));
/** The largest weight times the scale of a row, as an integer. Small enough that the sums of a window stay below 2^31. */
const largestUnit = 1500;

/** Copies `table` into the kernels' memory, where it stays. */
export function loadEmbedding(kernels: Kernels, arena: MemoryArena, table: EmbeddingTable): void {
  const place = (items: Int8Array | Float64Array | Float32Array): number => {
    const at = arena.take(items.byteLength + 64);
    new Uint8Array(kernels.memory.buffer, at, items.byteLength).set(new Uint8Array(items.buffer, items.byteOffset, items.byteLength));
    return at;
  };
  let largest = 0;
  for (const scale of table.scales) largest = Math.max(largest, Math.abs(scale));
  const unit = largest === 0 ? 0 : largestUnit / largest;
  kernels.setEmbedding(
    table.dims,
    place(table.rows),
    place(table.terms),
    table.terms.length,
    place(table.scales),
    table.nBuckets,
    place(tfWeights),
    unit,
  );
}

/**
 * Encodes the terms that the kernels hold and writes their sections. `lengths`: u32 body length of each window. Returns the number of
 * terms.
 */
export function writeTerms(kernels: Kernels, region: ArenaRegion, lengths: Uint32Array, to: TermSections, writer: SegmentWriter): number {
  const nTerms = kernels.distinctTerms();
  const lengthsAt = region.take(lengths.byteLength + 8);
  const nBlocks = Math.ceil(lengths.length / 128) + 1;
  const rows = region.take(nBlocks * 16);
  const bloomBlocks = bloomBlocksFor(nTerms);
  const bloom = region.take(bloomBlocks * 64);
  // The longest term has a posting in every window, of at most 16 bytes each, and is moved once within the free space behind it.
  const limit = 1 << 20;
  const postings = region.take(limit + lengths.length * 16 + nBlocks * 48 + 4096);
  const dict = region.take(nTerms * 20 + 64);
  const index = region.take((Math.ceil(nTerms / 32) + 1) * 20);
  kernels.sortTerms();
  new Uint32Array(kernels.memory.buffer, lengthsAt, lengths.length).set(lengths);
  new Uint8Array(kernels.memory.buffer, bloom, bloomBlocks * 64).fill(0);
  kernels.openEncoder(lengthsAt, rows, dict, index, postings, bloom, bloomBlocks);
  for (let more = true; more; ) {
    more = kernels.encodeTerms(limit);
    writer.writeMemory(to.postings, postings, kernels.postingsBytes());
    kernels.drainPostings();
  }
  writer.writeMemory(to.dictionary, dict, kernels.dictBytes());
  writer.writeMemory(to.index, index, kernels.indexBytes());
  writer.writeMemory(to.bloom, bloom, bloomBlocks * 64);
  return kernels.termsWritten();
}

/**
 * Inverts paths, each as one window, with kernels that hold no terms, and writes their sections. `syntax`: a syntax without comments.
 * Returns the number of terms.
 */
export function writePathTerms(
  kernels: Kernels,
  region: ArenaRegion,
  paths: { readonly text: Uint8Array; readonly starts: Uint32Array; readonly syntax: number },
  writer: SegmentWriter,
): number {
  const n = paths.starts.length - 1;
  const text = region.take(paths.text.length + slackBytes);
  const starts = region.take(n * 4 + 4);
  const ends = region.take(n * 4 + 4);
  const lengthsOut = region.take(n * 8 + 8);
  new Uint8Array(kernels.memory.buffer, text, paths.text.length).set(paths.text);
  new Uint32Array(kernels.memory.buffer, starts, n).set(paths.starts.subarray(0, n));
  new Uint32Array(kernels.memory.buffer, ends, n).set(paths.starts.subarray(1));
  kernels.invertFile(text, paths.text.length, starts, ends, n, 0, 0, 0, paths.syntax, lengthsOut, 0, 0, 0);
  const counts = new Uint16Array(kernels.memory.buffer, lengthsOut, n * 4);
  const lengths = Uint32Array.from({ length: n }, (_, i) => counts[i * 4]!);
  return writeTerms(kernels, region, lengths, pathSections, writer);
}

/** Memory for one text and the bytes that the kernels read behind it. */
export class TextBuffer {
  readonly #arena: MemoryArena;
  #at = 0;
  #size = 0;
  #held: Uint8Array | undefined;

  constructor(arena: MemoryArena) {
    this.#arena = arena;
  }

  /** Copies `bytes` into the kernels' memory and returns their offset, valid until the next call. */
  put(bytes: Uint8Array): number {
    // A file that is surveyed and then indexed comes twice with the same view.
    if (this.#held === bytes) return this.#at;
    this.#held = bytes;
    const needed = bytes.length + slackBytes;
    if (needed > this.#size) {
      if (this.#size > 0) this.#arena.give(this.#at);
      this.#size = Math.max(needed, 1 << 20);
      this.#at = this.#arena.take(this.#size);
    }
    new Uint8Array(this.#arena.memory.buffer, this.#at, bytes.length).set(bytes);
    return this.#at;
  }
}
