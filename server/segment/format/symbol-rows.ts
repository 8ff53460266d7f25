/**
 * The symbol rows of a segment, in outline order: blocks of 32, each row stored as its difference from the one before. A block begins with
 * two varints, its lowest line and the number of lines from there to its highest, so that a search by line skips most blocks. Row: u8 with
 * the kind and flags for the last three fields, zigzag varint name, zigzag varint start line, then if flagged varints lines, parent
 * distance, doc lines.
 */

import type { SegmentWriter } from '../build/segment-writer.js';
import { SegmentDamage } from '../read/page-cache.js';
import type { SegmentReader } from '../read/segment-reader.js';
import { usedBytes, withCapacity } from './growing.js';

export interface SymbolRow {
  /** Number of the name. */
  readonly name: number;
  readonly startLine: number;
  /** Lines after the first. */
  readonly nLines: number;
  /** Rows between the parent's row and this one; 0 for no parent. */
  readonly parentDistance: number;
  /** Number of the kind, below 32. */
  readonly kind: number;
  /** Lines of the doc comment above. */
  readonly docLines: number;
}

const rowsPerBlock = 32;
/** Numbers per decoded row, in the order of `SymbolRow`. */
const fields = 6;
const kindBits = 31;
const hasLines = 32;
const hasParent = 64;
const hasDoc = 128;
/** Size of a row with every number at its longest, and of the head of a block. */
const maxRowBytes = 26;
const maxHeadBytes = 10;
/** Rows are written to the segment in chunks of this size. */
const chunkBytes = 1 << 18;
/** Number of blocks that stay decoded: some hundred kilobytes per segment. */
const maxDecoded = 128;

/** Writes rows to the segment as they are added; the names must have been written before. */
export class SymbolRowsWriter {
  readonly #writer: SegmentWriter;
  readonly #bytes = new Uint8Array(chunkBytes);
  /** Rows of the current block, as `fields` numbers each. */
  readonly #block = new Uint32Array(rowsPerBlock * fields);
  #nInBlock = 0;
  #starts: Uint32Array<ArrayBuffer> = new Uint32Array(256);
  #nBlocks = 0;
  #written = 0;
  #at = 0;

  constructor(writer: SegmentWriter) {
    this.#writer = writer;
  }

  /** Copies the row, which the caller may reuse. */
  add({ name, startLine, nLines, parentDistance, kind, docLines }: SymbolRow): void {
    const block = this.#block;
    const at = this.#nInBlock++ * fields;
    block[at] = name;
    block[at + 1] = startLine;
    block[at + 2] = nLines;
    block[at + 3] = parentDistance;
    block[at + 4] = kind;
    block[at + 5] = docLines;
    if (this.#nInBlock === rowsPerBlock) this.#endBlock();
  }

  /** Writes the remaining rows, and where each block starts. */
  finish(): void {
    if (this.#nInBlock > 0) this.#endBlock();
    this.#writer.write('symbols', this.#bytes.subarray(0, this.#at));
    this.#starts = withCapacity(this.#starts, this.#nBlocks + 1);
    this.#starts[this.#nBlocks] = this.#written + this.#at;
    this.#writer.write('symbolStarts', usedBytes(this.#starts, this.#nBlocks + 1));
  }

  #endBlock(): void {
    if (this.#at + maxHeadBytes + rowsPerBlock * maxRowBytes > chunkBytes) {
      this.#writer.write('symbols', this.#bytes.subarray(0, this.#at));
      this.#written += this.#at;
      this.#at = 0;
    }
    this.#starts = withCapacity(this.#starts, this.#nBlocks + 1);
    this.#starts[this.#nBlocks++] = this.#written + this.#at;
    const block = this.#block;
    const end = this.#nInBlock * fields;
    let lowest = 0xffffffff;
    let highest = 0;
    for (let at = 0; at < end; at += fields) {
      const startLine = block[at + 1]!;
      lowest = Math.min(lowest, Math.max(0, startLine - block[at + 5]!));
      highest = Math.max(highest, startLine + block[at + 2]!);
    }
    this.#varint(lowest);
    this.#varint(highest - lowest);
    let name = 0;
    let line = 0;
    for (let at = 0; at < end; at += fields) {
      const nLines = block[at + 2]!;
      const parentDistance = block[at + 3]!;
      const docLines = block[at + 5]!;
      this.#bytes[this.#at++] =
        block[at + 4]! | (nLines > 0 ? hasLines : 0) | (parentDistance > 0 ? hasParent : 0) | (docLines > 0 ? hasDoc : 0);
      this.#difference(block[at]! - name);
      this.#difference(block[at + 1]! - line);
      if (nLines > 0) this.#varint(nLines);
      if (parentDistance > 0) this.#varint(parentDistance);
      if (docLines > 0) this.#varint(docLines);
      name = block[at]!;
      line = block[at + 1]!;
    }
    this.#nInBlock = 0;
  }

  #difference(value: number): void {
    this.#varint(((value << 1) ^ (value >> 31)) >>> 0);
  }

