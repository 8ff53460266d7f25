/** Merges the postings of several segments term by term, in order of hash. Streams, and buffers only a part of each source. */
import type { Kernels } from '../../kernels/kernels.js';
import type { ArenaRegion } from '../../kernels/memory-arena.js';
import { bloomBlocksFor, bodySections } from '../build/inversion.js';
import type { SegmentWriter } from '../build/segment-writer.js';
import { SegmentDamage } from '../read/page-cache.js';
import { checkPostings } from '../read/segment-postings.js';
import type { SegmentReader } from '../read/segment-reader.js';
import type { MergePart, MergePlan } from './merge-plan.js';

const dropped = 0xffffffff;
const bufferBytes = 1 << 18;
/** Bytes behind a list that the kernels may read. */
const slack = 16;

/** Walks a dictionary in order, with the postings of the current term in the kernels' memory. */
class TermCursor {
  readonly map: number;
  readonly nWindows: number;
  readonly #reader: SegmentReader;
  readonly #region: ArenaRegion;
  #dictionary: Uint8Array = new Uint8Array(0);
  #dictionaryAt = 0;
  #dictionaryRead = 0;
  readonly #index: DataView;
  #nRead = 0;
  #buffer: number;
  #bufferSize = bufferBytes;
  #bufferStart = 0;
  #bufferEnd = 0;
  #start = 0;
  #length = 0;
  term = -1;
  df = 0;

  constructor(reader: SegmentReader, region: ArenaRegion, map: number) {
    this.#reader = reader;
    this.#region = region;
    this.map = map;
    this.nWindows = reader.numbers.nWindows;
    this.#index = new DataView(reader.read('dictionaryIndex', 0, reader.lengthOf('dictionaryIndex')).buffer);
    this.#buffer = region.take(bufferBytes + slack);
  }

  /** Moves to the next term. Returns false at the end. */
  next(): boolean {
    if (this.#nRead === this.#reader.numbers.nTerms) return false;
    if (this.#nRead % 32 === 0) {
      this.term = this.#index.getFloat64((this.#nRead / 32) * 20, true);
      this.#varint();
    } else this.term += this.#varint();
    this.#start += this.#length;
    const head = this.#varint();
    if (head % 2 === 1) {
      this.df = 1;
      this.#length = (head - 1) / 2;
    } else {
      this.df = head / 2;
      this.#length = this.#varint();
    }
    this.#nRead++;
    return true;
  }

  /** Returns the offset of the current term's postings in the kernels' memory. */
  postings(): number {
    if (this.#start < this.#bufferStart || this.#start + this.#length > this.#bufferEnd) this.#fill();
    return this.#buffer + this.#start - this.#bufferStart;
  }

  #fill(): void {
    if (this.#length > this.#bufferSize) {
      this.#bufferSize = this.#length * 2;
      this.#buffer = this.#region.take(this.#bufferSize + slack);
    }
    const size = Math.min(this.#bufferSize, this.#reader.lengthOf('postings') - this.#start);
    this.#reader.copy('postings', this.#start, size, this.#buffer);
    this.#bufferStart = this.#start;
    this.#bufferEnd = this.#start + size;
  }

  #varint(): number {
    let value = 0;
    let factor = 1;
    for (;;) {
      if (this.#dictionaryAt === this.#dictionary.length) this.#readDictionary();
      const byte = this.#dictionary[this.#dictionaryAt++]!;
      value += (byte & 0x7f) * factor;
      if (byte < 0x80) return value;
      factor *= 128;
    }
  }

  #readDictionary(): void {
    const size = Math.min(bufferBytes, this.#reader.lengthOf('dictionary') - this.#dictionaryRead);
    if (size <= 0) throw new SegmentDamage('its dictionary ends early');
    this.#dictionary = this.#reader.read('dictionary', this.#dictionaryRead, size);
    this.#dictionaryRead += size;
    this.#dictionaryAt = 0;
  }
}

/** Merges and writes the four sections of terms and returns the number of terms. Throws SegmentDamage. */
export function mergeTerms(
  plan: MergePlan,
  lengths: Uint32Array,
  parts: { readonly kernels: Kernels; readonly region: ArenaRegion; readonly writer: SegmentWriter; readonly breathe: () => void },
): number {
  const { kernels, region, writer, breathe } = parts;
  const nTermsAtMost = plan.parts.reduce((sum, { reader }) => sum + reader.numbers.nTerms, 0);
  const lengthsAt = region.take(lengths.byteLength + 8);
  const nBlocks = Math.ceil(plan.nWindows / 128) + 1;
  const rows = region.take(nBlocks * 16);
  const bloomBlocks = bloomBlocksFor(nTermsAtMost);
  const bloom = region.take(bloomBlocks * 64);
  const limit = 1 << 20;
  const postings = region.take(limit + plan.nWindows * 16 + nBlocks * 48 + 4096);
  const dict = region.take(limit + 64);
  const index = region.take(limit);
  const cursors = plan.parts.map(part => new TermCursor(part.reader, region, windowMap(part, kernels, region)));
  new Uint32Array(kernels.memory.buffer, lengthsAt, lengths.length).set(lengths);
  new Uint8Array(kernels.memory.buffer, bloom, bloomBlocks * 64).fill(0);
  kernels.openEncoder(lengthsAt, rows, dict, index, postings, bloom, bloomBlocks);
  const dictionaries: Uint8Array[] = [];
  const indexes: Uint8Array[] = [];
  const takeDictionary = (): void => {
    dictionaries.push(new Uint8Array(kernels.memory.buffer, dict, kernels.dictBytes()).slice());
    indexes.push(new Uint8Array(kernels.memory.buffer, index, kernels.indexBytes()).slice());
    kernels.drainDictionary();
  };
  const live = cursors.filter(cursor => cursor.next());
  for (let n = 0; live.length > 0; n++) {
    let term = Number.POSITIVE_INFINITY;
    for (const cursor of live) term = Math.min(term, cursor.term);
    kernels.encodeBegin();
    let df = 0;
    // Sources are in the order of their new windows, as the encoder requires.
    for (let i = 0; i < live.length; i++) {
      const cursor = live[i]!;
      if (cursor.term !== term) continue;
      const added = kernels.encodeFrom(cursor.postings(), cursor.df, cursor.map, cursor.nWindows);
      checkPostings(added >= 0);
      df += added;
      if (!cursor.next()) live.splice(i--, 1);
    }
    kernels.encodeEnd(term, df);
    if (kernels.postingsBytes() > limit) {
      writer.writeMemory('postings', postings, kernels.postingsBytes());
      kernels.drainPostings();
    }
    if (kernels.dictBytes() > limit - 64) takeDictionary();
    if ((n & 4095) === 0) breathe();
  }
  writer.writeMemory('postings', postings, kernels.postingsBytes());
  takeDictionary();
  for (const chunk of dictionaries) writer.write(bodySections.dictionary, chunk);
  for (const chunk of indexes) writer.write(bodySections.index, chunk);
  writer.writeMemory(bodySections.bloom, bloom, bloomBlocks * 64);
  return kernels.termsWritten();
}

/** Writes the new number of each old window into the kernels' memory and returns its offset. */
function windowMap({ reader, ranges }: MergePart, kernels: Kernels, region: ArenaRegion): number {
  const n = reader.numbers.nWindows;
  const at = region.take(n * 4 + 8);
  const map = new Uint32Array(kernels.memory.buffer, at, n).fill(dropped);
  for (const { firstWindow, endWindow, newWindow } of ranges)
    for (let window = firstWindow; window < endWindow; window++) map[window] = newWindow + window - firstWindow;
  return at;
}