  #varint(value: number): void {
    let rest = value;
    while (rest >= 128) {
      this.#bytes[this.#at++] = (rest & 127) | 128;
      rest >>>= 7;
    }
    this.#bytes[this.#at++] = rest;
  }
}

export class SymbolRows {
  readonly #segment: SegmentReader;
  readonly #decoded = new Map<number, Uint32Array>();
  #bytes: Uint8Array = new Uint8Array(0);
  #at = 0;
  #end = 0;

  constructor(segment: SegmentReader) {
    this.#segment = segment;
  }

  /** Returns one row. Throws SegmentDamage, like every method here. */
  row(symbol: number): SymbolRow {
    const rows = this.#block(Math.floor(symbol / rowsPerBlock));
    const at = (symbol % rowsPerBlock) * fields;
    if (at >= rows.length) throw new SegmentDamage(`it has no symbol ${symbol}`);
    return {
      name: rows[at]!,
      startLine: rows[at + 1]!,
      nLines: rows[at + 2]!,
      parentDistance: rows[at + 3]!,
      kind: rows[at + 4]!,
      docLines: rows[at + 5]!,
    };
  }

  /** Returns the last symbol from `first` to `end` (exclusive) whose lines, doc comment included, contain `line`, or -1. */
  lastAt(first: number, end: number, line: number): number {
    for (let symbol = end - 1; symbol >= first; ) {
      const block = Math.floor(symbol / rowsPerBlock);
      const blockStart = block * rowsPerBlock;
      if (this.#mayHold(block, line)) {
        const rows = this.#block(block);
        for (let i = symbol; i >= Math.max(first, blockStart); i--) {
          const at = (i - blockStart) * fields;
          const startLine = rows[at + 1]!;
          if (startLine - rows[at + 5]! <= line && line <= startLine + rows[at + 2]!) return i;
        }
      }
      symbol = blockStart - 1;
    }
    return -1;
  }

  #mayHold(block: number, line: number): boolean {
    if (this.#decoded.has(block)) return true;
    this.#enter(block);
    const lowest = this.#varint();
    return lowest <= line && line <= lowest + this.#varint();
  }

  #block(block: number): Uint32Array {
    const known = this.#decoded.get(block);
    if (known !== undefined) return known;
    this.#enter(block);
    this.#varint();
    this.#varint();
    const rows = new Uint32Array(rowsPerBlock * fields);
    let n = 0;
    let name = 0;
    let startLine = 0;
    while (this.#at < this.#end) {
      const flags = this.#bytes[this.#at++]!;
      name += this.#difference();
      startLine += this.#difference();
      rows[n] = name;
      rows[n + 1] = startLine;
      rows[n + 2] = (flags & hasLines) === 0 ? 0 : this.#varint();
      rows[n + 3] = (flags & hasParent) === 0 ? 0 : this.#varint();
      rows[n + 4] = flags & kindBits;
      rows[n + 5] = (flags & hasDoc) === 0 ? 0 : this.#varint();
      n += fields;
    }
    if (this.#decoded.size >= maxDecoded) this.#decoded.clear();
    const found = rows.subarray(0, n);
    this.#decoded.set(block, found);
    return found;
  }

  /** Moves to the head of a block. Valid until anything else is read from the segments. */
  #enter(block: number): void {
    const start = this.#segment.u32('symbolStarts', block);
    const length = this.#segment.u32('symbolStarts', block + 1) - start;
    const spot = this.#segment.spot('symbols', start, length);
    this.#bytes = spot === 0 ? this.#segment.read('symbols', start, length) : this.#segment.views.bytes;
    this.#at = spot;
    this.#end = spot + length;
  }

  #difference(): number {
    const value = this.#varint();
    return (value >>> 1) ^ -(value & 1);
  }

  #varint(): number {
    let value = 0;
    for (let shift = 0; shift < 35; shift += 7) {
      const byte = this.#bytes[this.#at++] ?? 0;
      value |= (byte & 127) << shift;
      if (byte < 128) break;
    }
    return value >>> 0;
  }
}
